import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { bodyWithin } from './body-deadline.ts'
import { openPage, pageOf } from './entry-pages.ts'
import { HttpProblem } from './http-problem.ts'
import { notModified } from './problem-schema.ts'
import type { ComparedResult } from './projection-differences.ts'
import { sendTagged } from './read-answers.ts'
import { Position, paging, times } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'
import { Value } from './shown.ts'

const Instant = z.iso.datetime().meta({ examples: ['2025-03-20T18:00:00Z'] })

/** A cell of which two generations hold other entries, though the KPI has the same version in both. */
const DifferingCell = z.strictObject({
  kpi: z.string(),
  scope: z.string().describe('seat: a rep in the team that he belonged to'),
  entity: z.string(),
  team: z.string().nullable(),
  period: z.string(),
  position: Position.describe('Where they part'),
  active: Value.describe('What it comes to in the generation that answers'),
  other: Value,
})

const ChangedVersion = z.strictObject({
  kpi: z.string(),
  posted: z.int().nullable().describe('The version that answers; null: it is not posted yet'),
  current: z.int().nullable().describe('The newest version; null: the program has it no longer'),
})

/** How far a rebuild beside the ledgers that answer has come. */
const Rebuild = z.strictObject({
  generation: z.int(),
  position: Position.nullable(),
  head: Position.nullable(),
  startedAt: Instant,
  eventsPerSecond: z.number().min(0).nullable().describe('Over the last ten seconds; null when it cannot be told'),
  eventsPerSecondMax: z.number().positive().nullable().describe('At most so many; null: as many as it can'),
  etaSeconds: z.number().min(0).nullable().describe('Until it has caught up, at this speed; null when it cannot be told'),
  etaAt: Instant.nullable(),
  comparison: z
    .enum(['equal', 'differs'])
    .nullable()
    .describe('With the generation that answers, of KPIs that have the same version; null until it has caught up'),
  differingCells: z.int().min(0).describe('Cells of such KPIs that differ'),
  firstDifferences: z.array(DifferingCell).describe('The first of them by position, twenty at most'),
  triesAgain: z.boolean().describe('Whether it waits for a fault to go by, which problem tells, and then goes on by itself'),
})

const ProjectionStatus = z
  .strictObject({
    name: z.string(),
    state: z.enum(['running', 'paused', 'rebuilding', 'stopped']),
    position: Position.nullable().describe('The last position that is posted; null before the first'),
    head: Position.nullable().describe('The last position of the log; null while it is empty'),
    lagEvents: z.int().min(0),
    lagSeconds: z.number().min(0),
    generation: z.int().describe('The generation that answers'),
    generations: z.array(z.strictObject({ generation: z.int(), state: z.enum(['building', 'active', 'frozen']) })),
    rebuild: Rebuild.nullable(),
    outdated: z
      .array(ChangedVersion)
      .describe('KPIs that answer in another version than the newest, until the ledgers are rebuilt and switched'),
    problem: z.string().nullable().describe('Why it stopped, or what a rebuild waits for'),
  })
  .meta({
    id: 'ProjectionStatus',
    examples: [
      {
        name: 'ledgers',
        state: 'running',
        position: '25',
        head: '25',
        lagEvents: 0,
        lagSeconds: 0,
        generation: 1,
        generations: [{ generation: 1, state: 'active' }],
        rebuild: null,
        outdated: [],
        problem: null,
      },
    ],
  })

/** How a projection stands: what `/v1/projections` lists. Positions are decimal strings. */
export type ProjectionStatus = z.infer<typeof ProjectionStatus>

/** What an operator may ask of a projection. */
export type ProjectionAction = 'rebuild' | 'switch' | 'pause' | 'resume'

/** Why an action was not taken. */
export type ProjectionRefusal = {
  readonly code:
    | 'unknown-projection'
    | 'rebuild-running'
    | 'nothing-to-switch-to'
    | 'rebuild-differs'
    | 'not-the-owner'
    | 'not-offered'
  readonly detail: string
  /** What a program may want to know of it. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** The projections of the process, as the server lets them be steered. */
export type ProjectionControl = {
  readonly list: () => Promise<readonly ProjectionStatus[]>
  readonly act: (name: string, action: ProjectionAction, options: ActionOptions) => Promise<ActionResult>
  /** The generation that answers and another one, opened to be compared. */
  readonly compared?: (name: string, generation: number | undefined) => Promise<ComparedResult>
}

/** What the routes of the projections need. */
export type ProjectionDependencies = Pick<ReadDependencies, 'times'> & {
  readonly projections: ProjectionControl
  /** How long a body may take to arrive: 30 s. */
  readonly bodyMs?: number | undefined
}

/** `generation`: switch to this one. `force`: switch though the generations differ. `eventsPerSecond`: rebuild at most so fast. */
export type ActionOptions = {
  readonly generation?: number | undefined
  readonly force?: boolean | undefined
  readonly eventsPerSecond?: number | undefined
}

/** How the projection stands after an action, or why it was not taken. */
export type ActionResult =
  | { readonly ok: true; readonly value: ProjectionStatus }
  | { readonly ok: false; readonly refusal: ProjectionRefusal }

const tags = ['operating']
export const ProjectionPath = z.strictObject({
  name: z
    .string()
    .max(64)
    .meta({ examples: ['ledgers'] }),
})
const List = z
  .strictObject({ items: z.array(ProjectionStatus), nextCursor: z.string().optional() })
  .meta({ id: 'ProjectionList', examples: [{ items: ProjectionStatus.meta()?.examples ?? [] }] })

/** `/v1/projections`, and what an operator does with one. */
export const projectionRoutes: FastifyPluginCallbackZod<ProjectionDependencies> = (
  app,
  { projections, times: resolver, bodyMs = 30_000 },
  done,
) => {
  const list = {
    operationId: 'listProjections',
    tags,
    summary: 'How far the projections are',
    querystring: z.strictObject({ minPosition: times.minPosition, ...paging }),
  }
  app.get('/v1/projections', { schema: { ...list, response: { 200: List, ...notModified } } }, async (request, reply) => {
    const page = await openPage('projections', request.query, resolver)
    // How a projection stands changes without an event: the tag is that of what is told.
    const items = await projections.list()
    return sendTagged(reply, { times: page.times, versions: JSON.stringify(items) }, async () => pageOf(items, page))
  })
  app.addHook('preParsing', bodyWithin(bodyMs))
  for (const [action, { operationId, summary, body }] of Object.entries(actions)) {
    const schema = {
      operationId,
      tags,
      summary,
      params: ProjectionPath,
      body: body.nullish(),
      response: { 200: ProjectionStatus },
    }
    app.post(`/v1/projections/:name/${action}`, { schema }, async (request) => {
      const options: ActionOptions = request.body ?? {}
      const result = await projections.act(request.params.name, action as ProjectionAction, options) // Sound: a key of actions
      if (!result.ok) throw refused(result.refusal)
      return result.value
    })
  }
  done()
}

/** A refusal as a problem. */
export const refused = ({ code, detail, facts = {} }: ProjectionRefusal): HttpProblem => new HttpProblem(code, { detail, facts })

const nothing = z.strictObject({}).meta({ examples: [{}] })
const actions = {
  rebuild: {
    operationId: 'rebuildProjection',
    summary: 'Post the whole log anew, beside the ledgers that answer',
    body: z
      .strictObject({ eventsPerSecond: z.number().positive().max(1_000_000).optional().describe('At most so many') })
      .meta({ examples: [{ eventsPerSecond: 5_000 }] }),
  },
  switch: {
    operationId: 'switchProjection',
    summary: 'Let another generation answer',
    body: z
      .strictObject({ generation: z.int().min(0).optional(), force: z.boolean().optional() })
      .meta({ examples: [{ generation: 2 }] }),
  },
  pause: { operationId: 'pauseProjection', summary: 'Stop posting; reads go on', body: nothing },
  resume: { operationId: 'resumeProjection', summary: 'Go on posting', body: nothing },
} as const satisfies Record<ProjectionAction, unknown>

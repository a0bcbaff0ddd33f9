import type { KpiVersion } from '@daybook/projections'
import { type BothGenerations, type Restated, restatedBy, type Sources } from '@daybook/read-model'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { HttpProblem } from './http-problem.ts'
import { ScopeName } from './kpi-catalogue.ts'
import { notModified } from './problem-schema.ts'
import { type ProjectionControl, ProjectionPath, type ProjectionRefusal, refused } from './projections.ts'
import { sendTagged } from './read-answers.ts'
import { Position, repeated, times } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'
import { answeredTimes, timesShown, Value } from './shown.ts'
import type { AskedTimes, TimeResolver, Times } from './times.ts'

/** A generation, opened to be compared. */
export type ComparedGeneration = {
  readonly generation: number
  /** The last position posted to it; -1 before the first. */
  readonly position: bigint
  readonly versions: readonly KpiVersion[]
  readonly sources: Sources
}

/** Two generations, to be closed when they are compared, or why there are none. */
export type ComparedResult =
  | {
      readonly ok: true
      readonly from: ComparedGeneration
      readonly to: ComparedGeneration
      readonly close: () => Promise<void>
    }
  | { readonly ok: false; readonly refusal: ProjectionRefusal }

const Cell = z.strictObject({
  scope: ScopeName,
  entity: z.string().nullable().describe('Null for the organisation'),
  period: z.string(),
  from: Value,
  to: Value,
  difference: Value,
})

const Kpi = z.strictObject({
  kpi: z.string(),
  from: z.int().nullable().describe('Its version in the generation that answers; null: it is not posted there'),
  to: z.int().nullable().describe('Its version in the other generation'),
  unit: z.string(),
  cells: z.int().describe('How many were compared'),
  differing: z.int().describe('How many of them differ'),
  largest: z.array(Cell).describe('Those that differ most'),
})

const Differences = z
  .strictObject({
    name: z.string(),
    asOf: answeredTimes.asOf,
    knownAt: answeredTimes.knownAt,
    from: z.strictObject({ generation: z.int(), position: Position.nullable() }),
    to: z.strictObject({ generation: z.int(), position: Position.nullable() }),
    kpis: z.array(Kpi),
  })
  .meta({
    id: 'ProjectionDifferences',
    examples: [
      {
        name: 'ledgers',
        asOf: '2025-04-01',
        knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' },
        from: { generation: 1, position: '25' },
        to: { generation: 2, position: '25' },
        kpis: [
          {
            kpi: 'orders',
            from: 1,
            to: 2,
            unit: 'orders',
            cells: 24,
            differing: 1,
            largest: [{ scope: 'rep', entity: 'R1', period: '2025-02', from: 2, to: 3, difference: 1 }],
          },
        ],
      },
    ],
  })

const Query = z.strictObject({
  ...times,
  kpi: repeated(z.string().min(1).max(100))
    .optional()
    .describe('Which to compare. Default: those whose version differs, and what is computed from them'),
  generation: z.coerce.number().int().min(1).optional().describe('The other one. Default: the one that switch would take'),
  limit: z.coerce.number().int().min(0).max(1_000).default(10).describe('Cells of each KPI that are told'),
})

const schema = {
  operationId: 'compareProjection',
  tags: ['operating'],
  summary: 'What would change with a switch: each KPI in the generation that answers and in another, cell by cell',
  params: ProjectionPath,
  querystring: Query,
  response: { 200: Differences, ...notModified },
}

type Dependencies = Pick<ReadDependencies, 'times'> & { readonly projections: ProjectionControl }

/** `/v1/projections/:name/differences`. */
export const projectionDifferences: FastifyPluginCallbackZod<Dependencies> = (app, { projections, times: resolver }, done) => {
  app.get('/v1/projections/:name/differences', { schema }, async (request, reply) => {
    const { name } = request.params
    const { query } = request
    const compared = (await projections.compared?.(name, query.generation)) ?? notOffered
    if (!compared.ok) throw refused(compared.refusal)
    const { from, to, close } = compared
    await using _ = { [Symbol.asyncDispose]: close }
    const at = await timesFor(query, { from, to }, resolver)
    const versions = JSON.stringify([from.generation, from.versions, to.generation, to.versions])
    // Awaited here: the ledgers are open until then.
    return await sendTagged(reply, { times: at, versions }, async () => {
      const { asOf, knownAt } = timesShown(at)
      const sides = { from: placeOf(from), to: placeOf(to) }
      const names = query.kpi ?? changedMeasures(from, to)
      const kpis: z.infer<typeof Kpi>[] = []
      for (const kpi of names) kpis.push(await comparedKpi(kpi, { from, to }, { at, largestMax: query.limit }))
      return { name, asOf, knownAt, ...sides, kpis }
    })
  })
  done()
}

const notOffered = { ok: false, refusal: { code: 'not-offered', detail: 'this process compares no ledgers' } } as const

type Sides = { readonly from: ComparedGeneration; readonly to: ComparedGeneration }

/** Without a position of its own the question is answered where both generations have come. */
const timesFor = async (asked: AskedTimes, { from, to }: Sides, resolver: TimeResolver): Promise<Times> => {
  const found = await resolver.ofLedgers(asked)
  const applied = from.position < to.position ? from : to
  if (found.position === null || found.position <= applied.position) return found
  if (asked.knownAt === undefined) return resolver.ofNextPage({ asOf: found.asOf, position: applied.position })
  throw new HttpProblem('not-yet-applied', {
    detail: `generation ${applied.generation} has not come to position ${found.position} yet`,
    facts: { needed: found.position.toString(), applied: placeOf(applied).position },
    retryAfterSeconds: 1,
  })
}

const placeOf = ({ generation, position }: ComparedGeneration) => ({
  generation,
  position: position < 0n ? null : position.toString(),
})

/** The KPIs whose version differs, and what is computed from one of them. */
const changedMeasures = (from: ComparedGeneration, to: ComparedGeneration): readonly string[] => {
  const names = new Set([...from.versions, ...to.versions].map(({ name }) => name))
  const changed = [...names].filter((name) => versionIn(from, name) !== versionIn(to, name))
  const { derived } = to.sources.measures
  const rests = (name: string): boolean => {
    const made = derived.find((one) => one.name === name)
    if (made === undefined) return changed.includes(name)
    return ('from' in made ? made.from : [made.numerator, made.denominator]).some(rests)
  }
  return [...changed, ...derived.map(({ name }) => name).filter(rests)]
}

/** What is computed when it is read has the version of the program. */
const versionIn = ({ versions, sources }: ComparedGeneration, kpi: string): number | null =>
  versions.find(({ name }) => name === kpi)?.version ?? sources.measures.derived.find(({ name }) => name === kpi)?.version ?? null

const comparedKpi = async (
  kpi: string,
  { from, to }: Sides,
  { at, largestMax }: { readonly at: Times; readonly largestMax: number },
): Promise<z.infer<typeof Kpi>> => {
  const both: BothGenerations = { from: from.sources, to: to.sources }
  const found: Restated | null = await restatedBy(both, { kpi, at, largestMax })
  if (found === null) throw new HttpProblem('unknown-kpi', { detail: `there is no KPI ${kpi}` })
  return { kpi, from: versionIn(from, kpi), to: versionIn(to, kpi), ...found, largest: [...found.largest] }
}

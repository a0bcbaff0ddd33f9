import { z } from 'zod'
import type { ActionResult, ProjectorAction, ProjectorStatus } from './status.ts'

const Position = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt)
const Entity = z.object({
  scope: z.enum(['seat', 'team', 'org', 'account', 'industry', 'territory', 'family', 'quality']),
  id: z.string(),
  team: z.string(),
})
const DifferingCell = z.object({
  kpi: z.string(),
  entity: Entity,
  period: z.int(),
  position: Position,
  active: Position,
  other: Position,
})
/** What other releases say has to be read as well: a member that the first one did not have has a value for when it is missing. */
const Difference = z.object({
  position: Position,
  active: z.string().nullable(),
  other: z.string().nullable(),
  // It differs in one at least.
  cells: z.int().default(1),
  first: z.array(DifferingCell).default([]),
})

const Status = z.object({
  state: z.enum(['running', 'paused', 'rebuilding', 'stopped']),
  generation: z.int(),
  position: Position,
  generations: z.array(z.object({ generation: z.int(), state: z.enum(['building', 'active', 'frozen']) })),
  rebuild: z
    .object({
      generation: z.int(),
      position: Position,
      startedAt: z.number(),
      eventsPerSecond: z.number().nullable().default(null),
      eventsPerSecondMax: z.number().nullable().default(null),
      comparison: z.union([z.literal('equal'), Difference]).nullable(),
      triesAgain: z.boolean().default(false),
    })
    .nullable(),
  outdated: z.array(z.object({ kpi: z.string(), posted: z.int().nullable(), current: z.int().nullable() })).default([]),
  problem: z.string().nullable(),
  busyTotal: z.int(),
})

const Refusal = z.object({
  code: z.enum(['rebuild-running', 'nothing-to-switch-to', 'rebuild-differs', 'not-the-owner']),
  detail: z.string(),
  difference: Difference.exactOptional(),
})

const Result = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), status: Status }),
  z.object({ ok: z.literal(false), refusal: Refusal }),
])

/** What a projector that failed at an action says of it; the former release gives no more than the words. */
const Failed = z.object({ failed: z.string(), name: z.string().default('Error'), code: z.string().nullable().default(null) })
const Answer = z.union([Result, Failed])

const Action = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['pause', 'resume']) }),
  z.object({ kind: z.literal('rebuild'), eventsPerSecondMax: z.number().positive().exactOptional() }),
  z.object({ kind: z.literal('switch'), generation: z.int().exactOptional(), force: z.boolean().exactOptional() }),
])

/** A status, an action or what became of one as text for another process. */
export const textOf = (told: ProjectorStatus | ProjectorAction | ActionResult | z.infer<typeof Failed>): string =>
  JSON.stringify(told, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

export const statusFrom = (text: string): ProjectorStatus => Status.parse(JSON.parse(text))
export const actionFrom = (text: string): ProjectorAction => Action.parse(JSON.parse(text))
export const answerFrom = (text: string): z.infer<typeof Answer> => Answer.parse(JSON.parse(text))

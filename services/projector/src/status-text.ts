import { z } from 'zod'
import type { ActionResult, ProjectorAction, ProjectorStatus } from './status.ts'

const Position = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt)
const Difference = z.object({ position: Position, active: z.string().nullable(), other: z.string().nullable() })

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
      comparison: z.union([z.literal('equal'), Difference]).nullable(),
    })
    .nullable(),
  problem: z.string().nullable(),
  busyTotal: z.int(),
})

const Refusal = z.object({
  code: z.enum(['rebuild-running', 'nothing-to-switch-to', 'rebuild-differs']),
  detail: z.string(),
})

const Result = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), status: Status }),
  z.object({ ok: z.literal(false), refusal: Refusal }),
])

/** What a projector that failed at an action says of it. */
const Answer = z.union([Result, z.object({ failed: z.string() })])

const Action = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['pause', 'resume', 'rebuild']) }),
  z.object({ kind: z.literal('switch'), generation: z.int().exactOptional(), force: z.boolean().exactOptional() }),
])

/** A status, an action or what became of one as text for another process. */
export const textOf = (told: ProjectorStatus | ProjectorAction | ActionResult | { readonly failed: string }): string =>
  JSON.stringify(told, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

export const statusFrom = (text: string): ProjectorStatus => Status.parse(JSON.parse(text))
export const actionFrom = (text: string): ProjectorAction => Action.parse(JSON.parse(text))
export const answerFrom = (text: string): z.infer<typeof Answer> => Answer.parse(JSON.parse(text))

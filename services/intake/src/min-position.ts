import type { EventStore } from '@daybook/event-store'
import { z } from 'zod'
import { IntakeFailure, problem } from './problems.ts'

/** The parameter of a read that waits for what its caller has just written. */
export const MinPosition = z
  .string()
  .regex(/^\d{1,18}$/, 'must be a position: a whole number from 0')
  .exactOptional()
  .describe('Wait, at most 2 s, until this position is recorded')

const waitMs = 2_000

/** Waits until the log, with all that stands beside it, has reached a position; refused when it has not in two seconds. */
export const reached = async (store: EventStore, minPosition: string | undefined): Promise<void> => {
  if (minPosition === undefined) return
  const needed = BigInt(minPosition)
  if ((await store.head()).position >= needed) return
  await store.waitBeyond(needed - 1n, AbortSignal.timeout(waitMs))
  const { position } = await store.head()
  if (position >= needed) return
  const facts = { needed: minPosition, applied: position < 0n ? null : String(position) }
  throw new IntakeFailure(problem('not-yet-applied', `position ${needed} is not recorded yet`, facts), 1)
}

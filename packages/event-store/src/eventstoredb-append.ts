import { EventStoreFault } from './fault.ts'
import type { StreamAppendResult } from './stream-log.ts'

/** What the server said of one attempt; `unknown` when the events may be stored or not. */
export type Answer = 'appended' | 'wrong-revision' | { readonly unknown: unknown }

/** One append as often as it takes: the same events at the same revision. */
export type Attempts = {
  readonly expectedRevision: bigint
  readonly eventIds: readonly string[]
  readonly send: () => Promise<Answer>
  /** Up to as many ids as there are events, from this revision on. */
  readonly idsFrom: (revision: bigint) => Promise<readonly string[]>
  /** -1 without a stream. */
  readonly lastRevision: () => Promise<bigint>
}

/** How long, and how often, a lost answer is looked into. Milliseconds. */
export type Patience = {
  readonly retriesMax: number
  readonly resolveMs: number
  readonly pauseMinMs: number
}

/**
 * Sends until the outcome is known. Safe, since the server stores identical events at an identical exact revision once; when another
 * append stands behind ours by then, or in front, the ids in the stream tell which it was.
 */
export const appendUntilKnown = async (attempts: Attempts, patience: Patience, pause: (ms: number) => Promise<void>) => {
  const revision = attempts.expectedRevision + BigInt(attempts.eventIds.length)
  let giveUpAt = Number.POSITIVE_INFINITY
  let cause: unknown
  for (let attempt = 0; attempt <= patience.retriesMax && performance.now() < giveUpAt; attempt++) {
    const outcome = await outcomeOf(attempts, revision)
    if (!('unknown' in outcome)) return outcome
    cause = outcome.unknown
    giveUpAt = Math.min(giveUpAt, performance.now() + patience.resolveMs)
    await pause(Math.random() * patience.pauseMinMs * 2 ** attempt)
  }
  throw new EventStoreFault('outcome-unknown', 'the event store may have stored the events or not; append the same again', {
    cause,
  })
}

const outcomeOf = async (
  { send, idsFrom, lastRevision, expectedRevision, eventIds }: Attempts,
  revision: bigint,
): Promise<StreamAppendResult | { readonly unknown: unknown }> => {
  const answer = await send()
  // Ours by arithmetic: an idempotent success may come without a position, or with that of a later append.
  if (answer === 'appended') return { status: 'appended', revision }
  if (answer !== 'wrong-revision') return answer
  try {
    const actualRevision = await lastRevision()
    const there = actualRevision >= revision ? await idsFrom(expectedRevision + 1n) : []
    const ours = there.length > 0 && eventIds.every((eventId, at) => there[at] === eventId)
    return ours ? { status: 'appended', revision } : { status: 'wrong-revision', actualRevision }
  } catch (error) {
    if (error instanceof EventStoreFault && error.code === 'unavailable') return { unknown: error }
    throw error
  }
}

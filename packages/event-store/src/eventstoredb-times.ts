import { setTimeout as wait } from 'node:timers/promises'
import type { Patience } from './eventstoredb-append.ts'
import type { FollowTimes } from './eventstoredb-follow.ts'
import { EventStoreFault } from './fault.ts'

/** Milliseconds. */
export type EventStoreDbTimes = Patience &
  FollowTimes & {
    /** The deadline that the server is told with an append. */
    readonly deadlineMs: number
    /** How long a look at all the server keeps may go without an event. */
    readonly scanMs: number
    /** How long closing waits for what is on its way. */
    readonly disposeMs: number
  }

/** What a server across a network needs: streaming 13 gives the reasons. Who follows is back within five seconds of the server (F14). */
export const usualTimes: EventStoreDbTimes = {
  deadlineMs: 5_000,
  answerMs: 6_000,
  retriesMax: 5,
  resolveMs: 10_000,
  pauseMinMs: 200,
  backoffMinMs: 200,
  backoffMaxMs: 4_000,
  silentMs: 30_000,
  headEveryMs: 10_000,
  scanMs: 600_000,
  disposeMs: 5_000,
}

/** Rejects with `unavailable` when the time is over: the client's own deadline does not cover all of its ways. */
export const inTime = async <Value>(promise: Promise<Value>, ms: number): Promise<Value> => {
  const over = new AbortController()
  const late = wait(ms, undefined, { signal: over.signal }).then(() => {
    throw new EventStoreFault('unavailable', `the event store has not answered for ${ms} ms`)
  })
  late.catch(() => undefined)
  return Promise.race([promise, late]).finally(() => over.abort())
}

import { setTimeout as wait } from 'node:timers/promises'
import { EventStoreFault } from './fault.ts'
import { type Following, isBeyond, type LoggedEvent, type LogPosition } from './stream-log.ts'

/** One subscription of the server's. It may end, fail, fall silent, repeat itself; it is never resumed, only replaced. */
type Subscription = {
  readonly confirmed: Promise<void>
  /** Resolves when the server says that nothing older is left to send; never, when it does not. */
  readonly caughtUp: Promise<void>
  readonly events: AsyncIterator<LoggedEvent>
  /** Ends it without waiting for the server. */
  readonly cancel: () => void
}

/** What following needs of the server. */
export type Source = {
  readonly subscribe: (after: LogPosition | null) => Subscription
  /** Whether the book has an event beyond this place. Throws when the server does not answer. */
  readonly reachesBeyond: (position: LogPosition | null) => Promise<boolean>
}

/** Milliseconds. */
export type FollowTimes = {
  readonly backoffMinMs: number
  readonly backoffMaxMs: number
  /** How long the server may take to confirm a subscription. */
  readonly answerMs: number
  /** After so long without an event the end of the log is read, and from then on every `headEveryMs`. */
  readonly silentMs: number
  readonly headEveryMs: number
}

/**
 * Follows the log through whatever becomes of its subscriptions. There is one place to go on from: the last event the consumer
 * confirmed. Nothing that a subscription says of its own progress moves it.
 */
export async function* followLog(source: Source, following: Following, times: FollowTimes): AsyncGenerator<LoggedEvent> {
  const { after, signal, onState = () => undefined } = following
  const follower = { source, times, signal, onState, confirmed: after, failures: 0 }
  while (!signal.aborted) {
    try {
      yield* oneSubscription(follower)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof EventStoreFault && error.code !== 'unavailable') throw error
      onState('failed', error)
    }
    await pause(Math.random() * Math.min(times.backoffMaxMs, times.backoffMinMs * 2 ** follower.failures++), signal)
  }
}

/** Who follows, and how far it has come. `failures` are those since the log was last caught up with. */
type Follower = {
  readonly source: Source
  readonly times: FollowTimes
  readonly signal: AbortSignal
  readonly onState: NonNullable<Following['onState']>
  confirmed: LogPosition | null
  failures: number
}

async function* oneSubscription(follower: Follower): AsyncGenerator<LoggedEvent> {
  const { source, times, signal, onState } = follower
  onState('connecting')
  const subscription = source.subscribe(follower.confirmed)
  let current = true
  try {
    await assertConfirmed(subscription, times.answerMs, signal)
    onState('catching-up')
    void subscription.caughtUp.then(() => {
      if (!current) return
      follower.failures = 0
      onState('live')
    })
    for (let event = await nextEvent(subscription, follower); event !== null; event = await nextEvent(subscription, follower)) {
      if (!isBeyond(event.position, follower.confirmed)) continue
      yield event
      follower.confirmed = event.position
    }
  } finally {
    current = false
    subscription.cancel()
  }
}

/** The next event, or null when nobody wants it any more. Throws when the subscription has ended, or is silent without reason. */
const nextEvent = async (
  { events }: Subscription,
  { source, confirmed, times, signal }: Follower,
): Promise<LoggedEvent | null> => {
  const next = events.next()
  next.catch(() => undefined) // It may fail after we have turned to another subscription
  for (let waitMs = times.silentMs; !signal.aborted; waitMs = times.headEveryMs) {
    const result = await firstOf(next, waitMs, signal)
    if (result?.done) throw new EventStoreFault('unavailable', 'the event store ended the subscription')
    if (result !== null) return result.value
    if (!signal.aborted && (await source.reachesBeyond(confirmed)))
      throw new EventStoreFault('unavailable', 'the subscription is silent although the log has grown')
  }
  return null
}

const assertConfirmed = async ({ confirmed }: Subscription, answerMs: number, signal: AbortSignal): Promise<void> => {
  const answer = await firstOf(
    confirmed.then(() => 'confirmed' as const),
    answerMs,
    signal,
  )
  if (answer === null) throw new EventStoreFault('unavailable', 'the event store does not confirm the subscription')
}

/** What the promise gives, or null when the time is over or the signal aborted before. */
const firstOf = async <Value>(promise: Promise<Value>, ms: number, signal: AbortSignal): Promise<Value | null> => {
  const over = new AbortController()
  try {
    return await Promise.race([promise, pause(ms, AbortSignal.any([signal, over.signal])).then(() => null)])
  } finally {
    over.abort()
  }
}

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await wait(ms, undefined, { signal }).catch(() => undefined)
}

import { setTimeout as delay } from 'node:timers/promises'
import { type Day, localDay } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { HttpProblem } from './http-problem.ts'
import { instantText, readInstant } from './instant.ts'

/** How far the ledgers that answer have been posted. */
export type Applied = { readonly position: bigint; readonly generation: number }

/** Where the two times of a question are looked up. */
export type TimeSources = {
  readonly eventStore: Pick<EventStore, 'head' | 'positionAt' | 'recordedAt'>
  readonly applied: () => Promise<Applied>
  readonly clock: () => number
  /** The reporting time zone as known at a position: whose today is the default of `asOf`. */
  readonly timeZone: (position: bigint | null) => Promise<string>
}

/** The times as asked for. */
export type AskedTimes = {
  readonly asOf?: Day | undefined
  readonly knownAt?: string | undefined
  readonly minPosition?: string | undefined
}

/** The times of an answer, resolved once a request. `position` is null before the first event. */
export type Times = {
  readonly asOf: Day
  readonly position: bigint | null
  readonly knownAt: KnownAt
  /** The last position that is posted; null before the first. */
  readonly watermark: bigint | null
  readonly lagMs: number
  readonly generation: number
}

/** `knownAt` as answers echo it. */
export type KnownAt = { readonly position: string | null; readonly recordedAt: string | null }

/**
 * Resolves the two times of a question.
 *
 * Without `knownAt` it is answered at what is posted; with one, at exactly the position it names. Where the ledgers have not reached
 * that position, or `minPosition`, it waits for at most two seconds. Refused then as `not-yet-applied`; as `beyond-head` when the log
 * itself does not reach that far.
 */
export const resolveTimes = async (asked: AskedTimes, sources: TimeSources): Promise<Times> => {
  const named = asked.knownAt === undefined ? null : await positionOf(asked.knownAt, sources)
  const needed = larger(named ?? -1n, BigInt(asked.minPosition ?? -1))
  const applied = await reached(needed, sources)
  const position = named ?? applied.position
  return timesOf({ asOf: asked.asOf ?? (await today(position, sources)), position }, applied, sources)
}

/** The times of the next page of a listing: those of its first. */
export const timesAt = async (at: Resolved, sources: TimeSources): Promise<Times> =>
  timesOf(at, await reached(at.position, sources), sources)

/** The same for what is read from the log itself, which no ledger needs to have reached: without `knownAt` the head. */
export const logTimes = async (asked: AskedTimes, sources: TimeSources): Promise<Times> => {
  const named = asked.knownAt === undefined ? null : await positionOf(asked.knownAt, sources)
  const head = await reached(BigInt(asked.minPosition ?? -1), { ...sources, applied: () => headOf(sources) })
  const position = named ?? head.position
  return timesOf({ asOf: asked.asOf ?? (await today(position, sources)), position }, await sources.applied(), sources)
}

/** The times of the next page of a listing of the log. */
export const logTimesAt = async (at: Resolved, sources: TimeSources): Promise<Times> =>
  timesOf(at, await sources.applied(), sources)

const headOf = async ({ eventStore }: TimeSources): Promise<Applied> => ({ ...(await eventStore.head()), generation: 0 })

type Resolved = { readonly asOf: Day; readonly position: bigint }

const timesOf = async ({ asOf, position }: Resolved, applied: Applied, sources: TimeSources): Promise<Times> => ({
  asOf,
  position: position < 0n ? null : position,
  knownAt: await knownAtOf(position, sources),
  watermark: applied.position < 0n ? null : applied.position,
  lagMs: await lagOf(applied.position, sources),
  generation: applied.generation,
})

/** The business date of now, where the book is kept. */
const today = async (position: bigint, { clock, timeZone }: TimeSources): Promise<Day> =>
  localDay(clock(), await timeZone(position < 0n ? null : position))

/** The position that a `knownAt` means: the last event recorded at or before it; -1 before the first. */
const positionOf = async (knownAt: string, { eventStore }: TimeSources): Promise<bigint> => {
  const position = /^position:(\d{1,18})$/.exec(knownAt)?.[1]
  if (position !== undefined) {
    const head = await eventStore.head()
    if (BigInt(position) > head.position) throw beyondHead(position, head.position)
    return BigInt(position)
  }
  const instant = readInstant(knownAt)
  if (instant === null) throw badInstant(knownAt)
  return (await eventStore.positionAt(instant)) ?? -1n
}

const beyondHead = (position: string, head: bigint) =>
  new HttpProblem('beyond-head', {
    detail:
      head < 0n ? `the log is empty: it has no position ${position}` : `the log ends at position ${head}, before ${position}`,
    errors: [{ parameter: 'knownAt', detail: 'lies beyond the head' }],
    facts: { head: head < 0n ? null : head.toString() },
  })

const badInstant = (knownAt: string) => {
  const detail = 'must be an instant with its offset, as 2025-03-02T00:00:00Z, or position:N'
  const errors = [{ parameter: 'knownAt', detail }]
  return new HttpProblem('bad-instant', { detail: `knownAt ${JSON.stringify(knownAt.slice(0, 64))} ${detail}`, errors })
}

const waitMs = 2_000
const pauseMs = 10

/** Waits until the ledgers have reached a position. */
const reached = async (position: bigint, { applied, clock }: TimeSources): Promise<Applied> => {
  const until = clock() + waitMs
  let now = await applied()
  while (now.position < position && clock() < until) {
    await delay(pauseMs)
    now = await applied()
  }
  if (now.position < position) throw notYetApplied(position, now.position)
  return now
}

const notYetApplied = (position: bigint, applied: bigint) =>
  new HttpProblem('not-yet-applied', {
    detail: `position ${position} is not posted yet`,
    facts: { needed: position.toString(), applied: applied < 0n ? null : applied.toString() },
    retryAfterSeconds: 1,
  })

const knownAtOf = async (position: bigint, { eventStore }: TimeSources): Promise<KnownAt> => {
  if (position < 0n) return { position: null, recordedAt: null }
  const recordedAt = await eventStore.recordedAt(position)
  return { position: position.toString(), recordedAt: recordedAt === null ? null : instantText(recordedAt) }
}

/** How long the first event that is not posted has been waiting. */
const lagOf = async (applied: bigint, { eventStore, clock }: TimeSources): Promise<number> => {
  const head = await eventStore.head()
  if (head.position <= applied) return 0
  const waitingSince = await eventStore.recordedAt(applied + 1n)
  return waitingSince === null ? 0 : Math.max(0, clock() - waitingSince)
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

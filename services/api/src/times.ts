import { setTimeout as delay } from 'node:timers/promises'
import { type Day, instantText } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import type { Answers, ReadModel } from '@daybook/read-model'
import { HttpProblem } from './http-problem.ts'
import { readInstant } from './instant.ts'
import { minuteOf, rememberingDay, rememberingLast } from './remembering.ts'

/** A generation of the ledgers that answers. */
export type Ledgers = {
  readonly generation: number
  readonly readModel: Pick<ReadModel, 'checkpoint'>
  readonly answers: Answers
}

/** Where the two times of a question are looked up. */
export type TimeSources = {
  readonly eventStore: Pick<EventStore, 'head' | 'positionAt' | 'recordedAt' | 'readAll'>
  /** The generation that answers now. */
  readonly ledgers: () => Promise<Ledgers>
  readonly clock: () => number
  /** A generation by its number, while it is there; null otherwise. */
  readonly ledgersOf?: (generation: number) => Promise<Ledgers | null>
  /** A generation that has a KPI at this version; null where none has. */
  readonly ledgersWith?: (kpi: string, version: number) => Promise<Ledgers | null>
  /** What is wrong with a generation, which answers nobody then, and where what is found is told. */
  readonly damage?: {
    readonly of: (generation: number) => Promise<string | null>
    readonly found: (generation: number, problem: string) => Promise<void>
  }
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
  readonly ledgers: Ledgers
  readonly standing: Standing
}

/**
 * How far the ledgers are, compared with the log. As long as nothing is recorded, posted or switched, and today is the same, it is the
 * same object: what was answered under it would be answered again.
 */
export type Standing = {
  readonly position: bigint
  readonly head: bigint
  readonly ledgers: Ledgers
  readonly lagMs: number
  readonly minute: number
}

/** `knownAt` as answers echo it. */
export type KnownAt = { readonly position: string | null; readonly recordedAt: string | null }

/** Resolves the times of questions. */
export type TimeResolver = {
  /**
   * The times of a question to the ledgers. Without `knownAt` it is answered at what is posted; with one, at exactly the position it
   * names. Where the ledgers have not reached that position, or `minPosition`, it waits for at most two seconds. Refused then as
   * `not-yet-applied`; as `beyond-head` when the log itself does not reach that far.
   */
  readonly ofLedgers: (asked: AskedTimes) => Promise<Times>
  /** The times of the next page of a listing: those of its first, in the generation that its first was read from. */
  readonly ofNextPage: (at: Resolved) => Promise<Times>
  /** The same for what is read from the log itself, which no ledger needs to have reached: without `knownAt` the head. */
  readonly ofLog: (asked: AskedTimes) => Promise<Times>
  readonly ofNextLogPage: (at: Resolved) => Promise<Times>
  /** The same times in a generation that has the KPI at the version asked for, where there is one that has come so far. */
  readonly ofVersion: (times: Times, asked: AskedVersion) => Promise<Times>
  readonly now: () => Promise<Standing>
}

/** A KPI, perhaps at a version of its own. */
type AskedVersion = { readonly kpi: string; readonly version: number | undefined }

type Resolved = { readonly asOf: Day; readonly position: bigint; readonly generation?: number }

/** Times from the log and the ledgers given. */
export const openTimeResolver = (sources: TimeSources): TimeResolver => {
  const standing = openStanding(sources)
  const sound = async (): Promise<Standing> => {
    const found = await standing()
    const problem = (await sources.damage?.of(found.ledgers.generation)) ?? null
    if (problem !== null) throw damaged(problem)
    return found
  }
  const knownAtOf = rememberingLast((position: bigint) => readKnownAt(position, sources))
  const dayOf = rememberingDay(sources.clock)
  const today = async (position: bigint, applied: Standing): Promise<Day> => {
    // No further than what is posted: what the ledgers say of a later position is not yet so.
    const known = position < applied.position ? position : applied.position
    return dayOf((await applied.ledgers.answers.reference(known < 0n ? null : known)).zone)
  }
  const timesOf = async ({ asOf, position }: Resolved, applied: Standing): Promise<Times> => ({
    asOf,
    position: position < 0n ? null : position,
    knownAt: await knownAtOf(position),
    watermark: applied.position < 0n ? null : applied.position,
    lagMs: applied.lagMs,
    ledgers: applied.ledgers,
    standing: applied,
  })
  const inGeneration = async (times: Times, generation = times.ledgers.generation): Promise<Times> => {
    if (generation === times.ledgers.generation) return times
    const ledgers = (await sources.ledgersOf?.(generation)) ?? null
    if (ledgers === null) throw generationGone(generation)
    return { ...times, ledgers }
  }
  return {
    ofLedgers: async (asked) => {
      const named = asked.knownAt === undefined ? null : await positionOf(asked.knownAt, sources)
      const applied = await reached(larger(named ?? -1n, BigInt(asked.minPosition ?? -1)), sound)
      const position = named ?? applied.position
      return timesOf({ asOf: asked.asOf ?? (await today(position, applied)), position }, applied)
    },
    ofNextPage: async (at) => inGeneration(await timesOf(at, await reached(at.position, sound)), at.generation),
    ofLog: async (asked) => {
      const named = asked.knownAt === undefined ? null : await positionOf(asked.knownAt, sources)
      const head = await reached(BigInt(asked.minPosition ?? -1), () => sources.eventStore.head())
      const applied = await standing()
      const position = named ?? head.position
      return timesOf({ asOf: asked.asOf ?? (await today(position, applied)), position }, applied)
    },
    ofNextLogPage: async (at) => timesOf(at, await standing()),
    ofVersion: async (times, { kpi, version }) => {
      if (version === undefined || version === times.ledgers.answers.measure(kpi)?.version) return times
      const ledgers = (await sources.ledgersWith?.(kpi, version)) ?? null
      if (ledgers === null) return times
      const { position } = await ledgers.readModel.checkpoint()
      if (times.position !== null && position < times.position) throw notYetApplied(times.position, position)
      return { ...times, ledgers }
    },
    now: sound,
  }
}

const damaged = (problem: string) =>
  new HttpProblem('ledgers-damaged', { detail: `the ledgers are not what was posted: ${problem}`, retryAfterSeconds: 60 })

const openStanding = ({ eventStore, ledgers: current, clock }: TimeSources): (() => Promise<Standing>) => {
  let last: Standing | null = null
  return async () => {
    const ledgers = await current()
    const { position } = await ledgers.readModel.checkpoint()
    const { position: head } = await eventStore.head()
    const minute = minuteOf(clock())
    const isSame =
      last?.position === position &&
      last.head === head &&
      last.ledgers.generation === ledgers.generation &&
      last.minute === minute
    if (last !== null && isSame && head <= position) return last
    const lagMs = head <= position ? 0 : await lagOf(position, { eventStore, clock })
    last = { position, head, ledgers, lagMs, minute }
    return last
  }
}

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

const generationGone = (generation: number) =>
  new HttpProblem('bad-cursor', {
    detail: `the listing was begun in generation ${generation} of the ledgers, which is gone: begin it again`,
    errors: [{ parameter: 'cursor', detail: 'is of ledgers that are gone' }],
  })

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

const pauseMs = 10
const pausesMax = 200

/** Waits, for two seconds at most, until what is asked for has reached a position. */
const reached = async <Place extends { readonly position: bigint }>(
  position: bigint,
  ask: () => Promise<Place>,
): Promise<Place> => {
  for (let pauses = 0; ; pauses += 1) {
    const now = await ask()
    if (now.position >= position) return now
    if (pauses === pausesMax) throw notYetApplied(position, now.position)
    await delay(pauseMs)
  }
}

const notYetApplied = (position: bigint, applied: bigint) =>
  new HttpProblem('not-yet-applied', {
    detail: `position ${position} is not posted yet`,
    facts: { needed: position.toString(), applied: applied < 0n ? null : applied.toString() },
    retryAfterSeconds: 1,
  })

const readKnownAt = async (position: bigint, { eventStore }: TimeSources): Promise<KnownAt> => {
  if (position < 0n) return { position: null, recordedAt: null }
  const recordedAt = await eventStore.recordedAt(position)
  return { position: position.toString(), recordedAt: recordedAt === null ? null : instantText(recordedAt) }
}

/** How long the first event that is not posted has been waiting: since it was taken in, as history brings recorded times of its own. */
const lagOf = async (applied: bigint, { eventStore, clock }: Pick<TimeSources, 'eventStore' | 'clock'>): Promise<number> => {
  const [oldest] = await eventStore.readAll({ from: applied + 1n, limit: 1 })
  return oldest === undefined ? 0 : Math.max(0, clock() - oldest.ingestedAt)
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

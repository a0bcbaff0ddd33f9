import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import type { EventStore } from '@daybook/event-store'
import {
  type Catalogue,
  catalogueOf,
  type Editions,
  type KpiVersion,
  editions as productEditions,
  type RecordedEvent,
} from '@daybook/projections'
import type { Generations, PostBatch, ReadModel, WorkingState } from '@daybook/read-model'
import { madeWithOf, wordsOf } from './made-with.ts'
import { type Posted, postedTraces } from './posted.ts'

/** Turns events into what is posted: the pure heart, made anew for each claim of the ledgers. */
export type Poster = {
  readonly post: (event: RecordedEvent) => void
  /** What the events since the last call led to. */
  readonly take: () => Omit<PostBatch, 'epoch' | 'from' | 'to'>
}

/** `history`: the reference events up to the checkpoint, in order. `catalogue`: what the ledgers are posted with. */
export type MakePoster = (options: {
  readonly working: WorkingState
  readonly history: readonly RecordedEvent[]
  readonly catalogue: Catalogue
}) => Poster

/** One generation that we hold the epoch of, posted run by run. */
export type Posting = {
  readonly generation: number
  readonly readModel: ReadModel
  /** The versions that it is posted with, and what they mean to this program. */
  readonly versions: readonly KpiVersion[]
  readonly catalogue: Catalogue
  /** At most how many events a second a rebuild of it takes; null: as many as it can. */
  readonly eventsPerSecondMax: number | null
  /** Why it can be read but not posted on: this program has lost a version that it was posted with. */
  readonly held: string | null
  readonly epoch: bigint
  /** The checkpoint; −1 before the first event. */
  readonly position: bigint
  /**
   * Posts the next run of events, at most `limit`; how many there were, none while it is held. Throws at a gap, and when another has claimed the ledgers; after any fault it
   * posts no more, throws that fault each time, and must be opened again.
   */
  readonly step: (limit?: number) => Promise<number>
  readonly close: () => Promise<void>
}

type PostedLog = Pick<EventStore, 'readAll' | 'head'>

type PostingOptions = {
  readonly eventStore: PostedLog
  readonly generations: Generations
  readonly generation: number
  readonly makePoster: MakePoster
  readonly editions?: Editions
  readonly batchEvents?: number
  readonly closing: AbortSignal
  /** Called each time another connection holds the file. */
  readonly onBusy?: () => void
  /** Told of each batch, with the times of `clock`. */
  readonly onPosted?: ((posted: Posted) => void) | undefined
  readonly clock?: () => number
  readonly failpoint?: ProjectorFailpoint | undefined
}

const batchEventsDefault = 8_000

/** Events folded before the connection to a server that stores meanwhile is served: one or two milliseconds. */
const turnEvents = 32

/** Where a crash test may stop the process, or make it fail. */
export type ProjectorFailpoint = (
  name: 'after-claim' | 'projector-before-post' | 'after-post' | 'before-switch' | 'after-switch',
) => void

/** The partition that all reference events belong to. */
const referenceBook = 'reference:book'

/** What is posted at once, and when that began: with its folding, or with its storing where it was folded ahead. */
type Run = { readonly batch: PostBatch; readonly events: readonly RecordedEvent[]; readonly startedAt: number }

const postedOf = (
  { batch, events, startedAt }: Run,
  { generation, endedAt }: { readonly generation: number; readonly endedAt: number },
): Posted => ({
  generation,
  first: batch.from + 1n,
  last: batch.to,
  events: events.length,
  entries: batch.rows.length,
  startedAt,
  endedAt,
  traces: postedTraces(events, endedAt),
})

/** Claims a generation and goes on at its checkpoint. */
export const openPosting = async (options: PostingOptions): Promise<Posting> => {
  const { eventStore, generations, generation, batchEvents = batchEventsDefault } = options
  const { onPosted, clock = () => 0, failpoint = () => {} } = options
  await using opened = new AsyncDisposableStack()
  const readModel = opened.use(await generations.open(generation))
  const epoch = await readModel.claim()
  failpoint('after-claim')
  let { position } = await readModel.checkpoint()
  await assertWithinLog(eventStore, { position, epoch })
  const { poster, posted } = await posterAt(options, { readModel, position })
  const kept = opened.move()
  /** The poster has taken in what was not stored: the same events once more would be told apart from themselves. */
  let broken: { readonly by: unknown } | null = null
  /** The next batch, where it was made while the one before was stored. */
  let folded: Run | null = null
  const runAfter = (from: bigint, limit: number) => foldedAfter(from, { eventStore, poster, readModel, epoch, limit, clock })

  const step = async (limit = batchEvents): Promise<number> => {
    if (posted.held !== null) return 0
    if (broken !== null) throw broken.by
    try {
      return await postNext(Math.min(limit, batchEvents))
    } catch (error) {
      broken = { by: error }
      throw error
    }
  }

  const postNext = async (limit: number): Promise<number> => {
    // What was made ahead may have waited for long: a pause is no time of posting.
    const run = folded === null ? await runAfter(position, limit) : { ...folded, startedAt: clock() }
    folded = null
    if (run === null) return 0
    failpoint('projector-before-post')
    const stored = postWhenFree(readModel, run.batch, options)
    // Folding goes on while a server stores; what fails, the batch itself says first.
    if (readModel.storesAside) folded = await both(runAfter(run.batch.to, limit), stored)
    else await stored
    failpoint('after-post')
    position = run.batch.to
    onPosted?.(postedOf(run, { generation, endedAt: clock() }))
    // SQLite answers at once: without a turn nobody would be heard, not even a request to stop, before the head is reached.
    await turn()
    return run.events.length
  }

  return {
    generation,
    readModel,
    ...posted,
    epoch,
    get position() {
      return position
    },
    step,
    close: () => kept.disposeAsync(),
  }
}

type Folding = {
  readonly eventStore: PostedLog
  readonly poster: Poster
  readonly readModel: ReadModel
  readonly epoch: bigint
  readonly limit: number
  readonly clock: () => number
}

/** What follows a position; null at the head. */
const foldedAfter = async (from: bigint, folding: Folding): Promise<Run | null> => {
  const { eventStore, poster, readModel, epoch, limit, clock } = folding
  const events = await eventStore.readAll({ from: from + 1n, limit })
  const last = events.at(-1)
  if (last === undefined) return null
  assertContiguous(events, from)
  const startedAt = clock()
  for (const [index, event] of events.entries()) {
    poster.post(event)
    if (readModel.storesAside && index % turnEvents === 0) await turn()
  }
  return { batch: { ...poster.take(), epoch, from, to: last.position }, events, startedAt }
}

/** What the first gives once both have ended; what the second throws goes first. */
const both = async <Value>(one: Promise<Value>, other: Promise<unknown>): Promise<Value> => {
  const [first, second] = await Promise.allSettled([one, other])
  if (second.status === 'rejected') throw second.reason
  if (first.status === 'rejected') throw first.reason
  return first.value
}

/** What posts a generation from a position on, and what with. */
const posterAt = async (
  { eventStore, generations, generation, makePoster, editions = productEditions }: PostingOptions,
  { readModel, position }: { readonly readModel: ReadModel; readonly position: bigint },
) => {
  const posted = await postedWith({ generations, generation, position, editions })
  const history = await referenceEvents(eventStore, readModel, position)
  return { posted, poster: makePoster({ working: readModel.working, history, catalogue: posted.catalogue }) }
}

/** What a generation is posted with; one that did not say says so from now on. */
const postedWith = async (asked: Parameters<typeof madeWithOf>[0] & { readonly generations: Generations }) => {
  const { generations, generation, editions } = asked
  const madeWith = await madeWithOf(asked)
  if ((await generations.madeWith(generation)) === null) await generations.markMadeWith(generation, wordsOf(madeWith))
  const catalogue = catalogueOf(editions, madeWith.versions)
  return { ...madeWith, catalogue, held: heldBy(catalogue) }
}

const heldBy = ({ missing }: Catalogue): string | null => {
  if (missing.length === 0) return null
  const lost = missing.map(({ name, version }) => `version ${version} of ${name}`).join(', ')
  return `it was posted with ${lost}, which this program does not have: rebuild and switch, or start the former program`
}

/** A log that is shorter than what was posted from it was restored from an older copy: the ledgers tell of events that are gone. */
export class BeyondLog extends Error {
  readonly code = 'checkpoint-beyond-log'
  /** The epoch that was taken of these ledgers. */
  readonly epoch: bigint

  constructor(message: string, epoch: bigint) {
    super(message)
    this.epoch = epoch
  }
}

type Claimed = { readonly position: bigint; readonly epoch: bigint }

const assertWithinLog = async (eventStore: PostedLog, { position, epoch }: Claimed): Promise<void> => {
  const head = await eventStore.head()
  if (position <= head.position) return
  const ends = `the ledgers are at position ${position}, the log ends at ${head.position}: it was restored from an older copy`
  throw new BeyondLog(ends, epoch)
}

const referenceEvents = async (
  eventStore: PostedLog,
  readModel: ReadModel,
  position: bigint,
): Promise<readonly RecordedEvent[]> => {
  const events: RecordedEvent[] = []
  for (const run of runsOf(await readModel.eventsOf(referenceBook, position))) {
    const [from = 0n] = run
    const read = await eventStore.readAll({ from, limit: Number((run.at(-1) ?? from) - from) + 1 })
    const found = read.filter((event) => run.includes(event.position))
    const missing = run.find((at, index) => found[index]?.position !== at)
    if (missing !== undefined) throw new Error(`gap: the log does not give position ${missing}, which is posted`)
    events.push(...found)
  }
  return events
}

/** How many events are rather read in vain than asked for the next one by itself: each question is a round trip to a server. */
const gapMax = 20n
const runMax = 500

/** Positions that are near to one another, in order, to be read together. */
const runsOf = (positions: readonly bigint[]): readonly (readonly bigint[])[] => {
  const runs: bigint[][] = []
  for (const position of positions) {
    const last = runs.at(-1)
    const before = last?.at(-1)
    if (last === undefined || before === undefined || position - before > gapMax || last.length === runMax) runs.push([position])
    else last.push(position)
  }
  return runs
}

/** Nothing is skipped, ever: not for a time-out, not for one event. */
const assertContiguous = (events: readonly RecordedEvent[], checkpoint: bigint): void => {
  let expected = checkpoint + 1n
  for (const { position } of events) {
    if (position !== expected) throw new Error(`gap: position ${expected} should follow, the log gave ${position}`)
    expected += 1n
  }
}

const waitsMs = [10, 20, 50, 100, 200, 500, 1_000]

/** Stores a batch; a file that another connection is writing is tried again, more and more slowly, until we close. */
const postWhenFree = async (
  readModel: ReadModel,
  batch: PostBatch,
  { closing, onBusy }: Pick<PostingOptions, 'closing' | 'onBusy'>,
): Promise<void> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await readModel.post(batch)
      return
    } catch (error) {
      if (!isBusy(error) || closing.aborted) throw error
      onBusy?.()
      await pause(waitsMs[Math.min(attempt, waitsMs.length - 1)])
    }
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:busy|SQLITE_BUSY)/.test(String(error.code))

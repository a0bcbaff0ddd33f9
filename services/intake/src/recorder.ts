import type { StreamName } from '@daybook/domain'
import type { SideRecord } from '@daybook/event-store'
import { type Batch, type Recording, weightOf } from './batch.ts'
import type { Committed, Committer } from './committer.ts'
import { type Completing, recordedInTurn } from './findings.ts'
import { heldCollections } from './held.ts'
import type { Limits } from './limits.ts'
import type { Outcome } from './outcome.ts'
import { IntakeFailure, problem } from './problems.ts'
import { endBatch, startBatch, startCommit } from './recorder-spans.ts'
import type { Releaser } from './releaser.ts'
import { streamGroups } from './stream-groups.ts'
import type { Span, Tracer } from './tracing.ts'
import { openWaitingRoom, type WaitingRoom, type Weight } from './waiting-room.ts'

type Job = {
  readonly batch: Batch
  readonly span: Span | undefined
  readonly resolve: (recording: Recording) => void
  readonly reject: (error: unknown) => void
}

type Answer = () => void

/** The right to record while a backfill runs. */
export type Lease = Disposable & { readonly record: (batch: Batch) => Promise<Recording> }

/** What a sender does that finds the queue full: an import waits, a request is refused. */
export type WhenFull = 'wait' | 'refuse'

const attemptsMax = 5

type Transport = Batch['origin']['transport']

/** Told what comes in and what becomes of it: the two must add up, or items were lost between. */
export type IntakeObserver = {
  readonly received: (transport: Transport, items: number) => void
  /** `seconds`: from entering the queue to the answer, which follows the commit. */
  readonly settled: (transport: Transport, statuses: readonly Outcome['status'][], seconds: number) => void
  /** Neither recorded nor put aside: the sender is told so and sends them again. */
  readonly failed: (transport: Transport, items: number) => void
  /** `seconds`: from judging a group to its durable commit. */
  readonly committed: (seconds: number) => void
}

type RecorderParts = {
  readonly commit: Committer
  readonly completing: Completing
  readonly releaser: Releaser
  readonly limits: Limits
  readonly clock: () => number
  readonly observer?: IntakeObserver | undefined
  readonly tracer?: Tracer | undefined
}

/**
 * The one writer. Batches are judged one after the other, in the order they came; all that waits is judged together and committed
 * in one transaction, so that a sync is paid once for everybody.
 */
export class Recorder {
  readonly #commit: Committer
  readonly #completing: Completing
  readonly #releaser: Releaser
  readonly #groupItems: number
  readonly #clock: () => number
  readonly #observer: IntakeObserver | undefined
  readonly #tracer: Tracer | undefined
  readonly #room: WaitingRoom
  readonly #queue: Job[] = []
  #running: Promise<void> | null = null
  #leased = false

  constructor(parts: RecorderParts) {
    this.#commit = parts.commit
    this.#completing = parts.completing
    this.#releaser = parts.releaser
    this.#groupItems = parts.limits.groupItems
    this.#room = openWaitingRoom(parts.limits)
    this.#clock = parts.clock
    this.#observer = parts.observer
    this.#tracer = parts.tracer
  }

  /**
   * Records a batch. Resolves after the commit that holds it is durable. Throws an `IntakeFailure`: `intake-busy` when the queue is
   * full and the sender will not wait, `backfill-in-progress` while a backfill runs.
   */
  async record(batch: Batch, whenFull: WhenFull): Promise<Recording> {
    if (batch.backfill) {
      using lease = await this.leaseForBackfill()
      return await lease.record(batch)
    }
    if (this.#leased) throw backfillInProgress()
    return this.#enter(batch, whenFull)
  }

  /** Keeps all others out until it is disposed: a live event would run ahead of the history still to come. */
  async leaseForBackfill(): Promise<Lease> {
    if (this.#leased) throw backfillInProgress()
    this.#leased = true
    await this.idle()
    return {
      record: (batch) => this.#enter(batch, 'wait'),
      [Symbol.dispose]: () => {
        this.#leased = false
      },
    }
  }

  /** Tries again what waits for these streams. Resolves when that is done. */
  async releaseWaiting(streams: readonly StreamName[]): Promise<void> {
    this.#releaser.begun(streams)
    this.#running ??= this.#run()
    await this.idle()
  }

  /** Resolves when nothing waits to be recorded. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  /** Whether a request would be refused at once, so that its body need not be read first. */
  isFull(): boolean {
    return !this.#room.hasPlace()
  }

  /** What waits to be recorded. */
  waiting(): Weight {
    return this.#room.inside()
  }

  /** What rests on the ledgers is looked up outside the queue, once all that comes before it is recorded. */
  async #enter(batch: Batch, whenFull: WhenFull): Promise<Recording> {
    const stretches = this.#completing.cut(batch)
    const patience = whenFull === 'wait' ? 'long' : 'short'
    if (stretches.length < 2) return this.#admit(await this.#completing.completed(batch, patience), whenFull)
    return recordedInTurn(batch, stretches, async (stretch) =>
      this.#admit(await this.#completing.completed(stretch, patience), whenFull),
    )
  }

  async #admit(batch: Batch, whenFull: WhenFull): Promise<Recording> {
    const weight = weightOf(batch)
    if (whenFull === 'wait') await this.#room.enter(weight)
    else if (!this.#room.tryEnter(weight)) throw queueFull()
    const { transport } = batch.origin
    const entered = this.#clock()
    this.#observer?.received(transport, batch.items.length)
    const { promise, resolve, reject } = Promise.withResolvers<Recording>()
    const span = startBatch(this.#tracer, batch)
    this.#queue.push({ batch, span, resolve, reject })
    this.#running ??= this.#run()
    const recording = await promise
      .catch((fault: unknown) => {
        this.#observer?.failed(transport, batch.items.length)
        span?.end({ fault })
        throw fault
      })
      .finally(() => this.#room.leave(weight))
    endBatch(span, recording)
    const statuses = recording.outcomes.map(({ status }) => status)
    this.#observer?.settled(transport, statuses, (this.#clock() - entered) / 1_000)
    return recording
  }

  async #run(): Promise<void> {
    // One turn of the event loop, so that requests that arrive together are committed together.
    await new Promise((turned) => setImmediate(turned))
    while (this.#queue.length > 0 || this.#releaser.hasMore()) {
      const answers = await this.#settle(this.#takeGroup())
      // What is released because of a batch is recorded before the batch is answered, as far as a few pages go.
      await this.#releaser.releaseSome(this.#leased)
      for (const answer of answers) answer()
    }
    this.#running = null
  }

  /** Commits the jobs together or, when the log is against that, each by itself. */
  async #settle(jobs: readonly Job[]): Promise<readonly Answer[]> {
    if (jobs.length === 0) return []
    const begun = this.#clock()
    try {
      const together = await this.#commitJobs(jobs, false)
      this.#observer?.committed((this.#clock() - begun) / 1_000)
      if (together.status === 'committed') return this.#answers(jobs, together)
    } catch (fault) {
      return jobs.map((job) => () => job.reject(fault))
    }
    const answers: Answer[] = []
    for (const job of jobs) answers.push(...(await this.#settleAlone(job)))
    return answers
  }

  async #commitJobs(jobs: readonly Job[], careful: boolean): Promise<Committed> {
    const batches = jobs.map(({ batch }) => batch)
    if (this.#tracer === undefined) return this.#commit(batches, careful)
    const span = startCommit(
      this.#tracer,
      jobs.map((job) => job.span),
    )
    try {
      const committed = await this.#commit(batches, careful, span)
      span.end({ attributes: { 'daybook.result': committed.status } })
      return committed
    } catch (fault) {
      span.end({ fault })
      throw fault
    }
  }

  async #settleAlone(job: Job): Promise<readonly Answer[]> {
    try {
      for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
        const committed = await this.#commitJobs([job], true)
        if (committed.status === 'committed') return this.#answers([job], committed)
        if (committed.on === 'record' && reliesOn(job.batch, committed)) return [() => job.reject(new RecordConflict(committed))]
      }
      const detail = `the log moved on ${attemptsMax} times while this was judged`
      return [() => job.reject(new IntakeFailure(problem('concurrent-modification', detail), 1))]
    } catch (fault) {
      return [() => job.reject(fault)]
    }
  }

  #answers(jobs: readonly Job[], committed: Extract<Committed, { status: 'committed' }>): readonly Answer[] {
    this.#releaser.begun(committed.begun)
    return jobs.flatMap((job, index) => {
      const recording = committed.recordings[index]
      return recording === undefined ? [] : [() => job.resolve(recording)]
    })
  }

  #takeGroup(): Job[] {
    let items = 0
    let count = 0
    for (const { batch } of this.#queue) {
      if (count > 0 && items + batch.items.length > this.#groupItems) break
      items += batch.items.length
      count += 1
    }
    return this.#queue.splice(0, count)
  }
}

/**
 * Whether a batch relies on a side record itself. A held item that only follows what the batch begins, and a group of streams that has
 * grown meanwhile, are judged anew with it.
 */
const reliesOn = ({ guards }: Batch, { collection, key }: Pick<SideRecord, 'collection' | 'key'>): boolean =>
  (collection !== heldCollections.open && collection !== streamGroups) ||
  guards.some((guard) => guard.collection === collection && guard.key === key)

/** A side record that a batch relied on is not what it was. */
export class RecordConflict extends Error {
  readonly collection: string
  readonly key: string
  readonly actual: string | null
  constructor(at: { readonly collection: string; readonly key: string; readonly actual: string | null }) {
    super(`the side record ${at.collection} changed meanwhile`)
    this.collection = at.collection
    this.key = at.key
    this.actual = at.actual
  }
}

export const queueFull = (): IntakeFailure => new IntakeFailure(problem('intake-busy', 'the queue of the writer is full'), 1)

const backfillInProgress = (): IntakeFailure =>
  new IntakeFailure(problem('backfill-in-progress', 'a backfill has the book to itself until it ends'), 5)

import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { Feed, FeedStatus, PartitionName, PartitionStatus, Paused } from './feed.ts'
import type { FeedThreadData, FromFeed, SinkCall, ToFeed } from './feed-messages.ts'
import type { FeedOptions, FeedReport } from './feed-options.ts'
import { PausedTopics } from './feed-pauses.ts'
import { RecordingSink } from './feed-sink.ts'
import type { Intake } from './intake.ts'
import { unpackItems } from './packed-chunk.ts'
import { IntakeFailure, problem } from './problems.ts'

type Thread = { readonly worker: Worker; readonly ended: Promise<void> }

type FeedLog = Pick<Logger, 'error' | 'warn' | 'info'>

type ThreadedFeedParts = {
  readonly sink: RecordingSink
  readonly pauses: PausedTopics
  readonly clock: () => number
  readonly log: FeedLog
}

/** After so many members that stood still within this time the whole thread is replaced. */
const replacedMax = 3
const replacedWithinMs = 10 * 60_000
/** A thread that ended is started again after this. */
const restartMs = 1_000
/** Longer than the thread takes to end, and less than a process that is asked to end has. */
const endingMs = 7_000

/** Opens the feed of Kafka topics into a book. What was paused before and nobody has resumed stays paused. */
export const openKafkaFeed = async (
  { store, recorder, tracer }: Pick<Intake, 'store' | 'recorder' | 'tracer'>,
  { options, clock, log }: { readonly options: FeedOptions; readonly clock: () => number; readonly log: FeedLog },
): Promise<Feed> => {
  const pauses = new PausedTopics(store, recorder)
  const sink = new RecordingSink({ store, recorder, clock, tracer })
  return new ThreadedFeed(options, { sink, pauses, clock, log }, [...(await pauses.among(options.topics)).keys()])
}

/**
 * A feed that is read in a thread of its own, so that the one thread that writes does nothing else, and so that a client library that
 * stands still or dies is replaced without the process.
 */
class ThreadedFeed implements Feed {
  readonly name = 'kafka'
  readonly #options: FeedOptions
  readonly #parts: ThreadedFeedParts
  readonly #paused: Set<string>
  #thread: Thread
  #members: number
  #report: FeedReport = nothingYet
  /** Counted by threads that are gone. */
  #before = { rebalances: 0, copiesLost: 0 }
  #replaced: readonly number[] = []
  /** Pauses of the circuit that the store has not taken yet. */
  readonly #unstored = new Map<string, Paused>()
  #ending: Promise<void> | null = null

  constructor(options: FeedOptions, parts: ThreadedFeedParts, paused: readonly string[]) {
    this.#options = options
    this.#parts = parts
    this.#paused = new Set(paused)
    this.#members = options.members
    this.#thread = this.#start()
  }

  async status(): Promise<FeedStatus> {
    const { topics } = this.#options
    const paused = await this.#parts.pauses.among(topics)
    const { problem: reason, members, rebalances, copiesLost } = this.#report
    const partitions = await Promise.all(this.#report.ends.map((at) => this.#partition(at)))
    return {
      name: this.name,
      state: reason === null ? 'running' : 'connecting',
      problem: reason,
      members,
      rebalances: this.#before.rebalances + rebalances,
      copiesLost: this.#before.copiesLost + copiesLost,
      topics: topics.map((topic) => ({
        topic,
        paused: paused.get(topic) ?? this.#unstored.get(topic) ?? null,
        partitions: partitions.filter((at) => at.topic === topic).toSorted((a, b) => a.partition - b.partition),
      })),
    }
  }

  async pause(paused: Paused): Promise<void> {
    await this.#pause(this.#options.topics, paused)
  }

  async resume(): Promise<void> {
    await this.#parts.pauses.resume(this.#options.topics)
    this.#unstored.clear()
    this.#paused.clear()
    this.#forgetGaps(() => true)
    this.#tell({ is: 'resume' })
  }

  async scale(members: number): Promise<void> {
    this.#members = members
    this.#tell({ is: 'scale', members })
  }

  async seek(at: PartitionName, next: bigint): Promise<void> {
    const known = this.#report.ends.some(({ topic, partition }) => topic === at.topic && partition === at.partition)
    if (!known) throw new IntakeFailure(problem('feed-unknown', `the feed reads no partition ${at.partition} of ${at.topic}`))
    await this.#parts.sink.move(at, next)
    this.#forgetGaps(({ topic, partition }) => topic === at.topic && partition === at.partition)
    this.#tell({ is: 'moved', at })
  }

  /** Ends it once; asked again, it is waited for. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end(): Promise<void> {
    const { worker, ended } = this.#thread
    this.#tell({ is: 'end' })
    const late = setTimeout(() => void worker.terminate(), endingMs)
    await ended
    clearTimeout(late)
  }

  async #pause(topics: readonly string[], paused: Paused): Promise<void> {
    await this.#parts.pauses.pause(topics, paused)
    for (const topic of topics) this.#paused.add(topic)
    this.#tell({ is: 'pause', topics })
  }

  /** What was reported of the place before is not said of the new one: the thread looks again, and tells if it is a gap, too. */
  #forgetGaps(isMeant: (gap: PartitionName) => boolean): void {
    this.#report = { ...this.#report, gaps: this.#report.gaps.filter((gap) => !isMeant(gap)) }
  }

  async #partition({ topic, partition, high }: FeedReport['ends'][number]): Promise<PartitionStatus> {
    const gap = this.#report.gaps.find((one) => one.topic === topic && one.partition === partition)
    const next = await this.#parts.sink.next({ topic, partition })
    // The end was looked up some seconds ago, and what is recorded was there. In a topic that was made anew it does lie before: a gap.
    const end = next === null || gap !== undefined || high > next ? high : next
    return {
      topic,
      partition,
      next,
      end,
      lag: next === null ? null : end > next ? end - next : 0n,
      problem: gap?.problem ?? null,
    }
  }

  #start(): Thread {
    const workerData: FeedThreadData = { options: { ...this.#options, members: this.#members }, paused: [...this.#paused] }
    const worker = new Worker(new URL('./feed-thread.ts', import.meta.url), { workerData })
    worker.on('message', (message: FromFeed) => this.#hear(message, worker))
    worker.on('error', (err) => this.#parts.log.error({ err }, 'the thread that reads the feed failed'))
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    void ended.then(() => this.#startAgain())
    return { worker, ended }
  }

  #startAgain(): void {
    if (this.#ending !== null) return
    const { rebalances, copiesLost } = this.#report
    this.#before = { rebalances: this.#before.rebalances + rebalances, copiesLost: this.#before.copiesLost + copiesLost }
    this.#report = { ...this.#report, ...nothingCounted, problem: 'the thread that reads the feed ended; it is started again' }
    setTimeout(() => {
      if (this.#ending === null) this.#thread = this.#start()
    }, restartMs)
  }

  #tell(message: ToFeed): void {
    this.#thread.worker.postMessage(message)
  }

  #hear(message: FromFeed, worker: Worker): void {
    const { log, clock } = this.#parts
    switch (message.is) {
      case 'call':
        void this.#answer(message.id, message.call, worker)
        break
      case 'report':
        this.#heardReport(message.report)
        break
      case 'log': {
        const [level, text, fields] = message.say
        log[level](fields, text)
        break
      }
      case 'tripped': {
        const reason = `${message.aside} of the last ${this.#options.circuitWindow} records had to be put aside`
        log.error({ topic: message.topic, aside: message.aside }, 'a topic is paused: too much of it is put aside')
        this.#paused.add(message.topic)
        this.#unstored.set(message.topic, { by: 'circuit', at: clock(), reason })
        void this.#storePauses()
      }
    }
  }

  /** The thread has stopped reading by itself; that it must not begin again after a restart is stored as soon as the store takes it. */
  async #storePauses(): Promise<void> {
    for (const [topic, paused] of this.#unstored) {
      try {
        await this.#parts.pauses.pause([topic], paused)
        if (this.#unstored.get(topic) === paused) this.#unstored.delete(topic)
      } catch (error) {
        this.#parts.log.error({ err: error, topic }, 'that a topic is paused could not be stored; it is tried again')
      }
    }
  }

  /** Also to a thread that is gone: what it asked for is recorded all the same, or refused. */
  async #answer(id: number, call: SinkCall, worker: Worker): Promise<void> {
    try {
      worker.postMessage({ is: 'answer', id, value: await this.#ask(call) } satisfies ToFeed)
    } catch (error) {
      worker.postMessage({ is: 'failed', id, error: String(error) } satisfies ToFeed)
    }
  }

  #ask(call: SinkCall): Promise<unknown> {
    const { sink } = this.#parts
    switch (call.ask) {
      case 'next':
        return sink.next(call.at)
      case 'begin':
        return sink.begin(call.at, call.first)
      case 'take': {
        const { items, texts, ...chunk } = call.chunk
        return sink.take({ ...chunk, items: unpackItems({ items, texts }) })
      }
    }
  }

  #heardReport(report: FeedReport): void {
    const now = this.#parts.clock()
    const more = report.replaced - this.#report.replaced
    this.#report = report
    void this.#storePauses()
    this.#replaced = [...this.#replaced.filter((at) => now - at < replacedWithinMs), ...Array.from({ length: more }, () => now)]
    if (this.#replaced.length < replacedMax) return
    this.#replaced = []
    this.#parts.log.error({}, 'members of the group stood still again and again: the thread that reads is replaced')
    void this.#thread.worker.terminate()
  }
}

const nothingCounted = { members: 0, rebalances: 0, replaced: 0, copiesLost: 0 }

const nothingYet: FeedReport = {
  ...nothingCounted,
  problem: 'no broker was heard yet',
  ends: [],
  gaps: [],
}

import { type Aside, type FeedSink, type PartitionName, partitionKey } from './feed.ts'
import { type Circuit, openCircuit } from './feed-circuit.ts'
import { OutgoingCopies } from './feed-copies.ts'
import type { DeliveryParts } from './feed-delivery.ts'
import type { Ends, FeedObserver, FeedOptions } from './feed-options.ts'
import { findPlace } from './feed-place.ts'
import type { FeedRecord } from './feed-record.ts'
import { openWatch } from './feed-watch.ts'
import { type Broker, type Member, type MemberParts, type OutgoingRecord, openKafka } from './kafka.ts'

/** What reading needs besides its options. */
export type FeedReaderParts = Pick<DeliveryParts, 'timer' | 'random'> & {
  readonly sink: FeedSink
  readonly observer: FeedObserver
  readonly clock: () => number
}

/** How often the brokers are asked where the partitions end, and how soon again when none answers. */
const lookEveryMs = 5_000
const connectEveryMs = 1_000
/** How long a partition may stand still though there is more of it. */
const patienceMs = 60_000
/** How long what is begun may take to end. Whatever is cut off is refused by the place of the book, or recorded. */
const endingMs = 5_000

/** A partition as it is seen now: what the broker has, and where the book stands. */
type Seen = Ends & { readonly next: bigint }

/** Reads topics as one or several members of a group and delivers to a sink, for as long as it is not disposed of. */
export class FeedReader implements AsyncDisposable {
  readonly #options: FeedOptions
  readonly #parts: FeedReaderParts
  readonly #broker: Broker
  readonly #copies: OutgoingCopies
  readonly #circuits = new Map<string, Circuit>()
  readonly #paused: Set<string>
  readonly #gaps = new Map<string, PartitionName & { readonly problem: string }>()
  readonly #members: Member[] = []
  readonly #watch = openWatch(patienceMs)
  readonly #ending = Promise.withResolvers<void>()
  readonly #looking: Promise<void>
  #isEnding = false
  #wanted: number
  #ends: readonly Ends[] = []
  #rebalances = 0
  #replaced = 0
  #copiesLost = 0
  #failedAt = Number.NEGATIVE_INFINITY

  /** `paused`: topics that are not to be read. */
  constructor(options: FeedOptions, parts: FeedReaderParts, paused: readonly string[]) {
    this.#options = options
    this.#parts = parts
    this.#broker = openKafka(options, parts.observer.log)
    this.#copies = new OutgoingCopies({ send: this.#broker.send, onLost: (...what) => this.#lose(...what) })
    this.#paused = new Set(paused)
    this.#wanted = options.members
    this.#looking = this.#look()
  }

  pause(topics: readonly string[]): void {
    for (const topic of topics) this.#paused.add(topic)
    this.#beginAnew()
  }

  /** Reads all topics again, and looks again at the partitions in which a gap was found. */
  resume(): void {
    this.#paused.clear()
    this.#circuits.clear()
    this.#gaps.clear()
    this.#beginAnew()
  }

  scale(members: number): void {
    this.#wanted = members
  }

  /** The book stands elsewhere in this partition now. */
  moved(at: PartitionName): void {
    this.#gaps.delete(partitionKey(at))
    this.#beginAnew()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true
    this.#ending.resolve()
    using late = this.#parts.timer(endingMs)
    await Promise.race([this.#end(), late.elapsed])
  }

  async #end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()))
    await Promise.all([this.#looking, this.#copies.idle()])
    await this.#broker[Symbol.asyncDispose]()
  }

  #beginAnew(): void {
    this.#watch.forget()
    for (const member of this.#members) member.begin()
  }

  /** Connects, keeps as many members as are wanted, asks where the partitions end, and replaces what stands still. */
  async #look(): Promise<void> {
    for (let isConnected = false; !this.#isEnding; ) {
      let problem: string | null = null
      try {
        if (!isConnected) await this.#broker.connect()
        isConnected = true
        this.#ends = (await Promise.all(this.#options.topics.map((topic) => this.#broker.ends(topic)))).flat()
        await this.#keepMembers()
        await Promise.all(this.#members.map((member) => member.commitSeen()))
      } catch (error) {
        problem = textOf(error)
      }
      this.#report(problem)
      using rest = this.#parts.timer(problem === null ? lookEveryMs : connectEveryMs)
      await Promise.race([rest.elapsed, this.#ending.promise])
    }
  }

  async #keepMembers(): Promise<void> {
    for (const member of this.#members.slice(this.#wanted)) await this.#dismiss(member)
    for (const member of this.#members.filter(({ hasEnded }) => hasEnded)) await this.#dismiss(member)
    const seen = await this.#seen()
    await this.#findGaps(seen)
    for (const member of this.#standingStill(seen)) {
      this.#replaced += 1
      this.#parts.observer.log('error', 'a member of the group stands still: it is replaced', {})
      this.#watch.forget()
      await this.#dismiss(member)
    }
    while (this.#members.length < this.#wanted && !this.#isEnding) {
      const member = this.#broker.member(this.#memberParts())
      this.#members.push(member)
      await member.start().catch(async (error: unknown) => {
        await this.#dismiss(member)
        throw error
      })
    }
    for (const member of this.#members) member.beginRest()
  }

  async #dismiss(member: Member): Promise<void> {
    this.#members.splice(this.#members.indexOf(member), 1)
    await member.end()
  }

  /** How the partitions stand that are to be read. */
  async #seen(): Promise<readonly Seen[]> {
    const places = this.#ends
      .filter((at) => !this.#isPaused(at))
      .map(async (at) => ({ ...at, next: await this.#parts.sink.next(at) }))
    return (await Promise.all(places)).flatMap((at) => (at.next === null ? [] : [{ ...at, next: at.next }]))
  }

  /** What was seen was not seen at one time: what looks like a gap is looked at again. */
  async #findGaps(seen: readonly Seen[]): Promise<void> {
    const gaps: Ends[] = []
    for (const at of seen.filter(({ next, low, high }) => next < low || next > high)) {
      if ((await this.#begin(at)) === null) gaps.push(at)
    }
    if (gaps.length > 0) this.#beginAnew()
  }

  #close({ topic, partition, low, high }: Ends, next: bigint): void {
    const problem = `offset-gap: the book goes on at ${next}, the broker has ${low} to ${high}`
    this.#gaps.set(partitionKey({ topic, partition }), { topic, partition, problem })
    this.#parts.observer.log('error', 'a partition is not read: what comes next is not there', { topic, partition, problem })
  }

  /** A store that fails is a reason that nothing moves: no other member could do better. */
  #standingStill(seen: readonly Seen[]): readonly Member[] {
    const now = this.#parts.clock()
    if (now - this.#failedAt < patienceMs) return []
    const still = this.#watch.stalled(seen, now)
    return still.length === 0 ? [] : this.#members.filter((member) => !member.hasJoined || still.some((at) => member.has(at)))
  }

  #memberParts(): MemberParts {
    const { sink, timer, random, observer, clock } = this.#parts
    const { limits, topics } = this.#options
    return {
      sink,
      timer,
      random,
      limits,
      topics,
      onFailure: (error) => {
        this.#failedAt = clock()
        observer.log('error', 'the feed failed and tries again', { err: textOf(error) })
      },
      isPaused: (at) => this.#isPaused(at),
      begin: (at) => this.#begin(at),
      putAside: (at, records, aside) => this.#putAside(at, records, aside),
      joined: () => {
        this.#rebalances += 1
      },
      say: observer.log,
    }
  }

  #isPaused(at: PartitionName): boolean {
    return this.#paused.has(at.topic) || this.#gaps.has(partitionKey(at))
  }

  async #begin(at: PartitionName): Promise<bigint | null> {
    const { next, ends, isGap } = await findPlace(at, {
      sink: this.#parts.sink,
      ends: this.#broker.ends,
      start: this.#options.start,
    })
    if (!isGap) return next
    this.#close(ends, next)
    return null
  }

  #putAside(at: PartitionName, records: readonly FeedRecord[], aside: readonly Aside[]): boolean {
    const { circuitPercent: percent, circuitWindow: window } = this.#options
    const { topic } = at
    const circuit = this.#circuits.get(topic) ?? openCircuit({ percent, window })
    this.#circuits.set(topic, circuit)
    if (aside.length > 0) this.#copy(at, records, aside)
    const isTripped = circuit.count(records.length, aside.length)
    if (isTripped && !this.#paused.has(topic)) {
      this.#paused.add(topic)
      this.#parts.observer.tripped(topic, circuit.aside())
      this.#beginAnew()
    }
    return !this.#paused.has(topic)
  }

  /** For others to look at. */
  #copy(at: PartitionName, records: readonly FeedRecord[], aside: readonly Aside[]): void {
    if (!this.#options.deadLetters) return
    const how = { ...at, now: this.#parts.clock(), version: this.#options.version }
    const copies = aside.flatMap((one): OutgoingRecord[] => {
      const record = records[one.index]
      return record === undefined ? [] : [copyOf(record, one, how)]
    })
    this.#copies.add({ topic: `${at.topic}.dead-letters`, records: copies })
  }

  #lose({ topic, records }: { readonly topic: string; readonly records: readonly OutgoingRecord[] }, error: unknown): void {
    this.#copiesLost += records.length
    const fields = { topic, copies: records.length, err: textOf(error) }
    this.#parts.observer.log('error', 'copies of what was put aside could not be sent', fields)
  }

  #report(problem: string | null): void {
    this.#parts.observer.report({
      members: this.#members.length,
      rebalances: this.#rebalances,
      replaced: this.#replaced,
      copiesLost: this.#copiesLost,
      problem,
      ends: this.#ends,
      gaps: [...this.#gaps.values()],
    })
  }
}

/** A record as it came, with what became of it in headers of their own. */
const copyOf = (record: FeedRecord, aside: Aside, how: PartitionName & { now: number; version: string }): OutgoingRecord => {
  const trace = record.headers.ce_traceparent ?? record.headers.traceparent
  const told = {
    topic: how.topic,
    partition: how.partition,
    offset: record.offset,
    timestamp: record.timestamp,
    stage: aside.stage,
    code: aside.code,
    detail: aside.detail,
    attempts: 1,
    'first-failed-at': new Date(how.now).toISOString(),
    'service-version': how.version,
  }
  const headers = Object.fromEntries(Object.entries(told).map(([name, value]) => [`x-dl-${name}`, [String(value)]]))
  const traced = trace === undefined ? {} : { 'x-dl-traceparent': trace }
  return { key: record.key, value: record.value, headers: { ...record.headers, ...headers, ...traced } }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

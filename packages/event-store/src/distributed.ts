import { setTimeout as pause } from 'node:timers/promises'
import type { EventId, Recorded, StreamName } from '@daybook/domain'
import { assertTaken } from './append-size.ts'
import { DistributedWriter } from './distributed-writer.ts'
import { encodeBatch } from './encoded-event.ts'
import { EventBlocks } from './event-blocks.ts'
import type {
  AppendBatch,
  AppendResult,
  Clock,
  Damage,
  EventStore,
  Head,
  Identity,
  Receipt,
  Verification,
} from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { GroupCommit } from './group-commit.ts'
import { recordedFrom } from './log-event.ts'
import { Placements } from './placements.ts'
import type { LogRegister, Placed } from './register.ts'
import type { LoggedEvent, StreamLog } from './stream-log.ts'

/** How a log is opened that any number of processes share. */
export type DistributedEventStoreOptions = {
  /** Closed with the store, as the register is. */
  readonly log: StreamLog
  readonly register: LogRegister
  readonly clock?: Clock
  /** Appends are refused, and what others have left on its way is left to others. */
  readonly readOnly?: boolean
  /** How long an answer waits for the position of what was appended, and for what others have on their way; milliseconds. */
  readonly patienceMs?: number
  /** After how long what somebody has claimed and not brought into the log is brought by others; milliseconds. */
  readonly overdueMs?: number
}

/**
 * Opens a log whose events are in streams on a server, and whose identities, side records and positions are in a register beside it.
 * Somebody must run the indexer (`runIndexer`): positions come from it.
 */
export const openDistributedEventStore = (options: DistributedEventStoreOptions): DistributedEventStore =>
  new DistributedLog(options)

/** A log that processes share, and how its writing stands. */
export interface DistributedEventStore extends EventStore {
  /** How many batches were answered so that what became of them is not known. */
  unknownOutcomesTotal(): number
  /** Appends of all processes that are claimed and not indexed yet. */
  pendingAppends(): Promise<number>
}

/** Events read at once where all of a range is read. */
const chunk = 1_000

class DistributedLog implements DistributedEventStore {
  readonly #log: StreamLog
  readonly #register: LogRegister
  readonly #placements: Placements
  readonly #writer: DistributedWriter | null
  readonly #queue: GroupCommit | null
  readonly #closing = new AbortController()
  readonly #blocks = new EventBlocks(async (from, limit) =>
    (await this.#placedEvents(from, limit)).map(({ event, place }) => recordedFrom(event, place)),
  )
  readonly #patienceMs: number
  /** Appends that are not answered yet. */
  readonly #answering = new Set<Promise<AppendResult>>()
  #unknownOutcomes = 0

  constructor(options: DistributedEventStoreOptions) {
    const { log, register, clock = Date.now, readOnly = false, patienceMs = 2_000, overdueMs = 5_000 } = options
    this.#log = log
    this.#register = register
    this.#patienceMs = patienceMs
    const placements = new Placements(register, { patienceMs, closing: this.#closing.signal })
    this.#placements = placements
    const writer = readOnly ? null : new DistributedWriter({ log, register, placements, clock, patienceMs, overdueMs })
    this.#writer = writer
    this.#queue = writer === null ? null : new GroupCommit((group) => writer.commit(group))
  }

  async append(batch: AppendBatch): Promise<AppendResult> {
    this.#assertOpen()
    if (this.#queue === null) throw new EventStoreFault('read-only', 'the event store was opened to be read')
    const encoded = encodeBatch(batch)
    assertTaken(encoded)
    const answer = this.#queue.append(encoded)
    this.#answering.add(answer)
    try {
      return await answer
    } catch (fault) {
      if (fault instanceof EventStoreFault && fault.code === 'outcome-unknown') this.#unknownOutcomes += 1
      throw fault
    } finally {
      this.#answering.delete(answer)
    }
  }

  async readStream(stream: StreamName, range: { readonly from?: bigint; readonly limit?: number } = {}) {
    this.#assertOpen()
    const stored = await this.#log.readStream(stream, range)
    const placed = await this.#placements.soon(stored.map(({ eventId }) => eventId as EventId)) // Sound: what is not ours has no place
    return stored.map((event) => {
      const place = placed.get(event.eventId as EventId) // Sound: as before
      if (place !== undefined) return recordedFrom(event, place)
      throw new EventStoreFault('unavailable', `revision ${event.revision} of ${stream} is not indexed yet: does an indexer run?`)
    })
  }

  async readAll({ from, limit }: { readonly from: bigint; readonly limit: number }): Promise<readonly Recorded[]> {
    this.#assertOpen()
    return this.#blocks.readAll(from, limit)
  }

  async event(eventId: EventId) {
    this.#assertOpen()
    const place = (await this.#register.placed([eventId])).get(eventId)
    return place === undefined ? null : ((await this.readAll({ from: place.position, limit: 1 }))[0] ?? null)
  }

  async identities(keys: readonly Identity[]): Promise<ReadonlyMap<EventId, Receipt>> {
    this.#assertOpen()
    return this.#register.receipts(keys)
  }

  async head(): Promise<Head> {
    this.#assertOpen()
    const { position, recordedAt } = await this.#register.head()
    return { position, recordedAt }
  }

  async positionAt(instant: number) {
    this.#assertOpen()
    return this.#register.positionAt(instant)
  }

  async recordedAt(position: bigint) {
    this.#assertOpen()
    return (await this.#register.placedFrom(position, 1))[0]?.recordedAt ?? null
  }

  async record(collection: string, key: string) {
    this.#assertOpen()
    return this.#register.record(collection, key)
  }

  async records(collection: string, page: { readonly after?: string; readonly limit: number }) {
    this.#assertOpen()
    return this.#register.records(collection, page)
  }

  async collections() {
    this.#assertOpen()
    return this.#register.collections()
  }

  async waitBeyond(position: bigint, signal: AbortSignal) {
    const ended = AbortSignal.any([signal, this.#closing.signal])
    // Whoever waits looks for himself, and is told of the fault then.
    if (!ended.aborted) await this.#register.waitBeyond(position, ended).catch(() => rest(ended))
  }

  async verifyEvents({ from, to }: { readonly from: bigint; readonly to: bigint }): Promise<Verification> {
    const damage: Damage[] = []
    let checked = 0
    for (let next = from; next <= to; next += BigInt(chunk)) {
      const events = await this.#placedEvents(next, Math.min(chunk, Number(to - next) + 1))
      damage.push(...events.flatMap(damageOf))
      checked += events.length
      if (events.length < chunk) break
    }
    return { checked, damage }
  }

  waiting() {
    return this.#queue?.waiting ?? 0
  }

  fault() {
    return this.#writer?.fault ?? null
  }

  unknownOutcomesTotal() {
    return this.#unknownOutcomes
  }

  async pendingAppends() {
    this.#assertOpen()
    return this.#register.pendingAppends()
  }

  async [Symbol.asyncDispose]() {
    if (this.#closing.signal.aborted) return
    await this.#queue?.drained()
    // They look for their positions in the register, which closes next.
    await Promise.race([Promise.allSettled(this.#answering), pause(2 * this.#patienceMs)])
    this.#closing.abort()
    await this.#writer?.[Symbol.asyncDispose]()
    await this.#log[Symbol.asyncDispose]()
    await this.#register[Symbol.asyncDispose]()
  }

  /** Events of the log at the places that the index has for them: the two must agree. */
  async #placedEvents(from: bigint, limit: number): Promise<readonly { readonly event: LoggedEvent; readonly place: Placed }[]> {
    this.#assertOpen()
    const [before] = from > 0n ? await this.#register.placedFrom(from - 1n, 1) : []
    const places = await this.#register.placedFrom(from, limit)
    if (places.length === 0) return []
    const events = await this.#log.readAll({ after: before?.place ?? null, limit: places.length })
    return places.map((place, index) => {
      const event = events[index]
      if (event?.eventId === place.eventId) return { event, place }
      const found = event === undefined ? 'nothing' : `event ${event.eventId}`
      throw new EventStoreFault('damaged', `the index has event ${place.eventId} at position ${place.position}, the log ${found}`)
    })
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new EventStoreFault('closed', 'the event store is closed')
  }
}

/** So that who waits for a register that is away does not ask without a pause. */
const rest = (signal: AbortSignal): Promise<void> => pause(200, undefined, { signal }).catch(() => undefined)

const damageOf = ({ event, place }: { readonly event: LoggedEvent; readonly place: Placed }): readonly Damage[] => {
  try {
    recordedFrom(event, place)
    return []
  } catch (fault) {
    if (!(fault instanceof EventStoreFault)) throw fault
    return [{ position: place.position, problem: fault.message }]
  }
}

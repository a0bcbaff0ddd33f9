import type { EventId, Recorded, StreamName } from '@daybook/domain'
import { type EncodedBatch, encodeBatch, recordedOf, type WaitingEvent } from './encoded-event.ts'
import { eventIdOf } from './event-id.ts'
import type { AppendBatch, AppendResult, Clock, EventStore, Head, Identity, Receipt, Verification } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { InMemorySideRecords } from './in-memory-side-records.ts'
import { judge, type LogView } from './judge.ts'
import { WakeUps } from './wake-ups.ts'

/** A log that lives as long as the process: a full engine, for tests and for trying things out. */
export const openInMemoryEventStore = ({ clock = Date.now }: { readonly clock?: Clock } = {}): EventStore =>
  new InMemoryEventStore(clock)

class InMemoryEventStore implements EventStore {
  readonly #clock: Clock
  readonly #events: Recorded[] = []
  readonly #streams = new Map<StreamName, number[]>()
  readonly #positions = new Map<EventId, number>()
  readonly #records = new InMemorySideRecords()
  readonly #wakeUps = new WakeUps()
  #open = true

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async append(batch: AppendBatch): Promise<AppendResult> {
    this.#assertOpen()
    const encoded = encodeBatch(batch)
    const first = this.#events.length
    const now = this.#clock()
    const conflict = judge(encoded, this.#view(now))
    if (conflict !== null) return conflict
    this.#write(encoded, now)
    const positions = this.#events.slice(first).map(({ position }) => position)
    const { position, recordedAt } = this.#head()
    this.#wakeUps.announce(position)
    return { status: 'appended', position, recordedAt: recordedAt ?? now, positions }
  }

  async readStream(stream: StreamName, { from = 0n, limit }: { readonly from?: bigint; readonly limit?: number } = {}) {
    this.#assertOpen()
    const start = Number(from)
    const positions = this.#streams.get(stream) ?? []
    return this.#at(positions.slice(start, limit === undefined ? undefined : start + limit))
  }

  async readAll({ from, limit }: { readonly from: bigint; readonly limit: number }) {
    this.#assertOpen()
    return this.#events.slice(Number(from), Number(from) + limit)
  }

  async event(eventId: EventId) {
    this.#assertOpen()
    return this.#find(eventId)
  }

  async identities(keys: readonly Identity[]): Promise<ReadonlyMap<EventId, Receipt>> {
    this.#assertOpen()
    const found = new Map<EventId, Receipt>()
    for (const { source, id } of keys) {
      const eventId = eventIdOf(source, id)
      const receipt = receiptOf(this.#find(eventId))
      if (receipt !== null) found.set(eventId, receipt)
    }
    return found
  }

  async head(): Promise<Head> {
    this.#assertOpen()
    return this.#head()
  }

  async positionAt(instant: number) {
    this.#assertOpen()
    return this.#events.findLast(({ recordedAt }) => recordedAt <= instant)?.position ?? null
  }

  async recordedAt(position: bigint) {
    this.#assertOpen()
    return this.#events[Number(position)]?.recordedAt ?? null
  }

  async record(collection: string, key: string) {
    this.#assertOpen()
    return this.#records.body(collection, key)
  }

  async records(collection: string, page: { readonly after?: string; readonly limit: number }) {
    this.#assertOpen()
    return this.#records.page(collection, page)
  }

  async collections() {
    this.#assertOpen()
    return this.#records.collections()
  }

  async waitBeyond(position: bigint, signal: AbortSignal) {
    if (!this.#open || this.#head().position > position) return
    await this.#wakeUps.beyond(position, signal)
  }

  async verifyEvents({ from, to }: { readonly from: bigint; readonly to: bigint }): Promise<Verification> {
    const events = await this.readAll({ from, limit: Number(to - from) + 1 })
    return { checked: events.length, damage: [] }
  }

  waiting() {
    return 0
  }

  fault() {
    return null
  }

  async [Symbol.asyncDispose]() {
    this.#open = false
    this.#wakeUps.end()
  }

  #write({ appends, records }: EncodedBatch, now: number): void {
    for (const { stream, events } of appends) {
      for (const event of events) this.#push(stream, event, now)
    }
    for (const record of records) this.#records.put(record)
  }

  #push(stream: StreamName, event: WaitingEvent, now: number): void {
    const position = this.#events.length
    const positions = this.#streams.get(stream) ?? []
    const recordedAt = event.recordedAt ?? Math.max(this.#head().recordedAt ?? now, now)
    this.#events.push(frozen(recordedOf(event, { stream, revision: positions.length, position, recordedAt })))
    this.#positions.set(event.eventId, position)
    this.#streams.set(stream, positions)
    positions.push(position)
  }

  #view(now: number): LogView {
    return {
      receipt: ({ eventId }) => receiptOf(this.#find(eventId)),
      revision: (stream) => (this.#streams.get(stream)?.length ?? 0) - 1,
      body: (collection, key) => this.#records.body(collection, key),
      recordedAt: this.#head().recordedAt ?? Number.MIN_SAFE_INTEGER,
      now,
    }
  }

  #find(eventId: EventId): Recorded | null {
    return this.#events[this.#positions.get(eventId) ?? -1] ?? null
  }

  #at(positions: readonly number[]): readonly Recorded[] {
    return positions.map((position) => this.#events[position]).filter((event) => event !== undefined)
  }

  #head(): Head {
    const last = this.#events.at(-1)
    return last === undefined ? { position: -1n, recordedAt: null } : { position: last.position, recordedAt: last.recordedAt }
  }

  #assertOpen(): void {
    if (!this.#open) throw new EventStoreFault('closed', 'the event store is closed')
  }
}

const receiptOf = (event: Recorded | null): Receipt | null =>
  event && { position: event.position, recordedAt: event.recordedAt, payloadHash: event.payloadHash }

const frozen = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

import type { EventId, StreamName } from '@daybook/domain'
import { type ClaimBasis, claimsOf, type Known, recordKey } from './claim-view.ts'
import type { EncodedAppend, EncodedBatch } from './encoded-event.ts'
import { eventIdOf } from './event-id.ts'
import type { Identity, Receipt } from './event-store.ts'
import { InMemorySideRecords } from './in-memory-side-records.ts'
import {
  assertNext,
  assertReached,
  type Claim,
  type IndexBatch,
  type IndexedEvent,
  IndexFault,
  type IndexHead,
  type LogRegister,
  type Placed,
} from './register.ts'
import { WakeUps } from './wake-ups.ts'

/** A register that lives as long as the process, shared by all who are given it: for tests and simulations. `clock`: of its database. */
export const openInMemoryRegister = ({ clock = Date.now }: { readonly clock?: () => number } = {}): LogRegister =>
  new InMemoryRegister(clock)

type Pending = { readonly append: EncodedAppend; readonly last: EventId | undefined; triedAt: number }

class InMemoryRegister implements LogRegister {
  readonly #clock: () => number
  readonly #identities = new Map<EventId, Known>()
  /** The events of each stream that are claimed or indexed, by revision. */
  readonly #streams = new Map<StreamName, EventId[]>()
  readonly #records = new InMemorySideRecords()
  readonly #placed: Placed[] = []
  readonly #placedRevisions = new Map<StreamName, bigint>()
  readonly #wakeUps = new WakeUps()
  #pending: Pending[] = []
  #epoch = 0n

  constructor(clock: () => number) {
    this.#clock = clock
  }

  async claim(batches: readonly EncodedBatch[], now: number, atLeast = -1n): Promise<readonly Claim[]> {
    assertReached(BigInt(this.#placed.length - 1), atLeast)
    const claims = claimsOf(batches, this.#basisOf(batches), now)
    for (const [index, batch] of batches.entries()) if (claims[index]?.status === 'claimed') this.#write(batch)
    return claims
  }

  async known(eventIds: readonly EventId[]): Promise<ReadonlySet<EventId>> {
    return new Set(eventIds.filter((eventId) => this.#identities.has(eventId)))
  }

  async takeOverdue({ idleMs, limit }: { readonly idleMs: number; readonly limit: number }) {
    const now = this.#clock()
    const overdue = this.#pending.filter(({ triedAt }) => triedAt <= now - idleMs).slice(0, limit)
    for (const pending of overdue) pending.triedAt = now
    return overdue.map(({ append }) => append)
  }

  async pendingAppends() {
    return this.#pending.length
  }

  async record(collection: string, key: string) {
    return this.#records.body(collection, key)
  }

  async records(collection: string, page: { readonly after?: string; readonly limit: number }) {
    return this.#records.page(collection, page)
  }

  async collections() {
    return this.#records.collections()
  }

  async head(): Promise<IndexHead> {
    const { position = -1n, recordedAt = null, place = null } = this.#placed.at(-1) ?? {}
    return { position, recordedAt, place }
  }

  async placed(eventIds: readonly EventId[]): Promise<ReadonlyMap<EventId, Placed>> {
    const found = new Map<EventId, Placed>()
    for (const eventId of eventIds) {
      const placed = this.#placedOf(eventId)
      if (placed !== undefined) found.set(eventId, placed)
    }
    return found
  }

  async placedFrom(from: bigint, limit: number) {
    return this.#placed.slice(Number(from), Number(from) + limit)
  }

  async receipts(keys: readonly Identity[]): Promise<ReadonlyMap<EventId, Receipt>> {
    const found = new Map<EventId, Receipt>()
    for (const { source, id } of keys) {
      const eventId = eventIdOf(source, id)
      const { payloadHash, placed } = this.#identities.get(eventId) ?? { placed: null }
      if (placed !== null) found.set(eventId, { position: placed.position, recordedAt: placed.recordedAt, payloadHash })
    }
    return found
  }

  async positionAt(instant: number) {
    return this.#placed.findLast(({ recordedAt }) => recordedAt <= instant)?.position ?? null
  }

  async waitBeyond(position: bigint, signal: AbortSignal) {
    if (this.#placed.length - 1 <= Number(position)) await this.#wakeUps.beyond(position, signal)
  }

  async claimIndex() {
    this.#epoch += 1n
    return this.#epoch
  }

  async index({ epoch, from, events }: IndexBatch) {
    if (epoch !== this.#epoch) throw new IndexFault('epoch-lost', `epoch ${epoch} is not the current one, ${this.#epoch}`)
    const head = BigInt(this.#placed.length - 1)
    if (from !== head) throw new IndexFault('not-at-head', `the index ends at ${head}, not at ${from}`)
    this.#assertFits(events)
    for (const event of events) this.#place(event)
    const isPlaced = ({ last }: Pending) => last === undefined || this.#placedOf(last) !== undefined
    this.#pending = this.#pending.filter((pending) => !isPlaced(pending))
    this.#wakeUps.announce(head + BigInt(events.length))
  }

  async [Symbol.asyncDispose]() {
    this.#wakeUps.end()
  }

  #basisOf(batches: readonly EncodedBatch[]): ClaimBasis {
    const identities = new Map<EventId, Known>()
    const streams = new Map<StreamName, { revision: number; eventId: EventId }>()
    const bodies = new Map<string, string>()
    for (const { stream, events } of batches.flatMap(({ appends }) => appends)) {
      const claimed = this.#streams.get(stream) ?? []
      const eventId = claimed.at(-1)
      if (eventId !== undefined) streams.set(stream, { revision: claimed.length - 1, eventId })
      for (const id of [...events.map((event) => event.eventId), ...(eventId === undefined ? [] : [eventId])]) {
        const known = this.#identities.get(id)
        if (known !== undefined) identities.set(id, known)
      }
    }
    for (const { collection, key } of batches.flatMap(({ records }) => records)) {
      const body = this.#records.body(collection, key)
      if (body !== null) bodies.set(recordKey(collection, key), body)
    }
    return { identities, streams, bodies, recordedAt: this.#placed.at(-1)?.recordedAt ?? null }
  }

  #write({ appends, records }: EncodedBatch): void {
    for (const append of appends) {
      for (const { eventId, payloadHash } of append.events) this.#take(append.stream, eventId, { payloadHash, placed: null })
      if (append.events.length > 0) this.#pending.push({ append, last: append.events.at(-1)?.eventId, triedAt: this.#clock() })
    }
    for (const record of records) this.#records.put(record)
  }

  #take(stream: StreamName, eventId: EventId, known: Known): void {
    if (!this.#identities.has(eventId)) {
      const claimed = this.#streams.get(stream) ?? []
      this.#streams.set(stream, claimed)
      claimed.push(eventId)
    }
    this.#identities.set(eventId, known)
  }

  #assertFits(events: readonly IndexedEvent[]): void {
    const seen = new Set<EventId>()
    const revisions = new Map(this.#placedRevisions)
    let last = this.#placed.at(-1)?.place.commit ?? -1n
    for (const { eventId, stream, revision, place } of events) {
      assertNext({ stream, revision }, (revisions.get(stream) ?? -1n) + 1n)
      if (place.commit <= last) throw new IndexFault('repeated', `the log came to ${place.commit} again after ${last}`)
      if (seen.has(eventId) || this.#placedOf(eventId) !== undefined)
        throw new IndexFault('repeated', `event ${eventId} is in the log twice`)
      seen.add(eventId)
      revisions.set(stream, revision)
      last = place.commit
    }
  }

  #place({ eventId, stream, revision, payloadHash, recordedAt, place }: IndexedEvent): void {
    const position = BigInt(this.#placed.length)
    this.#placedRevisions.set(stream, revision)
    this.#placed.push({ eventId, position, recordedAt, place })
    this.#take(stream, eventId, { payloadHash, placed: { eventId, position, recordedAt } })
  }

  #placedOf(eventId: EventId): Placed | undefined {
    const placed = this.#identities.get(eventId)?.placed ?? null
    return placed === null ? undefined : this.#placed[Number(placed.position)]
  }
}

import { setImmediate as turn } from 'node:timers/promises'
import type { StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { type Batch, plainBatch, type Recording } from './batch.ts'
import { itemOf, recordAgain } from './feed-record.ts'
import { HeldItem, heldCollections, keyOf } from './held.ts'
import { type OpenItem, openItem, openShelf, readHeld } from './held-shelf.ts'
import type { Item } from './item.ts'
import type { Limits } from './limits.ts'
import { prepareBytes } from './prepare.ts'
import { IntakeFailure, problem } from './problems.ts'
import { RecordConflict, type Recorder } from './recorder.ts'
import { openStaging } from './staging.ts'

/** Which held items are meant. */
export type HeldFilter = {
  readonly state?: HeldItem['state']
  readonly kind?: HeldItem['kind']
  readonly code?: string
  readonly source?: string
  readonly type?: string
  readonly accountId?: string
  readonly importId?: string
  readonly topic?: string
}

/** Held items of one kind that were put aside for one code. */
export type HeldCount = { readonly kind: HeldItem['kind']; readonly code: string; readonly items: number }

const Counted = HeldItem.pick({ kind: true, code: true }).strip()

export type HeldPage = { readonly items: readonly HeldItem[]; readonly nextCursor: string | null }

/** Who decides about a held item, and why. */
export type Deciding = { readonly by: HeldItem['actor']; readonly reason?: string }

export type QuarantineParts = {
  readonly store: EventStore
  readonly recorder: Recorder
  readonly limits: Limits
  readonly clock: () => number
}

/** What was put aside: listed, shown, tried again, discarded (streaming 5). Nothing of it is in the book. */
export class Quarantine {
  readonly #parts: QuarantineParts

  constructor(parts: QuarantineParts) {
    this.#parts = parts
  }

  /** Held items in the order they came, those still waiting unless another state is asked for. `after` is a heldId. */
  async list(filter: HeldFilter, page: { readonly after?: string; readonly limit: number }): Promise<HeldPage> {
    const collection = (filter.state ?? 'held') === 'held' ? heldCollections.open : heldCollections.decided
    const items: HeldItem[] = []
    let after = page.after
    for (;;) {
      const records = await this.#parts.store.records(collection, { ...(after === undefined ? {} : { after }), limit: scanItems })
      for (const { key, body } of records) {
        after = key
        const held = readHeld(body)
        if (!matches(held, filter)) continue
        items.push(held)
        if (items.length === page.limit) return { items, nextCursor: key }
      }
      if (records.length < scanItems) return { items, nextCursor: null }
      // SQLite answers at once: without a turn a filter that nothing passes would hold up everybody for the whole quarantine.
      await turn()
    }
  }

  /** How many items wait for a decision, by kind and code. */
  async counts(): Promise<readonly HeldCount[]> {
    const counts = new Map<string, HeldCount>()
    for (let after = ''; ; ) {
      const records = await this.#parts.store.records(heldCollections.open, { after, limit: scanItems })
      for (const { body } of records) {
        const { kind, code } = Counted.parse(JSON.parse(body))
        const key = keyOf(kind, code)
        counts.set(key, { kind, code, items: (counts.get(key)?.items ?? 0) + 1 })
      }
      after = records.at(-1)?.key ?? after
      if (records.length < scanItems) return [...counts.values()]
      await turn()
    }
  }

  /** One item, whatever became of it; null when there is none. */
  async find(heldId: string): Promise<HeldItem | null> {
    const { store } = this.#parts
    const body = (await store.record(heldCollections.open, heldId)) ?? (await store.record(heldCollections.decided, heldId))
    return body === null ? null : readHeld(body)
  }

  /**
   * Runs the bytes of an item through the ordinary intake again. What cannot be recorded still stays held, with one more attempt;
   * what has lost its identity to other content meanwhile is superseded.
   * Throws an `IntakeFailure` when there is no such item or it is decided.
   */
  async release(heldId: string, decided: Deciding): Promise<Recording> {
    return this.#retry([await this.#open(heldId)], decided)
  }

  /** The same for all items that are meant, in the order they came, at most a thousand at a time. */
  async releaseMany(filter: Omit<HeldFilter, 'state'>, decided: Deciding): Promise<Recording> {
    const { items } = await this.list(filter, { limit: releasedMax })
    return this.#retry(await Promise.all(items.map(({ heldId }) => this.#open(heldId))), decided)
  }

  /** Puts an item away for good, with a reason. It stays listed under its state. */
  async discard(heldId: string, { by, reason }: Required<Deciding>): Promise<HeldItem> {
    const { held, guard } = await this.#open(heldId)
    const decision = { state: 'discarded', decidedBy: by.id, decidedAt: this.#parts.clock(), reason } as const
    const staging = openStaging(0n, () => undefined)
    openShelf(this.#parts.store, staging).decide(held, decision)
    await this.#record({ ...plainBatch([], by, held.origin), guards: [guard], alongside: staging.records })
    return { ...held, ...decision }
  }

  /** Tries again what waits for accounts and orders that are there by now: a crash may have come between. */
  async releaseBegun(signal: AbortSignal): Promise<void> {
    const { store, recorder } = this.#parts
    const begun: StreamName[] = []
    for (let after = ''; !signal.aborted; ) {
      const [first] = await store.records(heldCollections.waiting, { after, limit: 1 })
      if (first === undefined) break
      const stream = first.key.slice(0, first.key.lastIndexOf(keyOf('', ''))) as StreamName // Sound: the key was made of one
      if ((await store.readStream(stream, { limit: 1 })).length > 0) begun.push(stream)
      after = `${keyOf(stream, '')}\uffff`
    }
    if (begun.length > 0 && !signal.aborted) await recorder.releaseWaiting(begun)
  }

  async #open(heldId: string): Promise<OpenItem> {
    const body = await this.#parts.store.record(heldCollections.open, heldId)
    if (body !== null) return openItem(heldId, body)
    const decided = await this.find(heldId)
    if (decided === null) throw new IntakeFailure(problem('held-unknown', 'there is no held item of this id'))
    throw new IntakeFailure(problem('held-decided', `the item was ${decided.state} before`, { state: decided.state }))
  }

  async #retry(open: readonly OpenItem[], decided: Deciding): Promise<Recording> {
    const items = open.map(({ held }) => preparedAgain(held, this.#parts.limits))
    const [first] = open
    const batch = plainBatch(items, first?.held.actor ?? decided.by, first?.held.origin ?? { transport: 'http' })
    const released = new Map(open.map(({ held }, index) => [index, { held, atHead: false, ...decided }]))
    return this.#record({ ...batch, released, guards: open.map(({ guard }) => guard) })
  }

  async #record(batch: Batch): Promise<Recording> {
    try {
      return await this.#parts.recorder.record(batch, 'wait')
    } catch (error) {
      if (error instanceof RecordConflict) throw new IntakeFailure(problem('held-decided', 'the item was decided meanwhile'))
      throw error
    }
  }
}

const releasedMax = 1_000
const scanItems = 500

const matches = (held: HeldItem, filter: HeldFilter): boolean =>
  held.state === (filter.state ?? 'held') &&
  (filter.kind ?? held.kind) === held.kind &&
  (filter.code ?? held.code) === held.code &&
  (filter.source ?? held.source) === held.source &&
  (filter.type ?? held.type) === held.type &&
  (filter.accountId ?? held.accountId) === held.accountId &&
  (filter.importId ?? held.origin.importId) === held.origin.importId &&
  (filter.topic ?? held.origin.topic) === held.origin.topic

/** A held item read again from its bytes, by the schemas of today. */
export const preparedAgain = (held: HeldItem, limits: Limits): Item => {
  const { text, encoding, event } = held.raw
  const bytes = event === undefined ? Buffer.from(text, encoding) : Buffer.from(event)
  if (held.origin.transport === 'kafka') return itemOf(recordAgain(held.origin, bytes), limits)
  const item = prepareBytes(bytes, { line: held.origin.line ?? null, limits })
  return { ...item, raw: held.raw }
}

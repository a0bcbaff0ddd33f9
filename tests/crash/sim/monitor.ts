import { isDeepStrictEqual } from 'node:util'
import type { Recorded } from '@daybook/domain'
import type { AppendBatch, AppendResult } from '@daybook/event-store'
import type { PostBatch } from '@daybook/read-model'
import type { Disk, Witness } from './disk.ts'
import { PostedLedger } from './posted-ledger.ts'

/** The promises about log and ledgers, checked whenever something was written. The first violation is kept in words. */
export class Monitor implements Witness {
  readonly #disk: Disk
  readonly #events: Recorded[] = []
  readonly #byIdentity = new Map<string, Recorded>()
  readonly #revisions = new Map<string, bigint>()
  readonly #places = new Map<string, bigint>()
  readonly #sought = new Set<bigint>()
  /** What each held item came as. */
  readonly #held = new Map<string, unknown>()
  readonly #ledgers = new Map<number, PostedLedger>()
  /** An event that somebody wrote past the intake, and that no KPI can apply. */
  foreign: { readonly partition: string; readonly position: bigint } | null = null
  #posted = 0
  #problem: string | null = null

  constructor(disk: Disk) {
    this.#disk = disk
    disk.witness = this
  }

  /** What is wrong, or null while nothing is. */
  get problem(): string | null {
    return this.#problem
  }

  /** The log as it was seen to be written. */
  get events(): readonly Recorded[] {
    return this.#events
  }

  /** The log without what no KPI can apply: what figures are made of. */
  get soundEvents(): readonly Recorded[] {
    return this.foreign === null ? this.#events : this.#events.filter(({ position }) => position !== this.foreign?.position)
  }

  /** Whether an answer is what brute force says; with an event that could not be applied it may also be that there is none. */
  isRight(answered: string | number | null, expected: string | number | null): boolean {
    return answered === expected || (this.foreign !== null && answered === null)
  }

  /** As much of it as some ledger has taken in. */
  get postedEvents(): readonly Recorded[] {
    return this.soundEvents.filter(({ position }) => position < this.#posted)
  }

  /** The recorded event of an identity. */
  recorded(source: string, id: string): Recorded | null {
    return this.#byIdentity.get(JSON.stringify([source, id])) ?? null
  }

  fail(problem: string): void {
    this.#problem ??= problem
  }

  async appended({ appends, records = [] }: AppendBatch, result: AppendResult): Promise<void> {
    if (result.status === 'conflict') return
    for (const { collection, key, body } of records) {
      if (collection === 'feed-offset') this.#moved(key, body)
      if (collection === 'held' && body !== null) this.#putAside(key, body)
    }
    for (const { stream, expectedRevision, events } of appends) {
      const actual = this.#revisions.get(stream) ?? -1n
      // Each append of a batch is judged after those before it.
      if (actual !== expectedRevision)
        this.fail(`an append decided at revision ${expectedRevision} of ${stream} was written at ${actual + 1n}`)
      this.#revisions.set(stream, actual + BigInt(events.length))
    }
    const from = BigInt(this.#events.length)
    const added = await this.#disk.log.readAll({ from, limit: 100_000 })
    for (const event of added) this.#take(event)
    const expected = appends.reduce((sum, { events }) => sum + events.length, 0)
    if (added.length !== expected) this.fail(`a batch of ${expected} events was stored as ${added.length}`)
    if (result.positions?.length !== expected || result.positions.some((position, index) => position !== from + BigInt(index)))
      this.fail(`a batch at ${from} was told the positions ${result.positions}`)
  }

  /** An epoch that a projector took: the only one that may post from now on. */
  claimed(generation: number, epoch: bigint): bigint {
    const ledger = this.#ledger(generation)
    if (epoch <= ledger.epoch) this.fail(`generation ${generation}: epoch ${epoch} was given after ${ledger.epoch}`)
    ledger.epoch = epoch
    return epoch
  }

  /** Another generation was made the one that answers: by whom, only the holder of the former one may. */
  switched(former: number, epoch: bigint | null): void {
    const inForce = this.#ledger(former).epoch
    if (epoch !== inForce) this.fail(`epoch ${epoch} switched from generation ${former}, ${inForce} is in force (two projectors)`)
  }

  async posted(generation: number, batch: PostBatch): Promise<void> {
    const ledger = this.#ledger(generation)
    this.#posted = Math.max(this.#posted, Number(batch.to) + 1)
    if (batch.epoch !== ledger.epoch)
      this.fail(`generation ${generation}: epoch ${batch.epoch} posted, ${ledger.epoch} is in force (two projectors)`)
    const known = (await this.#disk.generations.list()).some((one) => one.generation === generation)
    if (!known) return
    const readModel = await this.#disk.generations.open(generation)
    const { position } = await readModel.checkpoint()
    if (position >= BigInt(this.#events.length))
      this.fail(`generation ${generation}: the checkpoint ${position} is beyond the head ${this.#events.length - 1}`)
    if (position !== batch.to) this.fail(`generation ${generation}: posted to ${batch.to}, the checkpoint is ${position}`)
    const wrong = ledger.take(await readModel.rowsBetween(0n, position), batch)
    if (wrong !== null) this.fail(`generation ${generation}: ${wrong}`)
  }

  /** A place that an operator goes back to. */
  mayGoBack(next: bigint): void {
    this.#sought.add(next)
  }

  /** The place of a partition only goes on: of two who read it at once, one is refused. */
  #moved(key: string, body: string | null): void {
    const next = BigInt(JSON.parse(body ?? '{"next":-1}').next)
    const before = this.#places.get(key)
    if (before !== undefined && next <= before && !this.#sought.has(next))
      this.fail(`the place of partition ${key} went back from ${before} to ${next}`)
    this.#places.set(key, next)
  }

  /** A held item may be tried and written again; another one under its id would be the end of it. */
  #putAside(heldId: string, body: string): void {
    const { raw } = JSON.parse(body)
    const before = this.#held.get(heldId) ?? raw
    if (!isDeepStrictEqual(raw, before))
      this.fail(`${heldId} holds ${JSON.stringify(before)}, and was overwritten by ${JSON.stringify(raw)}`)
    this.#held.set(heldId, before)
  }

  #ledger(generation: number): PostedLedger {
    const ledger = this.#ledgers.get(generation) ?? new PostedLedger()
    this.#ledgers.set(generation, ledger)
    return ledger
  }

  #take(event: Recorded): void {
    const last = this.#events.at(-1)
    const identity = JSON.stringify([event.source, event.id])
    if (event.position !== BigInt(this.#events.length)) this.fail(`position ${event.position} follows ${this.#events.length - 1}`)
    if (last !== undefined && event.recordedAt < last.recordedAt) this.fail(`recordedAt goes back at position ${event.position}`)
    const before = this.#byIdentity.get(identity)
    if (before !== undefined) this.fail(`${identity} is recorded at ${before.position} and again at ${event.position}`)
    this.#byIdentity.set(identity, event)
    this.#events.push(event)
  }
}

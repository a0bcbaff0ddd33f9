import {
  type AppendBatch,
  type AppendResult,
  type EventStore,
  EventStoreFault,
  openInMemoryEventStore,
} from '@daybook/event-store'
import { type Generations, openInMemoryGenerations } from '@daybook/read-model'
import type { Life } from './life.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Told what was written, at the moment it is. */
export type Witness = { readonly appended: (batch: AppendBatch, result: AppendResult) => Promise<void> }

/** What outlives every program: the log and the ledgers, in the engines that live in memory. */
export class Disk {
  readonly log: EventStore
  readonly generations: Generations
  witness: Witness | null = null
  /** Whether a second program may write beside the first, held apart by expected revisions alone. */
  readonly isShared: boolean
  #epoch = 0
  #writer: Life | null = null

  constructor(time: VirtualTime, isShared: boolean) {
    this.isShared = isShared
    this.log = openInMemoryEventStore({ clock: () => time.now + (this.#writer?.skewMs ?? 0) })
    this.generations = openInMemoryGenerations()
  }

  /** The one that may write. */
  get epoch(): number {
    return this.#epoch
  }

  openForWriting(): number {
    this.#epoch += 1
    return this.#epoch
  }

  /** Appends as the file engine does: refused to who is not the last that opened it, stamped by the writer's own clock. */
  async append(batch: AppendBatch, by: { readonly life: Life; readonly epoch: number }): Promise<AppendResult> {
    if (by.epoch !== this.#epoch && !this.isShared)
      throw new EventStoreFault('storage-failed', 'another process has opened this log for writing')
    this.#writer = by.life
    const result = await this.log.append(batch)
    await this.witness?.appended(batch, result)
    return result
  }
}

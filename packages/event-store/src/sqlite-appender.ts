import { type EncodedBatch, encodeBatch } from './encoded-event.ts'
import type { AppendBatch, AppendResult } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { GroupCommit } from './group-commit.ts'
import { SqliteCheckpoints } from './sqlite-checkpoints.ts'
import { type Connection, faultOf, guarded } from './sqlite-driver.ts'
import type { SqliteWriter } from './sqlite-writer.ts'

type AppenderOptions = {
  readonly writer: SqliteWriter
  readonly announce: (position: bigint) => void
  readonly onFailure: (fault: EventStoreFault) => void
}

/** What waits to be written, and whether writing still goes on. */
export class SqliteAppender {
  readonly #writer: SqliteWriter
  readonly #checkpoints: SqliteCheckpoints
  readonly #queue: GroupCommit
  readonly #announce: (position: bigint) => void
  readonly #onFailure: (fault: EventStoreFault) => void
  #ended: EventStoreFault | null = null
  #busyTotal = 0

  constructor(database: Connection, options: AppenderOptions) {
    this.#checkpoints = new SqliteCheckpoints(database, (code) => this.endAfter(faultOf(code)))
    this.#writer = options.writer
    this.#announce = options.announce
    this.#onFailure = options.onFailure
    this.#queue = new GroupCommit((group) => this.#commit(group))
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    if (this.#ended !== null) throw this.#ended
    return this.#queue.append(encodeBatch(batch))
  }

  /** Ends writing if an error leaves none to be trusted: after a failed sync nobody knows what the next one would mean. */
  endAfter(error: unknown): void {
    if (!(error instanceof EventStoreFault) || this.#ended !== null) return
    if (error.code === 'storage-failed' || error.code === 'damaged') this.end(error)
    if (error.code === 'storage-failed') this.#onFailure(error)
  }

  end(fault: EventStoreFault): void {
    this.#ended ??= fault
  }

  /** Why nothing is written any more, or null. */
  get ended(): EventStoreFault | null {
    return this.#ended
  }

  /** How often another connection held the file. */
  get busyTotal(): number {
    return this.#busyTotal
  }

  get waiting(): number {
    return this.#queue.waiting
  }

  /** Resolves when all that waited is written and nothing is done beside it any more. */
  async close(): Promise<void> {
    await this.#queue.drained()
    await this.#checkpoints.close()
  }

  #commit(group: readonly EncodedBatch[]): readonly AppendResult[] {
    if (this.#ended !== null) throw this.#ended
    try {
      const results = this.#writer.commit(group)
      this.#announce(BigInt(this.#writer.position))
      return results
    } catch (error) {
      if (error instanceof EventStoreFault && error.code === 'busy') this.#busyTotal += 1
      this.endAfter(error)
      throw error
    } finally {
      this.#tend()
    }
  }

  /** What can wait, and must not turn a commit that stands into a failure. */
  #tend(): void {
    if (this.#ended !== null) return
    try {
      guarded(() => this.#checkpoints.tend())
    } catch (error) {
      if (!(error instanceof EventStoreFault)) throw error
      this.endAfter(error) // A full disk is no end: it is tried again after the next commit.
    }
  }
}

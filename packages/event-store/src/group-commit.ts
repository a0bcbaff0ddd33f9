import type { EncodedBatch } from './encoded-event.ts'
import type { AppendResult } from './event-store.ts'

/** Events in one transaction, unless a single batch is larger: it is never split. */
const eventsMax = 1_000

type Waiting = {
  readonly batch: EncodedBatch
  readonly events: number
  readonly resolve: (result: AppendResult | Promise<AppendResult>) => void
  readonly reject: (fault: unknown) => void
}

/** What is known of a group when it has been committed: a result each, or one that is still to come. */
export type CommitGroup = (
  group: readonly EncodedBatch[],
) => readonly AppendResult[] | Promise<readonly (AppendResult | Promise<AppendResult>)[]>

/**
 * Commits all that waits when the writer is free in one transaction, so that a sync is paid once for everybody.
 *
 * No timer: what arrives during one transaction is what the next one holds. Between two transactions the event loop turns, so that
 * requests are read while others are written.
 */
export class GroupCommit {
  readonly #commit: CommitGroup
  readonly #queue: Waiting[] = []
  #events = 0
  #turn: Promise<void> | null = null

  /** `commit` makes a group durable and answers for each batch of it, or throws for all. */
  constructor(commit: CommitGroup) {
    this.#commit = commit
  }

  append(batch: EncodedBatch): Promise<AppendResult> {
    const events = batch.appends.reduce((sum, append) => sum + append.events.length, 0)
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch, events, resolve, reject })
      this.#events += events
      this.#turn ??= this.#run()
    })
  }

  /** Events that wait. */
  get waiting(): number {
    return this.#events
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.#turn !== null) await this.#turn
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      await new Promise((turned) => setImmediate(turned))
      await this.#settle(this.#take())
    }
    this.#turn = null
  }

  #take(): readonly Waiting[] {
    let events = 0
    let count = 0
    for (const { events: more } of this.#queue) {
      if (count > 0 && events + more > eventsMax) break
      events += more
      count += 1
      if (count >= eventsMax) break
    }
    this.#events -= events
    return this.#queue.splice(0, count)
  }

  async #settle(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#commit(group.map(({ batch }) => batch))
      results.forEach((result, index) => {
        group[index]?.resolve(result)
      })
    } catch (fault) {
      for (const { reject } of group) reject(fault)
    }
  }
}

import type { OutgoingRecord } from './kafka.ts'

type Copies = { readonly topic: string; readonly records: readonly OutgoingRecord[] }

type CopiesParts = {
  /** Rejects where the records are not sent. */
  readonly send: (topic: string, records: readonly OutgoingRecord[]) => Promise<void>
  /** Told of copies that nobody will have. */
  readonly onLost: (copies: Copies, error: unknown) => void
}

/** Records that wait to be sent at most. The quarantine holds them all, so what is too much need not be kept twice. */
const waitingMax = 500

/**
 * Copies of what was put aside, sent one batch after the other beside the reading: brokers that are slow, or a topic that is not there
 * and is asked for again and again, hold up nothing. The quarantine is what counts, so what cannot be sent is told and forgotten.
 */
export class OutgoingCopies {
  readonly #parts: CopiesParts
  readonly #waiting: Copies[] = []
  #records = 0
  #sending: Promise<void> | null = null

  constructor(parts: CopiesParts) {
    this.#parts = parts
  }

  add(copies: Copies): void {
    if (this.#records + copies.records.length > waitingMax) {
      this.#parts.onLost(copies, new Error(`${this.#records} copies wait to be sent`))
      return
    }
    this.#waiting.push(copies)
    this.#records += copies.records.length
    this.#sending ??= this.#sendAll()
  }

  /** Resolves when none waits. */
  async idle(): Promise<void> {
    await this.#sending
  }

  async #sendAll(): Promise<void> {
    for (let copies = this.#waiting.shift(); copies !== undefined; copies = this.#waiting.shift()) {
      await this.#parts.send(copies.topic, copies.records).catch((error: unknown) => this.#parts.onLost(copies, error))
      this.#records -= copies.records.length
    }
    this.#sending = null
  }
}

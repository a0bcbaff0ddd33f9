import { hash } from 'node:crypto'
import type { EventStore, SideRecord } from '@daybook/event-store'
import { z } from 'zod'
import { canonical } from './content-hash.ts'
import { IntakeFailure, problem } from './problems.ts'

/** A key that a sender gives a request, so that sending it again does nothing again (streaming 10). */
export type IdempotencyKey = {
  readonly key: string
  /** Who asks, and for what: principal, method and route. The same key elsewhere is another key. */
  readonly scope: readonly string[]
  /** The request itself, as JSON: the same key with another is refused. */
  readonly request: unknown
}

const Stored = z.strictObject({ fingerprint: z.string(), at: z.number(), answer: z.json() })

/** Answers that are repeated, stored with what they answer. They are kept 72 hours; afterwards identity still guards. */
export class Idempotency {
  readonly #store: EventStore
  readonly #clock: () => number
  readonly #inFlight = new Set<string>()

  constructor(store: EventStore, clock: () => number) {
    this.#store = store
    this.#clock = clock
  }

  /**
   * Runs a request once. `run` is given a function that makes the side record of an answer, to be committed with the effect; it is
   * not called when the key was used before: then `again` gets the stored answer.
   *
   * Throws an `IntakeFailure`: `in-flight`, or `idempotency-key-reused` for another request under the same key.
   */
  async once<Answer>(
    idempotencyKey: IdempotencyKey,
    how: {
      readonly run: (recordOf: (answer: unknown) => SideRecord) => Promise<Answer>
      readonly again: (answer: unknown) => Promise<Answer>
    },
  ): Promise<Answer> {
    const key = hash('sha256', canonical([...idempotencyKey.scope, idempotencyKey.key]), 'hex')
    const fingerprint = hash('sha256', canonical(idempotencyKey.request), 'hex')
    if (this.#inFlight.has(key)) throw new IntakeFailure(problem('in-flight', 'a request with this key is under way'), 1)
    this.#inFlight.add(key)
    try {
      const body = await this.#store.record(collection, key)
      if (body === null) return await how.run((answer) => this.#recordOf({ key, fingerprint, answer }))
      const stored = Stored.parse(JSON.parse(body))
      if (stored.fingerprint === fingerprint) return await how.again(stored.answer)
      throw new IntakeFailure(problem('idempotency-key-reused', 'the key was used for another request'))
    } finally {
      this.#inFlight.delete(key)
    }
  }

  /** Which stored answers are older than the time they are kept. */
  async expired(limit: number): Promise<readonly SideRecord[]> {
    const records: SideRecord[] = []
    for (let after = ''; records.length < limit; ) {
      const page = await this.#store.records(collection, { after, limit: 500 })
      for (const { key, body } of page) {
        after = key
        if (Stored.parse(JSON.parse(body)).at < this.#clock() - keptMs)
          records.push({ collection, key, body: null, expected: body })
      }
      if (page.length < 500) break
    }
    return records.slice(0, limit)
  }

  #recordOf({ key, fingerprint, answer }: { key: string; fingerprint: string; answer: unknown }): SideRecord {
    return { collection, key, body: JSON.stringify({ fingerprint, at: this.#clock(), answer }), expected: null }
  }
}

const collection = 'idempotency'
const keptMs = 72 * 3_600_000

import { hash } from 'node:crypto'
import type { EventStore, SideRecord } from '@daybook/event-store'
import { z } from 'zod'
import { canonical } from './content-hash.ts'
import { IntakeFailure, problem } from './problems.ts'

/**
 * A key that a sender gives a request, so that sending it again does nothing again (streaming 10). `scope` is who asks and for what:
 * the same key elsewhere is another key. `fingerprint` is the digest of the request: the same key with another is refused.
 */
export type IdempotencyKey = { readonly scope: string; readonly key: string; readonly fingerprint: string }

const Stored = z.strictObject({ fingerprint: z.string(), at: z.number(), answer: z.json() })

type Once<Answer> = {
  /** Carries the request out; what it is given makes the side record of an answer, to be committed with the effect. */
  readonly run: (recordOf: (answer: unknown) => SideRecord) => Promise<Answer>
  /** Repeats a stored answer. */
  readonly again: (answer: unknown) => Promise<Answer>
}

/** Answers that are repeated, stored in the transaction of what they answer. Kept 72 hours; afterwards identity still guards. */
export class Idempotency {
  readonly #store: EventStore
  readonly #clock: () => number
  readonly #inFlight = new Set<string>()

  constructor(store: EventStore, clock: () => number) {
    this.#store = store
    this.#clock = clock
  }

  /** Runs a request once. Throws an `IntakeFailure`: `in-flight`, or `idempotency-key-reused` for another request under the key. */
  async once<Answer>(idempotencyKey: IdempotencyKey, how: Once<Answer>): Promise<Answer> {
    const { fingerprint } = idempotencyKey
    const key = keyDigest(idempotencyKey)
    if (this.#inFlight.has(key)) throw inFlight()
    this.#inFlight.add(key)
    try {
      const body = await this.#store.record(collection, key)
      if (body === null) return await how.run((answer) => this.#recordOf({ key, fingerprint, answer }))
      const stored = Stored.parse(JSON.parse(body))
      if (stored.fingerprint !== fingerprint) throw reused()
      return await how.again(stored.answer)
    } finally {
      this.#inFlight.delete(key)
    }
  }

  /** Deletions of the answers that were kept long enough, at most `limit` of them. */
  async expired(limit: number): Promise<readonly SideRecord[]> {
    const deletions: SideRecord[] = []
    const until = this.#clock() - keptMs
    for (let after = ''; deletions.length < limit; ) {
      const page = await this.#store.records(collection, { after, limit: pageRecords })
      for (const { key, body } of page) {
        after = key
        if (Stored.parse(JSON.parse(body)).at < until) deletions.push({ collection, key, body: null, expected: body })
      }
      if (page.length < pageRecords) break
    }
    return deletions.slice(0, limit)
  }

  #recordOf({ key, fingerprint, answer }: { key: string; fingerprint: string; answer: unknown }): SideRecord {
    return { collection, key, body: JSON.stringify({ fingerprint, at: this.#clock(), answer }), expected: null }
  }
}

/** One text for a key in its scope. */
export const keyDigest = ({ scope, key }: IdempotencyKey): string => hash('sha256', canonical([scope, key]), 'hex')

const collection = 'idempotency'
const keptMs = 72 * 3_600_000
const pageRecords = 500

const inFlight = (): IntakeFailure => new IntakeFailure(problem('in-flight', 'a request with this key is under way'), 1)
const reused = (): IntakeFailure => new IntakeFailure(problem('idempotency-key-reused', 'the key was used for another request'))

import type { EventId } from '@daybook/domain'
import type { LogRegister, Placed } from './register.ts'

/** Where events stand, for those who do not mind waiting a moment until the indexer has come to them. */
export class Placements {
  readonly #register: LogRegister
  readonly #patienceMs: number
  readonly #closing: AbortSignal

  constructor(register: LogRegister, options: { readonly patienceMs: number; readonly closing: AbortSignal }) {
    this.#register = register
    this.#patienceMs = options.patienceMs
    this.#closing = options.closing
  }

  /** The places of these events, without those that are not there when the index has not grown for as long as the patience lasts. */
  async soon(eventIds: readonly EventId[]): Promise<ReadonlyMap<EventId, Placed>> {
    const found = new Map<EventId, Placed>()
    for (let seen: bigint | null = null; found.size < eventIds.length; ) {
      const { position } = await this.#register.head()
      const missing = eventIds.filter((eventId) => !found.has(eventId))
      for (const [eventId, placed] of await this.#register.placed(missing)) found.set(eventId, placed)
      if (found.size === eventIds.length || position === seen || this.#closing.aborted) break
      seen = position
      await this.#register.waitBeyond(position, AbortSignal.any([AbortSignal.timeout(this.#patienceMs), this.#closing]))
    }
    return found
  }
}

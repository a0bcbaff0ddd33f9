import { EventEmitter, once } from 'node:events'

/** An event as the double keeps it: what was sent, and its places. */
export type Kept = {
  readonly stream: string
  readonly revision: bigint
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
  readonly created: number
  readonly commit: bigint
}

/** An event as it is sent to be stored. */
export type Sent = Pick<Kept, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>

/** What a client may expect of a stream. */
export type Expected = 'any' | 'no-stream' | 'stream-exists' | bigint

/** The log of the double: one order over all streams, at places that are as sparse as bytes. */
export class DoubleLog {
  /** The clock of `created`, for a test to turn back. */
  clock: () => number = Date.now
  readonly #all: Kept[] = []
  readonly #streams = new Map<string, Kept[]>()
  readonly #news = new EventEmitter().setMaxListeners(0)
  #commit = 0n

  /** The revision after the append, or the actual one (-1 without a stream) when it is not what was expected. */
  append(stream: string, expected: Expected, sent: readonly Sent[]): { readonly revision: bigint; readonly wrong: boolean } {
    const present = this.#streams.get(stream) ?? []
    const last = present.at(-1)?.revision ?? -1n
    const at = typeof expected === 'bigint' ? expected : expected === 'no-stream' ? -1n : last
    if (last > at) {
      const again = sent.length > 0 && sent.every(({ id }, n) => present[Number(at) + 1 + n]?.id === id)
      return again ? { revision: at + BigInt(sent.length), wrong: false } : { revision: last, wrong: true }
    }
    if (last < at || (expected === 'stream-exists' && last < 0n)) return { revision: last, wrong: true }
    for (const [n, event] of sent.entries()) this.#keep({ ...event, stream, revision: last + 1n + BigInt(n) })
    this.#news.emit('grown')
    return { revision: last + BigInt(sent.length), wrong: false }
  }

  /** What is left of a stream by its metadata, or null when there is no such stream (any more). */
  stream(name: string): readonly Kept[] | null {
    const present = this.#streams.get(name) ?? []
    const metadata = this.#streams.get(`$$${name}`)?.at(-1)
    if (present.length === 0 || metadata === undefined) return present.length === 0 ? null : present
    const { $tb = 0, $maxCount = present.length } = JSON.parse(Buffer.from(metadata.data).toString()) as Record<string, number> // Sound: stream metadata
    const left = present.slice(-$maxCount).filter(({ revision }) => revision >= BigInt($tb))
    return left.length === 0 ? null : left
  }

  /** Everything, in order. */
  all(): readonly Kept[] {
    return this.#all
  }

  /** Up to `limit` events beyond a commit position. */
  beyond(commit: bigint, limit: number): readonly Kept[] {
    const from = this.#all.findIndex((event) => event.commit > commit)
    return from < 0 ? [] : this.#all.slice(from, from + limit)
  }

  /** Resolves when there is something beyond a commit position, or the signal aborts. */
  async grown(commit: bigint, signal: AbortSignal): Promise<void> {
    while (this.#commit <= commit && !signal.aborted) await once(this.#news, 'grown', { signal }).catch(() => undefined)
  }

  #keep(event: Omit<Kept, 'created' | 'commit'>): void {
    this.#commit += BigInt(200 + event.data.length + event.metadata.length)
    const kept = { ...event, created: this.clock(), commit: this.#commit }
    this.#all.push(kept)
    this.#streams.set(event.stream, [...(this.#streams.get(event.stream) ?? []), kept])
  }
}

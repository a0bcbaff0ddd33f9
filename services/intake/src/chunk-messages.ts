import type { MessagePort } from 'node:worker_threads'
import type { FilePlan } from './chunks.ts'
import type { PackedChunk } from './packed-chunk.ts'
import type { Problem } from './problems.ts'

/** A file that the thread is to read: its blocks come, and its chunks go, through a port of its own. */
export type ReadFile = { readonly port: MessagePort; readonly plan: FilePlan }

/** To the thread. `more`: one more chunk may be sent. */
export type ToThread = { readonly is: 'block'; readonly bytes: Uint8Array } | { readonly is: 'end' } | { readonly is: 'more' }

/** From the thread. `more`: one more block may be sent. */
export type FromThread =
  | { readonly is: 'chunk'; readonly chunk: PackedChunk }
  | { readonly is: 'more' }
  | { readonly is: 'done' }
  /** The file is refused. */
  | { readonly is: 'refused'; readonly problem: Problem }
  | { readonly is: 'broken'; readonly error: string }

/** How many blocks and chunks may be under way between the threads: the bound on what they hold in memory. */
export const blocksAhead = 8
export const chunksAhead = 4

/** Counts how much more may be sent; who has none left waits for the other side. */
export class Credits {
  #left: number
  #waiting: (() => void) | null = null

  constructor(left: number) {
    this.#left = left
  }

  give(): void {
    this.#left += 1
    this.#waiting?.()
  }

  /** For one sender at a time. */
  async take(): Promise<void> {
    if (this.#left === 0)
      await new Promise<void>((given) => {
        this.#waiting = given
      })
    this.#waiting = null
    this.#left -= 1
  }
}

/** Values pushed on one side and read on the other, in order. */
export class Inbox<Value> {
  readonly #values: Value[] = []
  #ended: { readonly error: Error | null } | null = null
  #wake: (() => void) | null = null

  push(value: Value): void {
    this.#values.push(value)
    this.#wake?.()
  }

  /** Nothing more comes; what came is still read, then the error, if any, is thrown. */
  end(error: Error | null = null): void {
    this.#ended ??= { error }
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value> {
    for (;;) {
      const value = this.#values.shift()
      if (value !== undefined) yield value
      else if (this.#ended === null)
        await new Promise<void>((wake) => {
          this.#wake = wake
        })
      else if (this.#ended.error === null) return
      else throw this.#ended.error
    }
  }
}

import type { Recorded } from '@daybook/domain'
import { EventStoreFault } from './fault.ts'

type Read = (from: bigint, limit: number) => Promise<readonly Recorded[]>

/** Events of a block. */
const size = 250

/** Blocks that are remembered: 10,000 events. */
const blocksMax = 40

/**
 * Events of a log by position, the last that were asked for at hand: they never change. Reports fold thousands of single events, and from
 * a server each would be a way of its own.
 */
export class EventBlocks {
  readonly #read: Read
  /** By number, those longest not asked for first. */
  readonly #blocks = new Map<bigint, Promise<readonly Recorded[]>>()

  constructor(read: Read) {
    this.#read = read
  }

  /** Events from a position on, at most `limit`, fewer only at the end of the log. What is much is read past the blocks. */
  async readAll(from: bigint, limit: number): Promise<readonly Recorded[]> {
    if (limit >= size) return this.#read(from, limit)
    const asked = (await this.#around(from, limit)).filter(({ position }) => position >= from).slice(0, limit)
    // The log ends here, or has grown since others began to read the block, or another event of it is damaged.
    return asked.length === limit ? asked : this.#read(from, limit)
  }

  async #around(from: bigint, limit: number): Promise<readonly Recorded[]> {
    const first = from / BigInt(size)
    const last = (from + BigInt(limit) - 1n) / BigInt(size)
    try {
      return [...(await this.#block(first)), ...(first === last ? [] : await this.#block(last))]
    } catch (fault) {
      if (fault instanceof EventStoreFault && fault.code === 'damaged') return []
      throw fault
    }
  }

  #block(number: bigint): Promise<readonly Recorded[]> {
    const block = this.#blocks.get(number) ?? this.#begin(number)
    this.#blocks.delete(number)
    this.#blocks.set(number, block)
    const [oldest] = this.#blocks.keys()
    if (this.#blocks.size > blocksMax && oldest !== undefined) this.#blocks.delete(oldest)
    return block
  }

  #begin(number: bigint): Promise<readonly Recorded[]> {
    const block = this.#read(number * BigInt(size), size)
    const forget = (): void => {
      if (this.#blocks.get(number) === block) this.#blocks.delete(number)
    }
    block.then((events) => events.length < size && forget(), forget)
    return block
  }
}

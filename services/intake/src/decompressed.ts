import { pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { IntakeFailure, problem } from './problems.ts'

/** A compressed body as it comes out. */
export type Decompressed = {
  readonly blocks: AsyncIterable<Buffer>
  /** How many compressed bytes were taken for what came out so far. */
  readonly taken: () => number
}

/** Decompresses a body while it arrives. Its blocks throw an `IntakeFailure` where the bytes are not of this coding. */
export const decompressed = (arriving: AsyncIterable<Buffer>, coding: 'gzip' | 'zstd'): Decompressed => {
  const source = kept(arriving)
  return { blocks: membersOf(source, coding), taken: source.taken }
}

/**
 * The members of a gzip body, or the frames of a zstd one, one after the other (RFC 1952 2.2, RFC 8878 3.1). Node's decompressor of
 * zstd ends with the first frame and says nothing of what comes after it, so that half a file would pass for the whole.
 */
async function* membersOf(source: Kept, coding: 'gzip' | 'zstd'): AsyncGenerator<Buffer> {
  do {
    const inflate = coding === 'gzip' ? createGunzip() : createZstdDecompress()
    pipeline(Readable.from(source.blocksFor(() => inflate.bytesWritten)), inflate, () => undefined) // Errors arrive through the loop below.
    try {
      for await (const block of inflate) yield block
    } catch (error) {
      if (error instanceof IntakeFailure || !isZlibError(error)) throw error
      throw new IntakeFailure(problem('invalid-request', `the body is not ${coding}`))
    }
  } while (await source.hasMore())
}

/** Blocks that can be handed out again from where a decompressor has stopped taking them. */
type Kept = {
  /** Blocks for one decompressor, which tells how many bytes of them it has taken. */
  readonly blocksFor: (takenNow: () => number) => AsyncGenerator<Buffer>
  readonly taken: () => number
  /** Whether anything is left for a further decompressor. */
  readonly hasMore: () => Promise<boolean>
}

const kept = (arriving: AsyncIterable<Buffer>): Kept => {
  const iterator = arriving[Symbol.asyncIterator]()
  let waiting: Buffer[] = []
  let handedOut: { readonly block: Buffer; readonly start: number }[] = []
  let end = 0
  let takenBefore = 0
  let takenNow = (): number => 0
  let turn = 0
  let lastNext: Promise<Buffer | null> = Promise.resolve(null)

  const taken = (): number => takenBefore + takenNow()
  const arrived = async (): Promise<Buffer | null> => {
    const next = await iterator.next()
    return next.done === true ? null : next.value
  }
  const next = async (): Promise<Buffer | null> => {
    const block = waiting.shift() ?? (await arrived())
    if (block === null) return null
    handedOut = [...handedOut.filter((one) => one.start + one.block.length > taken()), { block, start: end }]
    end += block.length
    return block
  }
  async function* blocks(): AsyncGenerator<Buffer> {
    const mine = turn
    while (mine === turn) {
      lastNext = next()
      const block = await lastNext
      if (block === null) return
      yield block
    }
  }
  return {
    taken,
    blocksFor: (takenOfThem) => {
      takenBefore = taken()
      takenNow = takenOfThem
      return blocks()
    },
    hasMore: async () => {
      turn += 1
      await lastNext // One more block may be on its way to the decompressor that has ended.
      const from = taken()
      const left = handedOut.map(({ block, start }) => block.subarray(Math.max(from - start, 0)))
      waiting = [...left.filter((block) => block.length > 0), ...waiting]
      handedOut = []
      end = from
      if (waiting.length > 0) return true
      const block = await arrived()
      if (block === null) return false
      waiting = [block]
      return true
    },
  }
}

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(?:Z_|ZSTD_|ERR_ZSTD)/.test(error.code)

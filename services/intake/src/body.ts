import type { Readable } from 'node:stream'
import { type Decompressed, decompressed } from './decompressed.ts'
import type { Limits } from './limits.ts'
import { IntakeFailure, problem } from './problems.ts'
import { openWaitingRoom, type WaitingRoom } from './waiting-room.ts'

/** What a body may cost. A breach of size is 413, of time 408. */
export type BodyLimits = {
  /** After decompression. */
  readonly bytes: number
  readonly compressedBytes: number
  readonly decompressionRatio: number
  readonly totalMs: number
  readonly idleMs: number
}

export type BodyOptions = {
  readonly contentEncoding: string | undefined
  readonly contentLength: string | undefined
  readonly limits: BodyLimits
}

/**
 * The decompressed bytes of a body, block by block: who reads slowly stops the sender, nothing is gathered. `Content-Length` is
 * checked before the first byte. Throws an `IntakeFailure` on the first limit that is broken, without destroying the stream, so
 * that the answer can still be sent.
 */
export const bodyBlocks = (body: Readable, options: BodyOptions): AsyncIterable<Buffer> => {
  const coding = codingOf(options.contentEncoding)
  const bytesMax = coding === 'identity' ? options.limits.bytes : options.limits.compressedBytes
  if (Number(options.contentLength ?? 0) > bytesMax) throw tooLarge(coding === 'identity' ? 'bytes' : 'compressedBytes', bytesMax)
  const arriving = counted(timed(body, options.limits), { limit: coding === 'identity' ? 'bytes' : 'compressedBytes', bytesMax })
  return coding === 'identity' ? arriving : swelling(decompressed(arriving, coding), options.limits)
}

/** The first bytes of each body count for nothing: who sends single events is not kept out by who sends large bodies slowly. */
const freeBytes = 64 * 1024

/**
 * A whole body in memory, within its limits and, where there is a `room`, that of all bodies that arrive at the same time.
 * Throws an `IntakeFailure`, `intake-busy`, when the room is full.
 */
export const wholeBody = async (
  body: Readable,
  { room, ...options }: BodyOptions & { readonly room?: WaitingRoom },
): Promise<Buffer> => {
  const blocks: Buffer[] = []
  let bytes = 0
  let inside = { items: 0, bytes: 0 }
  try {
    for await (const block of bodyBlocks(body, options)) {
      blocks.push(block)
      bytes += block.length
      const weight = { items: 1, bytes: Math.max(bytes - freeBytes, 0) - inside.bytes }
      if (room === undefined || weight.bytes === 0) continue
      if (!room.tryEnter(weight)) throw new IntakeFailure(problem('intake-busy', 'too much is arriving at the same time'), 1)
      inside = { items: inside.items + 1, bytes: inside.bytes + weight.bytes }
    }
  } finally {
    room?.leave(inside)
  }
  return blocks.length === 1 && blocks[0] !== undefined ? blocks[0] : Buffer.concat(blocks)
}

/** Room for the bodies that are read whole. */
export const openReadingRoom = ({ readingBytes }: Pick<Limits, 'readingBytes'>): WaitingRoom =>
  openWaitingRoom({ queueItems: Number.POSITIVE_INFINITY, queueBytes: readingBytes })

type Coding = 'identity' | 'gzip' | 'zstd'

const codingOf = (header: string | undefined): Coding => {
  const coding = (header ?? 'identity').trim().toLowerCase()
  if (coding === 'identity' || coding === 'gzip' || coding === 'zstd') return coding
  throw new IntakeFailure(problem('unsupported-encoding', 'one content coding of gzip, zstd and identity is taken'))
}

const tooLarge = (limit: keyof BodyLimits, allowed: number): IntakeFailure =>
  new IntakeFailure(problem('body-too-large', `the body breaks the limit ${limit} of ${allowed}`, { limit }))

async function* counted(
  blocks: AsyncIterable<Buffer>,
  bound: { limit: keyof BodyLimits; bytesMax: number },
): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const block of blocks) {
    bytes += block.length
    if (bytes > bound.bytesMax) throw tooLarge(bound.limit, bound.bytesMax)
    yield block
  }
}

/** Blocks as they come, unless the sender falls silent or takes too long altogether. */
async function* timed(body: Readable, limits: BodyLimits): AsyncGenerator<Buffer> {
  // Not destroyed on return: that would close the connection before the answer is sent.
  const blocks = body.iterator({ destroyOnReturn: false })
  const until = performance.now() + limits.totalMs
  for (;;) {
    const leftMs = until - performance.now()
    // A sender that never pauses is never waited for.
    if (leftMs <= 0) throw slow()
    const next = await within(blocks.next(), Math.min(limits.idleMs, leftMs)).catch(cutOff)
    if (next.done === true) return
    yield Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value)
  }
}

/** The connection broke before the declared end. */
const cutOff = (error: unknown): never => {
  if (error instanceof IntakeFailure) throw error
  throw new IntakeFailure(problem('length-mismatch', 'the body ended before its length'))
}

const slow = (): IntakeFailure => new IntakeFailure(problem('slow-request', 'the body did not arrive in time'))

const within = async <Value>(promise: Promise<Value>, ms: number): Promise<Value> => {
  if (ms === Number.POSITIVE_INFINITY) return promise
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(slow()), ms)
  })
  promise.catch(() => undefined) // What comes after the time is up is nobody's error.
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

const ratioFreeBytes = 1024 * 1024

async function* swelling({ blocks, taken }: Decompressed, limits: BodyLimits): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const block of blocks) {
    bytes += block.length
    if (bytes > limits.bytes) throw tooLarge('bytes', limits.bytes)
    if (bytes > ratioFreeBytes && bytes > taken() * limits.decompressionRatio) {
      throw tooLarge('decompressionRatio', limits.decompressionRatio)
    }
    yield block
  }
}

import { Readable } from 'node:stream'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type BodyLimits, type BodyOptions, wholeBody } from './body.ts'
import { IntakeFailure } from './problems.ts'

const limits: BodyLimits = { bytes: 5_000_000, compressedBytes: 100_000, decompressionRatio: 100, totalMs: 5_000, idleMs: 5_000 }
const read = (bytes: Uint8Array | Readable, options: Partial<BodyOptions> = {}): Promise<string> =>
  wholeBody(bytes instanceof Readable ? bytes : Readable.from([bytes]), {
    contentEncoding: undefined,
    contentLength: undefined,
    limits,
    ...options,
  }).then(
    (body) => (body.length > 100 ? `${body.length} bytes` : body.toString()),
    (error) => (error instanceof IntakeFailure ? error.problem.code : Promise.reject(error)),
  )

test('a body is taken plain, as gzip and as zstd', async () => {
  const text = Buffer.from('{"a":1}')
  expect(await read(text)).toBe('{"a":1}')
  expect(await read(gzipSync(text), { contentEncoding: 'gzip' })).toBe('{"a":1}')
  expect(await read(zstdCompressSync(text), { contentEncoding: 'ZSTD' })).toBe('{"a":1}')
})

test.each(['br', 'deflate', 'gzip, gzip', 'gzip,identity', 'x'])(
  'the content coding %s is not taken',
  async (contentEncoding) => {
    expect(await read(gzipSync('x'), { contentEncoding })).toBe('unsupported-encoding')
  },
)

test('a declared length over the limit is refused before a byte is read', async () => {
  const untouched = new Readable({
    read: () => {
      throw new Error('was read')
    },
  })
  expect(await read(untouched, { contentLength: '5000001' })).toBe('body-too-large')
})

test('more than the limit is refused whatever was declared', async () => {
  expect(await read(Buffer.alloc(5_000_001), { contentLength: '10' })).toBe('body-too-large')
  expect(await read(Buffer.alloc(5_000_000))).toBe('5000000 bytes')
})

test('a body that swells more than a hundredfold is refused', async () => {
  expect(await read(gzipSync(Buffer.alloc(3_000_000)), { contentEncoding: 'gzip' })).toBe('body-too-large')
  expect(await read(gzipSync(Buffer.alloc(900_000)), { contentEncoding: 'gzip' })).toBe('900000 bytes')
})

test('what is not the coding it claims is refused, also when it is cut off', async () => {
  expect(await read(Buffer.from('plain'), { contentEncoding: 'gzip' })).toBe('invalid-request')
  expect(await read(Buffer.from('plain'), { contentEncoding: 'zstd' })).toBe('invalid-request')
  expect(await read(gzipSync('x'.repeat(1_000)).subarray(0, 20), { contentEncoding: 'gzip' })).toBe('invalid-request')
  expect(await read(zstdCompressSync('x'.repeat(1_000)).subarray(0, 12), { contentEncoding: 'zstd' })).toBe('invalid-request')
})

/** Bytes in blocks of a size, as they may come through a socket. */
const inBlocks = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size)),
  )

test.each([1, 7, 100, 65_536])('a compressed body of several parts is taken whole, in blocks of %i bytes', async (size) => {
  const parts = ['{"a":1}\n', 'x'.repeat(50), '{"b":2}\n']
  for (const [contentEncoding, compressed] of [
    ['gzip', parts.map((part) => gzipSync(part))],
    ['zstd', parts.map((part) => zstdCompressSync(part))],
  ] as const) {
    expect(await read(inBlocks(Buffer.concat(compressed), size), { contentEncoding })).toBe(parts.join(''))
  }
})

test('what stands behind a compressed body is not passed over', async () => {
  for (const [contentEncoding, compressed] of [
    ['gzip', gzipSync('{"a":1}')],
    ['zstd', zstdCompressSync('{"a":1}')],
  ] as const) {
    const followed = Buffer.concat([compressed, Buffer.from('{"b":2}')])
    expect(await read(followed, { contentEncoding })).toBe('invalid-request')
    expect(await read(inBlocks(followed, compressed.length), { contentEncoding })).toBe('invalid-request')
  }
})

test('parts of a body swell together', async () => {
  const part = zstdCompressSync(Buffer.alloc(600_000))
  expect(await read(Buffer.concat([part, part]), { contentEncoding: 'zstd' })).toBe('body-too-large')
})

test('a sender that falls silent is given up', async () => {
  const silent = new Readable({ read: () => undefined })
  expect(await read(silent, { limits: { ...limits, idleMs: 5 } })).toBe('slow-request')
})

test('a sender that drips is given up when the whole time is over', async () => {
  const drip = new Readable({ read: () => setImmediate(() => drip.push(Buffer.from('x'))) })
  expect(await read(drip, { limits: { ...limits, totalMs: 20 } })).toBe('slow-request')
  drip.destroy()
})

test('a sender that never pauses is given up as well when the whole time is over', async () => {
  const flood = new Readable({ read: () => void flood.push(Buffer.from('x')) })
  expect(await read(flood, { limits: { ...limits, totalMs: 20 } })).toBe('slow-request')
  flood.destroy()
})

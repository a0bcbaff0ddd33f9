import { decompress } from 'lz4js'
import { expect, test } from 'vitest'
import { kafkaCodecs } from './kafka-codecs.ts'

const { 2: snappy, 3: lz4, 4: zstd } = kafkaCodecs()
const mebibyte = 1_048_576

/** Repeats itself within the reach of LZ4, so that a block of it would point back into the one before. */
const repeating = Buffer.from('an order of EUR 600.0000 · '.repeat(220_000)).subarray(0, 5 * mebibyte)
const contents = [
  { name: 'nothing', bytes: Buffer.alloc(0) },
  { name: 'one byte', bytes: Buffer.from('a') },
  { name: 'a text', bytes: Buffer.from('€ 600.0000 to Delta') },
  { name: 'five mebibytes', bytes: repeating },
]

test.each(contents)('what is packed comes out again: $name', async ({ bytes }) => {
  for (const codec of [snappy(), lz4(), zstd()]) {
    expect(bytes.equals(await codec.decompress(await codec.compress({ buffer: bytes })))).toBe(true)
  }
})

test('each block of an LZ4 frame stands for itself, as the header says and a broker demands', async () => {
  const frame = await lz4().compress({ buffer: repeating })

  const independentBlocks = 0x20
  expect(frame.readUInt8(4) & independentBlocks).toBe(independentBlocks)
  const second = 7 + 4 + frame.readUInt32LE(7)
  const alone = Buffer.concat([frame.subarray(0, 7), frame.subarray(second)])
  expect(Buffer.from(decompress(alone)).equals(repeating.subarray(4 * mebibyte))).toBe(true)
})

test('what is no frame of a codec is refused, not read as something else', async () => {
  const garbage = Buffer.from('no codec wrote this')
  await expect(lz4().decompress(garbage)).rejects.toThrow('invalid magic number')
  await expect(zstd().decompress(garbage)).rejects.toThrow('Unknown frame descriptor')
})

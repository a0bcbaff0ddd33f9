import { expect, test } from 'vitest'
import { BinaryRows, copyBlocks } from './binary-rows.ts'

/** The fields of each row, read as the documentation of COPY describes its binary format. */
const decoded = (blocks: Iterable<Uint8Array>): (Buffer | null)[][] => {
  const all = Buffer.concat([...blocks])
  expect(all.subarray(0, 19)).toEqual(Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex'))
  const rows: (Buffer | null)[][] = []
  let at = 19
  for (let columns = all.readInt16BE(at); columns >= 0; columns = all.readInt16BE(at)) {
    at += 2
    rows.push(
      Array.from({ length: columns }, () => {
        const length = all.readInt32BE(at)
        at += 4 + Math.max(length, 0)
        return length < 0 ? null : all.subarray(at - length, at)
      }),
    )
  }
  expect(all.subarray(at)).toEqual(Buffer.from('ffff', 'hex'))
  return rows
}

test('rows of any length come out as they were coded, in the order they are given', () => {
  const lengths = [0, 5, 300, 15_000, 17_000, 600_000, 3, 524_288, 1, ...Array.from({ length: 3_000 }, (_, n) => n % 700)]
  const rows = new BinaryRows()
  const coded = lengths.map((length, index) => {
    rows.begin(5)
    rows.int8(-(2n ** 62n) - BigInt(index))
    rows.int4(index - 1_000)
    rows.int2(index % 1_000)
    rows.absent()
    rows.bytes(new Uint8Array(length).fill(index % 251))
    return rows.end()
  })
  const found = decoded(copyBlocks(coded.toReversed())).reverse()
  expect(found.length).toBe(lengths.length)
  for (const [index, [first, second, third, fourth, fifth]] of found.entries()) {
    expect([first?.readBigInt64BE(), second?.readInt32BE(), third?.readInt16BE(), fourth]).toEqual([
      -(2n ** 62n) - BigInt(index),
      index - 1_000,
      index % 1_000,
      null,
    ])
    expect(fifth?.equals(Buffer.alloc(lengths[index] ?? 0, index % 251))).toBe(true)
  }
})

test('no rows are a header and an end', () => {
  expect(decoded(copyBlocks([]))).toEqual([])
})

test('a number beyond 64 bits is refused, not cut', () => {
  const rows = new BinaryRows()
  rows.begin(1)
  for (const value of [2n ** 63n, -(2n ** 63n) - 1n]) expect(() => rows.int8(value)).toThrow(RangeError)
})

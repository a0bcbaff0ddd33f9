import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Line, lineCutter, prefixHash } from './lines.ts'

const cut = (blocks: readonly string[], lineBytes = 100): Line[] => {
  const cutter = lineCutter(lineBytes)
  return [...blocks.flatMap((block) => cutter.push(Buffer.from(block))), ...cutter.end()]
}
const texts = (lines: readonly Line[]): readonly (string | undefined)[] => lines.map((line) => line.bytes?.toString())

test('lines end with LF or CRLF, the last with neither if it likes', () => {
  expect(texts(cut(['a\nb\r\n', '\nc']))).toEqual(['a', 'b', '', 'c'])
})

test('a line may come in any number of blocks', () => {
  const file = '{"a":1}\r\n{"b":2}\nlast'
  for (const size of [1, 2, 3, 7]) {
    const blocks = file.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    expect(texts(cut(blocks))).toEqual(['{"a":1}', '{"b":2}', 'last'])
  }
})

test('numbers count from one and offsets are those of the file', () => {
  const lines = cut(['ab\r\nc', '\n\nd'])
  expect(lines.map(({ number, start, end }) => [number, start, end])).toEqual([
    [1, 0, 4],
    [2, 4, 6],
    [3, 6, 7],
    [4, 7, 8],
  ])
})

test('a line over the limit is passed over and the next ones are not', () => {
  const lines = cut(['x'.repeat(60), 'x'.repeat(60), 'x\nshort\n', `${'y'.repeat(100)}\n`, `${'z'.repeat(101)}\n`, 'end'], 100)
  expect(texts(lines)).toEqual([undefined, 'short', 'y'.repeat(100), undefined, 'end'])
  expect(lines.at(-1)?.start).toBe(122 + 6 + 101 + 102)
})

test('of a line over the limit its first kilobyte is kept, in whatever blocks it comes', () => {
  const line = Array.from({ length: 1_000 }, (_, index) => `${index},`).join('')
  for (const size of [1, 99, 1_024, 1_999, 2_000, 5_000]) {
    const blocks = `a\n${line}\nb`.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    const lines = cut(blocks, 2_000)
    expect(texts(lines)).toEqual(['a', undefined, 'b'])
    expect(lines.map(({ head }) => head?.toString() ?? null)).toEqual([null, line.slice(0, 1_024), null])
    expect(lines[2]?.start).toBe(line.length + 3)
  }
})

test('a byte order mark is taken at the start of a file only', () => {
  expect(texts(cut(['\ufeffa\n\ufeffb']))).toEqual(['a', '\ufeffb'])
})

test('the digest of a prefix is that of its bytes, wherever the blocks were cut', () => {
  const file = Buffer.from('line one\nline two\nline three\n')
  const prefix = prefixHash()
  for (let at = 0; at < file.length; at += 5) prefix.push(file.subarray(at, at + 5))
  for (const offset of [9, 18, 18, file.length]) {
    expect(prefix.digestAt(offset)).toBe(createHash('sha256').update(file.subarray(0, offset)).digest('hex'))
  }
})

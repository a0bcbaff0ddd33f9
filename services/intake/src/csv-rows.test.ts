import { expect, test } from 'vitest'
import { type Row, rowReader } from './csv-rows.ts'
import { lineCutter } from './lines.ts'

/** Rows of a file that comes in blocks of a size: where each begins and ends, its fields or why there are none, and the blank lines. */
const read = (file: string, blockBytes = 65_536) => {
  const cutter = lineCutter(1_000)
  const reader = rowReader({ delimiter: ',', lineBytes: 1_000 })
  const bytes = Buffer.from(file)
  const rows: Row[] = []
  for (let at = 0; at < bytes.length; at += blockBytes) {
    for (const row of reader.push(cutter.push(bytes.subarray(at, at + blockBytes)))) rows.push(row)
  }
  rows.push(...reader.push(cutter.end()), ...reader.end())
  return { rows: rows.map(({ line, end, fields }) => [line, end, fields?.join('|') ?? null]), blank: reader.blank() }
}

test('a row that cannot be read costs itself alone, and the blank lines around it are counted once', () => {
  const { rows, blank } = read('a,b\n\n"c\nd",e\n\n"f\ng,h\n\ni"x,j\n')
  expect(rows.map(([line, , fields]) => [line, fields])).toEqual([
    [1, 'a|b'],
    [3, 'c\nd|e'],
    [6, null],
    [7, 'g|h'],
    [9, null],
  ])
  expect(blank).toBe(3)
})

const letters = ['a', 'a', 'a', ',', ',', '"', '\n', '\n', '\r\n', 'é']

/** Every so-manieth text over the letters, by its number. */
const textOf = (number: number): string =>
  Array.from({ length: 40 }, (_, index) => letters[Math.floor(Math.abs(Math.sin(number * 97 + index * 13) * 10_000)) % 10]).join(
    '',
  )

test('rows are the same in whatever blocks a file comes, also where its quotes do not match', () => {
  for (let number = 0; number < 500; number += 1) {
    const file = textOf(number)
    expect([file, read(file, 1)]).toEqual([file, read(file)])
  }
})

test('a file of nothing but rows that cannot be read takes no longer for each than a short one', () => {
  // Reading the rest of a block anew after each of them took a minute for these; it is a second.
  const { rows } = read('x"y\nz"w\n'.repeat(20_000))
  expect([rows.length, rows.filter(([, , fields]) => fields === null).length]).toEqual([40_000, 40_000])
})

import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'
import { separatorsOf } from './separators.ts'

test.each([
  ['de', ';', ','],
  ['fr-FR', ';', ','],
  ['en-GB', ',', '.'],
  ['ja', ',', '.'],
] as const)('%s tells cells apart by %s and decimals by %s', (locale, cell, decimal) => {
  expect(separatorsOf(locale, 'csv')).toEqual({ cell, decimal })
})

test.each(['xx', 'not a language', 'fa'])('%s is refused, and not taken for something else', (locale) => {
  expect(() => separatorsOf(locale, 'csv')).toThrow('locale')
})

test('a locale beside another format is a mistake', () => {
  expect(() => separatorsOf('de', 'json')).toThrow('is of CSV alone')
  expect(separatorsOf(undefined, 'json')).toBeNull()
})

test('only numbers get the comma, and text with a semicolon its quotes', async () => {
  const columns = [
    { id: 'name', type: 'text' },
    { id: 'net', type: 'money' },
    { id: 'on', type: 'date' },
  ] as const
  const rows = [{ name: 'v1.5; new', net: '-500.2500', on: '2025-03-31' }]
  const text = (await buffer(csvOf({ columns, rows }, { cell: ';', decimal: ',' }))).toString('utf8')
  expect(text).toBe('\ufeffname;net;on\r\n"v1.5; new";-500,2500;2025-03-31\r\n')
})

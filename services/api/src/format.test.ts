import { expect, test } from 'vitest'
import { formatOf, splitSuffix } from './format.ts'

test('a suffix says in which form a name is wanted', () => {
  expect(splitSuffix('lost-accounts.csv')).toEqual({ name: 'lost-accounts', suffix: 'csv' })
  expect(splitSuffix('lost-accounts')).toEqual({ name: 'lost-accounts', suffix: null })
})

test.each([
  [undefined, 'json'],
  ['*/*', 'json'],
  ['text/csv', 'csv'],
  ['text/*', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['text/html, application/json;q=0.5, text/csv;q=0.9', 'csv'],
  ['text/csv;q=0, application/*', 'json'],
  ['Text/CSV; charset=utf-8', 'csv'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'json'],
] as const)('Accept %s is answered as %s', (accept, format) => {
  expect(formatOf(null, accept)).toBe(format)
})

test('the suffix decides before Accept', () => {
  expect(formatOf('ndjson', 'text/csv')).toBe('ndjson')
  expect(formatOf('csv', 'text/csv', 'true')).toBe('ndjson')
})

test.each([
  [null, 'image/png'],
  [null, 'text/csv;q=0'],
  ['pdf', '*/*'],
  ['', '*/*'],
] as const)('suffix %s with Accept %s is not offered', (suffix, accept) => {
  expect(() => formatOf(suffix, accept)).toThrow('is not offered')
})

import { expect, test } from 'vitest'
import { deal, given, joined, toldOf } from '../example-book.ts'

const won = (on: string) => toldOf('OP1', ['Won', on])

test('a deal counts in the month it was won in, for its owner in the team of that day', () => {
  const book = given(joined('R1', 'T1'), joined('R1', 'T2', '2025-03-01'), deal('OP1', '2025-01-10'), won('2025-02-20'))
  expect(book.value('won-opportunities', { period: '2025-02' })).toBe(1n)
  expect(book.value('won-opportunities', { period: '2025-02', scope: 'team', entity: 'T1' })).toBe(1n)
  expect(book.value('won-opportunities', { period: '2025-02', scope: 'team', entity: 'T2' })).toBe(0n)
  expect(book.value('won-opportunities', { period: 'FY2025', scope: 'account', entity: 'A1' })).toBe(1n)
  expect(book.value('won-opportunities', { period: '2025-02', asOf: '2025-02-19' })).toBe(0n)
})

test('a reopened deal is won no more, from the day of the reopening on', () => {
  const book = given(deal('OP1', '2025-01-10'), won('2025-02-20'), toldOf('OP1', ['Reopened', '2025-04-02']), won('2025-05-03'))
  const on = (asOf: string) => ['2025-02', '2025-05'].map((period) => book.value('won-opportunities', { period, asOf }))
  expect([on('2025-04-01'), on('2025-04-02'), on('2025-05-03')]).toEqual([
    [1n, 0n],
    [0n, 0n],
    [0n, 1n],
  ])
})

test('told again without a reopening it was won on the day that was told last', () => {
  const book = given(deal('OP1', '2025-01-10'), won('2025-03-05'), won('2025-02-20'))
  expect(book.value('won-opportunities', { period: '2025-02' })).toBe(1n)
  expect(book.value('won-opportunities', { period: '2025-03' })).toBe(0n)
})

test('a loss that turns out to be a win is no loss any more', () => {
  const book = given(deal('OP1', '2025-01-10'), toldOf('OP1', ['Lost', '2025-02-20']), won('2025-03-05'))
  expect(book.value('won-opportunities', { period: 'FY2025' })).toBe(1n)
  expect(book.value('lost-opportunities', { period: 'FY2025' })).toBe(0n)
  expect(book.value('lost-opportunities', { period: 'FY2025', asOf: '2025-03-04' })).toBe(1n)
})

import { type Day, dayNumber, dayOf } from '@daybook/domain'
import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, policy, registered } from '../example-book.ts'

const bought = (...days: readonly string[]) => [
  registered('A1'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  ...days.map((day, index) => ordered(`O${index}`, 'A1', { on: day, net: '100.0000' })),
]

const acme = bought('2024-10-10', '2024-11-09', '2024-12-10', '2025-01-09', '2025-02-08', '2025-03-12')

const on = (book: ReturnType<typeof given>, asOf: string) =>
  book.value('overdue-buyers', { scope: 'rep', entity: 'R1', period: 'FY2025', asOf })

test('a clockwork buyer is overdue from the fortieth day, whenever one asks', () => {
  const book = given(...acme)
  expect([on(book, '2025-04-20'), on(book, '2025-04-21'), on(book, '2025-12-31')]).toEqual([0n, 1n, 1n])
})

test('buying again ends it, and the past keeps it', () => {
  const book = given(...acme, ordered('O9', 'A1', { on: '2025-05-20', net: '1.0000' }))
  expect([on(book, '2025-05-19'), on(book, '2025-05-20')]).toEqual([1n, 0n])
})

test('two intervals are too little history, and a lost account is out', () => {
  expect(on(given(...bought('2024-10-10', '2024-11-09', '2024-12-10')), '2025-12-31')).toBe(0n)
  expect(on(given(...acme, lost('A1', '2025-05-01')), '2025-05-01')).toBe(0n)
})

test('the other rule counts a factor of the median interval', () => {
  const book = given(policy('overdue-rule', { method: 'median-factor', factor: 1.5, minOccasions: 3 }), ...acme)
  expect([on(book, '2025-04-26'), on(book, '2025-04-27')]).toEqual([0n, 1n])
})

test('of the other rule every interval counts, also one of an order that comes late', () => {
  const rule = policy('overdue-rule', { method: 'median-factor', factor: 1, minOccasions: 3 })
  // Nine gaps of 60 days, then seven of 20: the last twelve alone would have a median of 20.
  const starts = Array.from({ length: 17 }, (_, index) => Math.min(index, 9) * 60 + Math.max(0, index - 9) * 20)
  const dates = starts.map((start) => dayOf(dayNumber('2023-01-01' as Day) + start))
  const book = given(rule, ...bought(...dates))
  expect(dates.at(-1)).toBe('2024-11-11')
  expect([on(book, '2025-01-10'), on(book, '2025-01-11')]).toEqual([0n, 1n])
  const late = given(rule, ...bought(...dates), ordered('late', 'A1', { on: '2023-01-31', net: '1.0000' }))
  expect([on(late, '2024-12-11'), on(late, '2024-12-12')]).toEqual([0n, 1n])
})

/** The fifteenth of each month from March to October of some years. */
const seasons = (...years: readonly number[]) =>
  years.flatMap((year) => ['03', '04', '05', '06', '07', '08', '09', '10'].map((month) => `${year}-${month}-15`))

test('a silence that two prior years show too is late, not overdue, until the season begins again', () => {
  const book = given(...bought(...seasons(2022, 2023, 2024)))
  expect([on(book, '2025-01-15'), on(book, '2025-03-14'), on(book, '2025-03-15')]).toEqual([0n, 0n, 1n])
  const oneYear = given(...bought(...seasons(2023, 2024)))
  expect([on(oneYear, '2024-11-24'), on(oneYear, '2024-11-25')]).toEqual([0n, 1n])
})

test('what came to light about an old winter changes what the present one is', () => {
  const inWinter = ordered('late', 'A1', { on: '2023-01-05', net: '1.0000' })
  const book = given(...bought(...seasons(2022, 2023, 2024)), inWinter)
  expect([on(book, '2025-01-04'), on(book, '2025-01-05')]).toEqual([0n, 1n])
})

import { expect, test } from 'vitest'
import { assigned, forecastOf, given, type Happened, registered, sold } from '../example-book.ts'

const asked = { scope: 'rep' as const, entity: 'R1', period: '2026-03', asOf: '2026-02-28' }
/** So much a month from the month on, and more in March. */
const sales = (from: number, months: number, march = 0): readonly Happened[] =>
  Array.from({ length: months }, (_, place) => {
    const month = from + place
    const id = `${2024 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
    return sold(`${id}-05`, `${id.endsWith('-03') ? 1000 + march : 1000}.0000`)
  })
const given1 = (...happened: readonly Happened[]) =>
  given(registered('A1'), assigned('A1', '2020-01-01', ['R1', 10_000]), ...happened).outcome('forecast', asked)

test('what was submitted comes first', () => {
  expect(given1(forecastOf('2026-03', '7.0000', '2026-01-02T00:00:00Z'), ...sales(0, 26))).toEqual({
    kind: 'amount',
    amount: 70_000n,
    notes: { method: 'submitted' },
  })
})

test('with two years of history it is the mean of twelve months by the index of the month', () => {
  // 26 months of 1000 and two Marches of 1200: the index is 1200 / (26400 / 26), the mean 12200 / 12.
  const index = 1200 / (26_400 / 26)
  const found = given1(...sales(0, 26, 200))
  expect(found).toMatchObject({ notes: { method: 'seasonal-index' } })
  expect(Number('amount' in found ? found.amount : 0n) / 10_000).toBeCloseTo((12_200 / 12) * index, 3)
})

test('with one year it is the mean of twelve months, with less there is none', () => {
  expect(given1(...sales(14, 12))).toEqual({ kind: 'amount', amount: 10_000_000n, notes: { method: 'r12-mean' } })
  expect(given1(...sales(15, 11))).toEqual({ kind: 'none', reason: 'insufficient-history' })
})

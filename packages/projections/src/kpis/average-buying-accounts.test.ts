import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'

const days = [
  ['A1', '2025-01-09'],
  ['A2', '2025-01-15'],
  ['A4', '2025-01-20'],
  ['A1', '2025-02-08'],
  ['A5', '2025-02-14'],
  ['A3', '2025-03-05'],
  ['A2', '2025-03-10'],
  ['A1', '2025-03-12'],
  ['A2', '2025-03-20'],
] as const
const book = given(
  ...['A1', 'A2', 'A3', 'A4', 'A5'].map((id) => registered(id)),
  ...days.map(([accountId, on], index) => ordered(`O${index}`, accountId, { on, net: '1.0000' })),
)

test('the months of the quarter are added up and divided by their number: 3, 2 and 3 are 8/3', () => {
  expect(book.outcome('average-buying-accounts', { period: '2025-Q1' })).toEqual({ kind: 'quotient', num: 8n, den: 3n })
})

test('a month that is running is no month yet', () => {
  const asked = { period: '2025-03:ytd', asOf: '2025-03-20' }
  expect(book.outcome('average-buying-accounts', asked)).toEqual({ kind: 'quotient', num: 5n, den: 2n })
  const none = { kind: 'none', reason: 'first-month-running' }
  expect(book.outcome('average-buying-accounts', { period: 'FY2025', asOf: '2025-01-30' })).toEqual(none)
})

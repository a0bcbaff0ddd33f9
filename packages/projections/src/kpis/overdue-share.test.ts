import { expect, test } from 'vitest'
import { assigned, exactly, given, ordered, registered } from '../example-book.ts'

const buyer = (accountId: string, ...days: readonly string[]) => [
  registered(accountId),
  assigned(accountId, '2024-01-01', ['R1', 10_000]),
  ...days.map((on, index) => ordered(`${accountId}-${index}`, accountId, { on, net: '100.0000' })),
]

const book = given(
  ...buyer('A1', '2024-12-10', '2025-01-09', '2025-02-08', '2025-03-12'),
  ...buyer('A2', '2025-03-20'),
  ...buyer('A3', '2025-03-25'),
)
const on = (asOf: string) => ({ scope: 'rep', entity: 'R1', period: 'FY2025', asOf }) as const

test('one overdue of three active accounts is a third, from the day on which it is overdue', () => {
  expect(exactly(book.outcome('overdue-share', on('2025-04-20')))).toEqual({ num: 0n, den: 1n })
  expect(exactly(book.outcome('overdue-share', on('2025-05-01')))).toEqual({ num: 1n, den: 3n })
})

test('who has no active account has no share', () => {
  const asked = { ...on('2025-05-01'), entity: 'R9' }
  expect(book.outcome('overdue-share', asked)).toEqual({ kind: 'none', reason: 'no-base' })
})

import { expect, test } from 'vitest'
import { given, joined } from '../example-book.ts'
import { listReviewed } from '../example-lists.ts'

test('a month in which a list was reviewed twice counts once, from the first review on', () => {
  const { value } = given(
    joined('R1', 'T-East'),
    listReviewed('R1', '2025-01-20'),
    listReviewed('R1', '2025-01-10'),
    listReviewed('R1', '2025-03-03'),
  )
  const of = (period: string, asOf?: string) =>
    value('lists-reviewed', { scope: 'rep', entity: 'R1', period, ...(asOf === undefined ? {} : { asOf }) })
  expect([of('2025-01'), of('2025-02'), of('2025-03'), of('2025-Q1')]).toEqual([1n, 0n, 1n, 2n])
  expect([of('2025-01', '2025-01-09'), of('2025-01', '2025-01-10')]).toEqual([0n, 1n])
})

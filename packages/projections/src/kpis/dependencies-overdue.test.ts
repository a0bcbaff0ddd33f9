import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { over, owed } from '../example-relations.ts'

const told = [
  owed('D1', '2025-01-10', '2025-01-31'),
  over('D1', 'DependencyMet', '2025-02-05'),
  owed('D2', '2025-01-10', '2025-03-31'),
  over('D2', 'DependencyDropped', '2025-03-01'),
]

const on = (asOf: string) => given(...told).value('dependencies-overdue', { period: 'FY2025', asOf })

test('a dependency is overdue from the day after it was needed until it is met; one dropped in time never is', () => {
  expect(['2025-01-31', '2025-02-01', '2025-02-04', '2025-02-05', '2025-12-31'].map(on)).toEqual([0n, 1n, 1n, 0n, 0n])
})

test('one that was raised too late is overdue from that day', () => {
  expect(
    given(owed('D9', '2025-05-10', '2025-05-01')).value('dependencies-overdue', { period: '2025-05', asOf: '2025-05-10' }),
  ).toBe(1n)
})

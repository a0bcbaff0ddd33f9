import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { over, owed } from '../example-relations.ts'

const told = [
  owed('D1', '2025-01-10', '2025-01-31'),
  over('D1', 'DependencyMet', '2025-02-05'),
  owed('D2', '2025-01-10', '2025-03-31'),
  over('D2', 'DependencyDropped', '2025-03-01'),
]

const on = (asOf: string) => given(...told).value('dependencies-open', { scope: 'account', entity: 'A1', period: 'FY2025', asOf })

test('a dependency is open from the day it was raised until it is met or dropped', () => {
  expect(['2025-01-09', '2025-01-10', '2025-02-04', '2025-02-05', '2025-02-28', '2025-03-01'].map(on)).toEqual([
    0n,
    2n,
    2n,
    1n,
    1n,
    0n,
  ])
})

test('the organisation has those of all accounts', () => {
  expect(given(...told).value('dependencies-open', { period: '2025-01' })).toBe(2n)
})

import { expect, test } from 'vitest'
import { assigned, given, type Happened, joined, merged, registered, unmerged } from '../example-book.ts'
import { keyReviewed } from '../example-lists.ts'

const accounts = [
  joined('R1', 'T-East'),
  joined('R2', 'T-West'),
  registered('A1', { industry: 'MFG' }),
  registered('A2'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  assigned('A2', '2024-01-01', ['R1', 10_000]),
]

const asOf = (day: string) => ({ period: day.slice(0, 7), asOf: day })

test('an account is KEY from the review that made it so until the next review', () => {
  const { value } = given(
    ...accounts,
    ...keyReviewed('V1', '2025-01-10', { A1: 'KEY', A2: 'SECONDARY' }),
    ...keyReviewed('V2', '2025-07-10', { A2: 'KEY' }),
  )
  const of = (entity: string, day: string) => value('key-accounts', { scope: 'account', entity, ...asOf(day) })
  expect([of('A1', '2025-01-09'), of('A1', '2025-01-10'), of('A1', '2025-07-09'), of('A1', '2025-07-10')]).toEqual([
    0n,
    1n,
    1n,
    0n,
  ])
  expect([of('A2', '2025-07-09'), of('A2', '2025-07-10')]).toEqual([0n, 1n])
  expect(value('key-accounts', asOf('2025-12-31'))).toBe(1n)
})

test('a key account counts in the book of its owner on the day, and in the team he is in', () => {
  const { value } = given(
    ...accounts,
    ...keyReviewed('V1', '2025-01-10', { A1: 'KEY', A2: 'KEY' }),
    assigned('A1', '2025-03-01', ['R2', 10_000]),
  )
  const of = (scope: 'rep' | 'team' | 'industry', entity: string, day: string) =>
    value('key-accounts', { scope, entity, ...asOf(day) })
  expect([of('rep', 'R1', '2025-02-28'), of('rep', 'R1', '2025-03-01')]).toEqual([2n, 1n])
  expect([of('team', 'T-East', '2025-02-28'), of('team', 'T-West', '2025-03-01')]).toEqual([2n, 1n])
  expect(of('industry', 'MFG', '2025-03-01')).toBe(1n)
})

test('a review that is recorded late holds until the one that followed it', () => {
  const { value } = given(
    ...accounts,
    ...keyReviewed('V2', '2025-07-10', { A2: 'KEY' }),
    ...keyReviewed('V1', '2025-01-10', { A1: 'KEY' }),
  )
  expect(value('key-accounts', { scope: 'account', entity: 'A1', ...asOf('2025-07-09') })).toBe(1n)
  expect(value('key-accounts', { scope: 'account', entity: 'A1', ...asOf('2025-07-10') })).toBe(0n)
})

test('where another account stands for it, its own designation wins and the absorbed one’s is gone for all time', () => {
  const reviewed = keyReviewed('V1', '2025-01-10', { A1: 'SECONDARY', A2: 'KEY' })
  const count = (...more: readonly Happened[]) =>
    given(...accounts, ...reviewed, ...more).value('key-accounts', asOf('2025-02-01'))
  expect([count(), count(merged('A1', 'A2')), count(merged('A2', 'A1'))]).toEqual([1n, 0n, 1n])
  expect(count(merged('A1', 'A2'), unmerged('A1', 'A2'))).toBe(1n)
})

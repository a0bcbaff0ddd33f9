import { expect, test } from 'vitest'
import { assigned, given, type Happened, joined, merged, ordered, policy, profiled, registered } from '../example-book.ts'

/** A2 of R1 and A5 of R3, both active; A5 is merged into A2 on 12 April 2025. */
const both: readonly Happened[] = [
  joined('R1', 'East'),
  joined('R3', 'West'),
  registered('A2'),
  registered('A5', { industry: 'RTL' }),
  assigned('A2', '2024-01-01', ['R1', 10_000]),
  assigned('A5', '2024-01-01', ['R3', 10_000]),
  ordered('O1', 'A2', { on: '2025-01-10', net: '100' }),
  ordered('O2', 'A5', { on: '2025-02-10', net: '50' }),
  profiled('A5', '2025-03-01', { industry: 'HLT' }),
  merged('A2', 'A5'),
]
const asOf = '2025-04-30'

test('where a merge acts from its day on, who was active is merged away on it, from the book of the day before', () => {
  const { value } = given(policy('merge-history', 'from-date'), ...both)
  const away = (scope: 'rep' | 'team' | 'org' | 'industry', entity?: string, until = asOf) =>
    value('accounts-merged-away', { scope, period: '2025-04', asOf: until, ...(entity === undefined ? {} : { entity }) })
  expect([away('rep', 'R3'), away('team', 'West'), away('org'), away('industry', 'HLT')]).toEqual([1n, 1n, 1n, 1n])
  expect([away('rep', 'R1'), away('industry', 'RTL'), away('org', undefined, '2025-04-11')]).toEqual([0n, 0n, 0n])
  const active = (day: string) => value('active-accounts', { scope: 'org', period: '2025-04', asOf: day })
  expect([active('2025-04-11'), active('2025-04-12')]).toEqual([2n, 1n])
  expect(value('lapsed-accounts', { scope: 'org', period: 'FY2025', asOf })).toBe(0n)
})

test('where merges restate history nobody is merged away, and nobody ever was two', () => {
  const { value } = given(...both)
  expect(value('accounts-merged-away', { scope: 'org', period: 'FY2025', asOf })).toBe(0n)
  expect(value('new-accounts', { scope: 'org', period: 'FY2025', asOf })).toBe(1n)
})

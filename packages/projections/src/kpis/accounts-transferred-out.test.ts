import { expect, test } from 'vitest'
import { assigned, given, joined, ordered, registered } from '../example-book.ts'

const book = given(
  joined('R1', 'East'),
  joined('R3', 'West'),
  registered('A2'),
  assigned('A2', '2024-01-01', ['R1', 10_000]),
  ordered('O04', 'A2', { on: '2024-11-20', net: '500.0000' }),
  assigned('A2', '2025-03-15', ['R3', 10_000]),
)

test('an active account goes out of the book of its former owner and of his team, not out of the organisation', () => {
  const out = (scope: 'rep' | 'team' | 'org', entity?: string, asOf = '2025-03-31') =>
    book.value('accounts-transferred-out', { scope, period: '2025-03', asOf, ...(entity === undefined ? {} : { entity }) })
  expect([out('rep', 'R1'), out('team', 'East'), out('rep', 'R3'), out('org')]).toEqual([1n, 1n, 0n, 0n])
  expect(out('rep', 'R1', '2025-03-14')).toBe(0n)
})

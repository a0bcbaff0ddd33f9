import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, policy, registered } from '../example-book.ts'
import { retention } from './retention.ts'

const happened = [
  registered('A1'),
  registered('A4'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  assigned('A4', '2024-01-01', ['R1', 10_000]),
  ordered('O1', 'A1', { on: '2024-12-10', net: '1.0000' }),
  ordered('O6', 'A4', { on: '2024-12-05', net: '1.0000' }),
  assigned('A1', '2025-03-15', ['R2', 10_000]),
  lost('A4', '2025-02-28'),
]

test('one of two kept is a half; an empty cohort has none', () => {
  const { ratio } = given(...happened)
  expect(ratio(retention, { period: '2025-Q1' })).toEqual({ num: 1n, den: 2n })
  expect(ratio(retention, { scope: 'rep', entity: 'R2', period: '2025-Q1' })).toBeNull()
})

test('an account transferred away is in neither side, unless the policy keeps it', () => {
  const asked = { scope: 'rep', entity: 'R1', period: '2025-Q1' } as const
  expect(given(...happened).ratio(retention, asked)).toEqual({ num: 0n, den: 1n })
  expect(given(policy('retention-transfers', 'keep'), ...happened).ratio(retention, asked)).toEqual({ num: 1n, den: 2n })
})

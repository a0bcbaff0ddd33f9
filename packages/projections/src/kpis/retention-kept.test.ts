import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, registered } from '../example-book.ts'

const book = () =>
  given(
    registered('A1'),
    registered('A2'),
    registered('A4'),
    assigned('A1', '2024-01-01', ['R1', 10_000]),
    assigned('A2', '2024-01-01', ['R1', 10_000]),
    assigned('A4', '2024-01-01', ['R3', 10_000]),
    ordered('O1', 'A1', { on: '2024-12-10', net: '1.0000' }),
    ordered('O4', 'A2', { on: '2024-11-20', net: '1.0000' }),
    ordered('O6', 'A4', { on: '2024-12-05', net: '1.0000' }),
    assigned('A2', '2025-03-15', ['R2', 10_000]),
    lost('A4', '2025-02-28'),
  )

test('those of the cohort that are still active: a lost account is not, a lapsed one not either', () => {
  const { value } = book()
  expect(value('retention-kept', { scope: 'rep', entity: 'R3', period: '2025-Q1', asOf: '2025-02-27' })).toBe(1n)
  expect(value('retention-kept', { scope: 'rep', entity: 'R3', period: '2025-Q1' })).toBe(0n)
  expect(value('retention-kept', { period: '2025-Q1' })).toBe(2n)
  expect(value('retention-kept', { period: 'FY2025', asOf: '2025-11-20' })).toBe(1n)
  expect(value('retention-kept', { period: 'FY2025', asOf: '2025-12-10' })).toBe(0n)
})

import { expect, test } from 'vitest'
import { assigned, given, ordered, quotaOf, registered } from '../example-book.ts'
import { quotaAttainment } from './quota-attainment.ts'

test('it compares net sales with the quota of the same owner and months', () => {
  const { ratio } = given(
    registered('A1'),
    assigned('A1', '2024-01-01', ['R1', 10_000]),
    ordered('O1', 'A1', { on: '2025-03-12', net: '2200.0000' }),
    quotaOf('rep', 'R1', { period: '2025-03', amount: '2500.0000' }),
  )
  expect(ratio(quotaAttainment, { scope: 'rep', entity: 'R1', period: '2025-03' })).toEqual({ num: 22n, den: 25n })
  expect(ratio(quotaAttainment, { scope: 'rep', entity: 'R1', period: '2025-02' })).toBeNull()
  expect(quotaAttainment.reason).toBe('no-quota')
})

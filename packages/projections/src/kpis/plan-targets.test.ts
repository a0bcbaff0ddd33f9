import { expect, test } from 'vitest'
import { given, happens } from '../example-book.ts'
import { planned, toldOf } from '../example-plans.ts'

const revised = toldOf('PL1', 'PlanTargetRevised', ['2025-09-01', { target: '120000', currency: 'USD' }])

test('the target in force stands in the month in which the plan begins, whatever day it is asked for', () => {
  const { value } = given(planned('PL1'), planned('PL2', { accountId: 'A2', effectiveOn: '2025-02-01' }), revised)
  const of = (period: string) => value('plan-targets', { period, asOf: '2024-06-30' })
  expect([of('2025-01'), of('2025-02'), of('2025-Q1')]).toEqual([1_200_000_000n, 1_000_000_000n, 2_200_000_000n])
})

test('a target in another currency is reported at the rate of the first day, and not at all without one', () => {
  const inEuro = planned('PL1', { currency: 'EUR' })
  const rate = happens('fx-EURUSD', {
    type: 'FxRatePublished',
    on: '2025-01-01',
    data: { base: 'EUR', quote: 'USD', kind: 'daily', rate: '1.05' },
  })
  expect(given(inEuro).value('plan-targets', { period: '2025-01' })).toBe(0n)
  expect(given(inEuro, rate).value('plan-targets', { period: '2025-01' })).toBe(1_050_000_000n)
})

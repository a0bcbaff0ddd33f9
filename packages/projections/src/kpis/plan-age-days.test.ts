import { expect, test } from 'vitest'
import { given, merged, unmerged } from '../example-book.ts'
import { planned, plannedQuarter, toldOf } from '../example-plans.ts'

const reviewed = (planId: string, on: string) => toldOf(planId, 'PlanReviewed', [on])
const ageIn = (book: ReturnType<typeof given>, asOf: string) =>
  book.outcome('plan-age-days', { scope: 'account', entity: 'A1', period: 'FY2025', asOf })

test('the age counts from the first day, and from each review on', () => {
  const book = given(planned('PL1'), reviewed('PL1', '2024-12-20'), reviewed('PL1', '2025-04-01'))
  expect(ageIn(book, '2025-01-31')).toMatchObject({ amount: 30n, notes: { planId: 'PL1', nextReviewOn: '2025-04-01' } })
  expect(ageIn(book, '2025-04-01')).toMatchObject({ amount: 0n, notes: { nextReviewOn: '2025-07-01' } })
  expect(ageIn(book, '2024-12-31')).toEqual({ kind: 'none', reason: 'no-plan' })
})

test('a plan is stale once its review is more than a week late', () => {
  const staleOn = (cadence: string, asOf: string) => ageIn(given(planned('PL1', { cadence })), asOf)
  expect(staleOn('monthly', '2025-02-08')).toMatchObject({ notes: { stale: 'false' } })
  expect(staleOn('monthly', '2025-02-09')).toMatchObject({ notes: { stale: 'true' } })
  expect(staleOn('quarterly', '2025-04-08')).toMatchObject({ notes: { stale: 'false' } })
  expect(staleOn('quarterly', '2025-04-09')).toMatchObject({ notes: { stale: 'true' } })
})

test('of several plans in force the one that has waited longest is told of', () => {
  const quarter = plannedQuarter('PL2', ['2025-01-01', '2025-04-01'], '1')
  const book = given(planned('PL1'), quarter, reviewed('PL1', '2025-02-10'), reviewed('PL2', '2025-02-01'))
  expect(ageIn(book, '2025-03-01')).toMatchObject({ amount: 28n, notes: { planId: 'PL2' } })
  expect(ageIn(book, '2025-04-01')).toMatchObject({ amount: 50n, notes: { planId: 'PL1' } })
})

test('a plan that is closed has no age', () => {
  const book = given(planned('PL1'), toldOf('PL1', 'PlanClosed', ['2025-03-01', { outcome: 'missed' }]))
  expect(ageIn(book, '2025-02-28')).toMatchObject({ amount: 58n })
  expect(ageIn(book, '2025-03-01')).toEqual({ kind: 'none', reason: 'no-plan' })
})

test('the plan of an account that is merged has an age up to the day of the merge, with the survivor', () => {
  const book = given(planned('PL1'), merged('A2', 'A1', { on: '2025-03-01' }))
  const ofA2 = (asOf: string) => book.outcome('plan-age-days', { scope: 'account', entity: 'A2', period: 'FY2025', asOf })
  expect([ageIn(book, '2025-02-28'), ofA2('2025-02-28'), ofA2('2025-03-01')]).toMatchObject([
    { kind: 'none' },
    { amount: 58n },
    { kind: 'none' },
  ])
  expect(ageIn(given(planned('PL1'), merged('A2', 'A1'), unmerged('A2', 'A1')), '2025-03-01')).toMatchObject({ amount: 59n })
})

import { expect, test } from 'vitest'
import { given, merged, unmerged } from '../example-book.ts'
import { planned, plannedQuarter, toldOf } from '../example-plans.ts'

const first = plannedQuarter('Q1', ['2025-01-01', '2025-04-01'], '20')
const second = plannedQuarter('Q2', ['2025-04-01', '2025-07-01'], '30')
const ofA1 = (book: ReturnType<typeof given>, period: string, asOf = '2025-12-31') =>
  book.outcome('plan-target', { scope: 'account', entity: 'A1', period, asOf })
const amount = (units: bigint) => ({ kind: 'amount', amount: units * 10_000n })
const noPlan = { kind: 'none', reason: 'no-plan' }

test('a period has the target of the plan of just its days, also before they begin', () => {
  const book = given(planned('PL1'), first, second)
  expect(ofA1(book, 'FY2025')).toEqual(amount(100_000n))
  expect(ofA1(book, '2025-Q2', '2025-01-15')).toEqual(amount(30n))
})

test('without one it has those of the plans within it, an inner one left out', () => {
  const halfYear = planned('H1', { effectiveUntil: '2025-07-01', periodType: 'half-year', target: '45' })
  expect(ofA1(given(first, second), 'FY2025')).toEqual(amount(50n))
  expect(ofA1(given(first, second, halfYear), 'FY2025')).toEqual(amount(45n))
})

test('a part of a plan has the target of the whole plan in force, the shortest of several', () => {
  expect(ofA1(given(planned('PL1')), '2025-03')).toEqual(amount(100_000n))
  expect(ofA1(given(planned('PL1'), first), '2025-03')).toEqual(amount(20n))
  expect(ofA1(given(first), '2025-08')).toEqual(noPlan)
})

test('the organisation adds up its accounts', () => {
  const book = given(planned('PL1'), planned('PL2', { accountId: 'A2', target: '11' }))
  expect(book.outcome('plan-target', { period: 'FY2025' })).toEqual(amount(100_011n))
  expect(ofA1(book, 'FY2024')).toEqual(noPlan)
})

test('a revised target holds for the whole plan', () => {
  const revised = toldOf('PL1', 'PlanTargetRevised', ['2025-09-01', { target: '120000', currency: 'USD' }])
  expect(ofA1(given(planned('PL1'), revised), 'FY2025', '2025-02-01')).toEqual(amount(120_000n))
})

test('a closed plan keeps its target, unless another one of its kind takes its days', () => {
  const closed = toldOf('PL1', 'PlanClosed', ['2025-06-30', { outcome: 'achieved' }])
  expect(ofA1(given(planned('PL1'), closed), 'FY2025')).toEqual(amount(100_000n))
  const anew = planned('PL2', { target: '7' })
  expect(ofA1(given(planned('PL1'), closed, anew), 'FY2025')).toEqual(amount(7n))
  const goesOn = planned('PL2', { effectiveOn: '2025-07-01', target: '7' })
  expect(ofA1(given(planned('PL1'), closed, goesOn), 'FY2025')).toEqual(amount(100_007n))
})

test('where an account is merged, the plans of the survivor win, and the others stand in where it has none', () => {
  const ofBoth = [planned('PL1'), planned('PL2', { accountId: 'A2', target: '11' })]
  const ofA2 = (book: ReturnType<typeof given>, period = 'FY2025') =>
    book.outcome('plan-target', { scope: 'account', entity: 'A2', period })
  const both = given(...ofBoth, merged('A2', 'A1'))
  expect([ofA1(both, 'FY2025'), ofA2(both), both.outcome('plan-target', { period: 'FY2025' })]).toEqual([
    noPlan,
    amount(11n),
    amount(11n),
  ])
  const alone = given(planned('PL1'), merged('A2', 'A1'))
  expect([ofA1(alone, 'FY2025'), ofA2(alone)]).toEqual([noPlan, amount(100_000n)])
  const parted = given(...ofBoth, merged('A2', 'A1'), unmerged('A2', 'A1'))
  expect(parted.outcome('plan-target', { period: 'FY2025' })).toEqual(amount(100_011n))
})

test('a plan that had not begun when its account was merged is none', () => {
  const later = planned('PL1', { effectiveOn: '2026-01-01', effectiveUntil: '2027-01-01' })
  const book = given(later, merged('A2', 'A1'))
  expect(book.outcome('plan-target', { period: 'FY2026' })).toEqual(noPlan)
})

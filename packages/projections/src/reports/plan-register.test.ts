import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { ofPlan, plansOfExample } from '../../../../tests/books/planned.ts'

const book = await openExample(plansOfExample)

test('each account with its plans: how it is kept and grows, and when the plan is looked at', async () => {
  expect(await book.report('plan-register', { account: 'A1' }, book.at('2025-03-10'))).toEqual([
    {
      accountId: 'A1',
      tier: 'KEY',
      planId: 'PL1',
      period: '2025-Q1',
      keepStrategy: 'Deliver on time',
      growStrategy: 'Offer the new line',
      cadence: 'quarterly',
      lastReviewOn: '2025-02-15',
      nextReviewOn: '2025-05-15',
      stale: false,
    },
  ])
})

test('a plan that nobody has looked at is stale a week after it was to be', async () => {
  const of = async (asOf: string) =>
    (await book.report('plan-register', { account: 'A2' }, book.at(asOf))).map(({ planId, stale }) => `${planId} ${stale}`)
  expect(await of('2025-02-08')).toEqual(['PL2 false', 'PL3 false'])
  expect(await of('2025-02-09')).toEqual(['PL2 true', 'PL3 false'])
  expect(await of('2025-04-09')).toEqual(['PL2 true', 'PL3 true'])
})

test('of one kind it is the plan that has begun last, and none that is closed', async () => {
  const terms = { accountId: 'A1', periodType: 'quarter', target: '1', currency: 'USD' }
  const next = ofPlan('PL4', 'PlanOpened', ['2025-04-01', { ...terms, effectiveUntil: '2025-06-15' }, '2025-03-01'])
  const closed = ofPlan('PL4', 'PlanClosed', ['2025-05-01', { outcome: 'missed' }])
  const other = await openExample([...plansOfExample, next, closed])
  const of = async (asOf: string) =>
    (await other.report('plan-register', { entity: 'A1' }, other.at(asOf))).map(({ planId, period }) => `${planId} ${period}`)
  expect(await of('2025-03-31')).toEqual(['PL1 2025-Q1'])
  expect(await of('2025-04-01')).toEqual(['PL4 2025-04-01/2025-06-14'])
  expect(await of('2025-05-01')).toEqual(['PL1 2025-Q1'])
})

test('the register may be that of a tier', async () => {
  const rows = await book.report('plan-register', { tier: 'KEY' }, book.at('2025-03-10'))
  expect(rows.map(({ planId }) => planId)).toEqual(['PL1'])
})

import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { ofPlan, plansOfExample } from '../../../../tests/books/planned.ts'

const book = await openExample(plansOfExample)
const planOn = async (planId: string, asOf: string, knownAt?: string) =>
  (await book.report('key-account-plan', { plan: planId }, book.at(asOf, knownAt)))[0]

test('a plan says what it is to bring and by what means, and what it has brought', async () => {
  expect(await planOn('PL1', '2025-04-01')).toEqual({
    planId: 'PL1',
    accountId: 'A1',
    effectiveOn: '2025-01-01',
    effectiveUntil: '2025-04-01',
    periodType: 'quarter',
    salesTarget: '4000.0000',
    objectives: 'Supply both sites\nKeep the price',
    strategy: 'Deliver on time\nOffer the new line',
    internalResources: 'An engineer',
    salesAchieved: '3800.0000',
    totalPipeline: '600.0000',
    weightedPipeline: '150.0000',
    forecast: '3950.0000',
    forecastVariance: '-50.0000',
    risks: 'The buyer retires',
    competitors: 'Rival Ltd',
    supportRequired: 'A visit of the board',
    correctiveActions: 'Call weekly',
    actions: null,
    status: 'ended',
  })
})

test('each day has the plan as it stood', async () => {
  expect(await planOn('PL1', '2025-02-08')).toMatchObject({
    objectives: 'Supply one site\nKeep the price',
    salesAchieved: '2300.0000',
    risks: 'The buyer retires\nThe plant closes',
    correctiveActions: null,
    actions: 'Ask for an hour',
    status: 'active',
  })
  expect(await planOn('PL1', '2024-12-31')).toMatchObject({ objectives: null, salesAchieved: '0.0000', status: 'planned' })
})

test('a revised target is another one only from when it was known', async () => {
  expect(await planOn('PL1', '2025-04-01', '2025-03-01T11:00:00Z')).toMatchObject({ salesTarget: '5000.0000' })
  expect(await planOn('PL1', '2025-02-01')).toMatchObject({ salesTarget: '4000.0000' })
  expect(await planOn('PL1', '2025-02-01', '2024-12-19T00:00:00Z')).toBeUndefined()
})

test('plans are found by account, and by how they stand', async () => {
  const closed = ofPlan('PL2', 'PlanClosed', ['2025-03-15', { outcome: 'missed' }])
  const other = await openExample([...plansOfExample, closed])
  const plans = async (asked: object) =>
    (await other.report('key-account-plan', { ...asked }, other.at('2025-03-20'))).map(
      ({ planId, status }) => `${planId} ${status}`,
    )
  expect(await plans({})).toEqual(['PL1 active', 'PL2 closed', 'PL3 active'])
  expect(await plans({ account: 'A2' })).toEqual(['PL2 closed', 'PL3 active'])
  expect(await plans({ status: 'closed' })).toEqual(['PL2 closed'])
})

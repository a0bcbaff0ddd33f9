import { expect, test } from 'vitest'
import { openBook, smallBook } from './api-book.ts'

const told = (type: string, effectiveOn: string, data: object) => ({ type, effectiveOn, data })

const asLine = ({ type, effectiveOn, data }: ReturnType<typeof told>, index: number): string =>
  JSON.stringify({
    specversion: '1.0',
    id: `plan-${index}`,
    source: 'crm',
    type,
    recordedtime: '2025-03-10T09:00:00Z',
    data: { planId: 'PL1', effectiveOn, ...data },
  })

const terms = { effectiveUntil: '2025-04-01', periodType: 'quarter', target: '2000', currency: 'USD' }

const plans = [
  told('PlanOpened', '2025-01-01', { accountId: 'A1', ...terms, ownerId: 'R1' }),
  told('PlanOpened', '2025-01-01', { planId: 'PL2', accountId: 'A2', ...terms, target: '500' }),
  ...['g1', 'g2', 'g3', 'g4'].map((goalId) => told('GoalAdded', '2025-01-02', { goalId, text: 'As agreed' })),
  ...['g1', 'g2', 'g3'].flatMap((goalId) =>
    ['a', 'b'].map((one) => told('StrategyAdded', '2025-01-03', { strategyId: `${goalId}${one}`, goalId, text: 'As agreed' })),
  ),
  told('PlanReviewed', '2025-02-20', { findings: 'Behind' }),
]
  .map(asLine)
  .join('\n')

test('plans come in like anything else, and their figures and tables come out', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  await book.bring(plans)
  const rows = async (path: string) => (await book.get(`/v1/${path}`)).body.rows
  const times = 'asOf=2025-03-31&period=2025-Q1'
  expect(await rows(`kpis/plan-achievement?scope=account&${times}`)).toEqual([
    { entity: 'A1', period: '2025-Q1', value: '0.850000', exact: { num: '17', den: '20' } },
    { entity: 'A2', period: '2025-Q1', value: '1.100000', exact: { num: '11', den: '10' } },
  ])
  expect(await rows(`kpis/plan-achievement?${times}`)).toMatchObject([{ entity: null, value: '0.900000' }])
  expect(await rows(`kpis/gsit-coverage?scope=rep&entity=R1&${times}`)).toMatchObject([{ value: '0.750000' }])
  expect(await rows(`kpis/plan-age-days?scope=account&entity=A1&${times}`)).toMatchObject([{ value: 39 }])
  expect(await rows(`kpis/plan-target?scope=account&entity=A9&${times}`)).toEqual([
    { entity: 'A9', period: '2025-Q1', value: null, reason: 'no-plan' },
  ])
  expect(await rows('reports/key-account-plan?asOf=2025-03-31')).toMatchObject([
    { planId: 'PL1', salesTarget: '2000.0000', salesAchieved: '1700.0000', status: 'active' },
    { planId: 'PL2', salesTarget: '500.0000', salesAchieved: '550.0000', status: 'active' },
  ])
  expect(await rows('reports/plan-register?asOf=2025-03-31')).toMatchObject([{ stale: false }, { lastReviewOn: null }])
  expect(await rows('reports/gsit-tree?asOf=2025-03-31&account=A1')).toHaveLength(10)
})

test('before plans were recorded there are none, and a table of them is a file like any other', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  await book.bring(plans)
  const before = await book.get('/v1/reports/strategic-forecast?period=2025-Q1&knownAt=position:13')
  expect(before.body.rows).toEqual([])
  const file = await book.get('/v1/reports/strategic-forecast.csv?period=2025-Q1&asOf=2025-03-31')
  expect(file.text.split('\r\n').slice(0, 2)).toEqual([
    '\uFEFFaccountId,period,achieved,weighted,target,achievement,forecastAchievement,below,above',
    'A1,2025-Q1,1700.0000,0.0000,2000.0000,0.850000,0.850000,1,0',
  ])
})

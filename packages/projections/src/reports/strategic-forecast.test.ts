import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { plansOfExample } from '../../../../tests/books/planned.ts'

const book = await openExample(plansOfExample)
const rows = (parameters: object, asOf = '2025-04-01', knownAt?: string) =>
  book.report('strategic-forecast', { ...parameters }, book.at(asOf, knownAt))

test('each account with a plan of the period, and the organisation with how many are below and above', async () => {
  const [first, second, whole] = await rows({ period: '2025-Q1' })
  expect(first).toEqual({
    accountId: 'A1',
    period: '2025-Q1',
    achieved: '3800.0000',
    weighted: '150.0000',
    target: '4000.0000',
    achievement: '0.950000',
    forecastAchievement: '0.987500',
    below: 1,
    above: 0,
  })
  expect(second).toMatchObject({
    accountId: 'A2',
    achieved: '2200.0000',
    weighted: '0.0000',
    target: '1000.0000',
    below: 0,
    above: 1,
  })
  expect(whole).toMatchObject({
    accountId: 'ORG',
    achieved: '6000.0000',
    weighted: '150.0000',
    target: '5000.0000',
    below: 1,
    above: 1,
  })
})

test('a year has its own plans, and those within it of accounts without one', async () => {
  const targets = (await rows({ period: 'FY2025' })).map(({ accountId, target }) => `${accountId} ${target}`)
  expect(targets).toEqual(['A1 4000.0000', 'A2 9000.0000', 'ORG 13000.0000'])
})

test('it is told as it was known, and as of a day', async () => {
  expect(await rows({ period: '2025-Q1', account: 'A1' }, '2025-02-08', '2025-02-20T00:00:00Z')).toMatchObject([
    { achieved: '2200.0000', target: '5000.0000', achievement: '0.440000' },
  ])
  expect(await rows({ period: '2024-Q4' }, '2024-12-31')).toEqual([])
})

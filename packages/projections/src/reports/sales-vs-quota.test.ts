import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { eventIdOf } from '../../../../tests/books/worked-example.ts'
import { salesVsQuota } from './sales-vs-quota.ts'

const book = await openExample()
const april = '2025-04-01'

test('February shows what it was at the close, and what has come since', async () => {
  const rows = await book.report('sales-vs-quota', { scope: 'org', period: '2025-02' }, book.at(april))
  expect(rows).toMatchObject([
    { ownerType: 'org', ownerId: 'ORG', actual: '600.0000', asClosedActual: '500.0000', ppa: '100.0000', missingQuotas: 0 },
  ])
})

test('the year to date is matched, and the quota in force is traced to its event', async () => {
  const rows = await book.report('sales-vs-quota', { scope: 'rep', entity: ['R1'], period: ['2025-03'] }, book.at(april))
  expect(rows).toMatchObject([
    {
      variance: '-300.0000',
      attainment: '0.880000',
      ytdVariance: '-400.0000',
      ytdAttainment: '0.927273',
      asClosedActual: null,
      ppa: null,
      quotaSetAt: '2025-03-03T12:00:00Z',
      quotaEventId: eventIdOf('quota-R1-2025-03-2025-03-03T12:00:00Z'),
    },
  ])
})

test('a quota of zero has no attainment, and neither has a month without one', async () => {
  const rows = await book.report('sales-vs-quota', { scope: 'rep', entity: 'R3', from: '2025-02', to: '2025-03' }, book.at(april))
  expect(rows).toMatchObject([
    { period: '2025-02', quota: '0.0000', variance: '-500.0000', attainment: null, reason: 'zero-quota', missingQuotas: 0 },
    { period: '2025-03', quota: null, variance: null, attainment: null, reason: 'no-quota', missingQuotas: 1 },
  ])
})

test('a team misses the quotas of its members', async () => {
  const rows = await book.report('sales-vs-quota', { scope: 'team', period: '2025-Q1' }, book.at(april))
  expect(rows.map(({ ownerId, missingQuotas, quota }) => [ownerId, missingQuotas, quota])).toEqual([
    ['T-East', 0, '7500.0000'],
    ['T-West', 1, '1000.0000'],
  ])
})

test('the quota to date grows day by day, and is the quota on the last', async () => {
  const pace = async (asOf: string) => {
    const rows = await book.report('sales-vs-quota', { scope: 'rep', entity: 'R1', period: '2025-03' }, book.at(asOf))
    return rows[0]?.paceQuota
  }
  expect(await pace('2025-02-28')).toBeNull()
  expect(await pace('2025-03-01')).toBe('80.6452')
  expect(await pace('2025-03-31')).toBe('2500.0000')
})

test('without an owner it lists all, the organisation first', async () => {
  const rows = await book.report('sales-vs-quota', { period: '2025-01' }, book.at(april))
  expect(rows.map(({ ownerType, ownerId }) => `${ownerType} ${ownerId}`)).toEqual([
    'org ORG',
    'team T-East',
    'team T-West',
    'rep R1',
    'rep R2',
    'rep R3',
  ])
})

test('its charts hold the months up to the day, and the year to date', async () => {
  const monthly = await book.chart('sales-vs-quota', 'monthly', book.at(april))
  expect(monthly.map(({ period }) => period)).toEqual(
    ['2024-05', '2024-06', '2024-07', '2024-08', '2024-09', '2024-10', '2024-11', '2024-12'].concat(
      '2025-01',
      '2025-02',
      '2025-03',
      '2025-04',
    ),
  )
  expect(monthly.at(-3)).toEqual({
    ownerType: 'org',
    ownerId: 'ORG',
    period: '2025-02',
    actual: '600.0000',
    quota: '2000.0000',
    asClosedActual: '500.0000',
    ppa: '100.0000',
  })
  const toDate = await book.chart('sales-vs-quota', 'year-to-date', book.at(april))
  expect(toDate.map(({ period }) => period)).toEqual(['2025-01', '2025-02', '2025-03', '2025-04'])
})

test('a row says which cells it is made of', () => {
  expect(salesVsQuota.cells?.({ ownerType: 'org', ownerId: 'ORG', period: '2025-Q1' })).toEqual([
    { kpi: 'net-sales', scope: 'org', entity: null, period: '2025-Q1' },
    { kpi: 'quota', scope: 'org', entity: null, period: '2025-Q1' },
  ])
})

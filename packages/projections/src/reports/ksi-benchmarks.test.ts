import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample()
const rowsOf = async (parameters: object, asOf = '2025-04-01') => book.report('ksi-benchmarks', { ...parameters }, book.at(asOf))

test('each rep stands against the peers together, their middle, third quartile and best', async () => {
  const rows = await rowsOf({ ksi: 'net-sales', period: '2025-03' })
  const shared = { orgPooled: '1166.6667', orgMedian: '1300.0000', orgP75: '1750.0000', orgBest: '2200.0000', peerCount: 3 }
  expect(rows).toMatchObject([
    { ...shared, repId: 'R1', value: '2200.0000', gap: '1033.3333', index: '1.885714', percentile: '0.833333', rank: 1 },
    { ...shared, repId: 'R2', value: '1300.0000', gap: '133.3333', percentile: '0.500000', rank: 2 },
    { ...shared, repId: 'R3', value: '0.0000', gap: '-1166.6667', index: '0.000000', rank: 3 },
  ])
})

test('a ratio is that of all sides together, and who has none is no peer in it', async () => {
  const rows = await rowsOf({ ksi: 'average-order-size', period: '2025-03' })
  expect(rows[0]).toMatchObject({ orgPooled: null, peerCount: 2, reason: 'insufficient-peers' })
  const quarter = await rowsOf({ ksi: 'average-order-size', period: '2025-Q1' })
  expect(quarter[0]).toMatchObject({ orgPooled: '800.0000', peerCount: 3 })
})

test('a new rep is no peer before three full months', async () => {
  expect(await rowsOf({ ksi: 'net-sales', period: '2024-02' }, '2024-02-29')).toEqual([])
  expect(await rowsOf({ ksi: 'net-sales', period: '2024-03' }, '2024-03-31')).toHaveLength(3)
})

test('an indicator without a value for a month is left out of months', async () => {
  const rows = await rowsOf({ period: '2025-03' })
  const indicators = new Set(rows.map(({ ksi }) => ksi))
  expect(indicators.has('net-sales')).toBe(true)
  expect(indicators.has('retention')).toBe(false)
})

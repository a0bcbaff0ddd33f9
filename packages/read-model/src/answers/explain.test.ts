import type { Day, Result } from '@daybook/domain'
import { describe, expect, test } from 'vitest'
import { assigned, backdated, type Line, openBook, order, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'

const at = (position: bigint | null, asOf = '2025-04-01') => ({ asOf: asOf as Day, position })
const value = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}

const answers = openAnswers(await openBook(workedExample))
const february = { kpi: 'net-sales', scope: 'rep' as const, entity: 'R1', period: '2025-02' }

describe('a sum of entries', () => {
  test('is explained down to the events that it rests on', async () => {
    const explained = value(await answers.explain(february, at(25n)))
    expect(explained).toMatchObject({
      value: '1100.0000',
      unit: 'USD',
      formula: { op: 'sum', of: 'entries', result: '1100.0000' },
      byReason: { order: '1000.0000', correction: '100.0000' },
      byPartition: [{ partition: 'account:A1', net: '1100.0000', entries: 3 }],
      entriesTotal: 3,
      nextOffset: null,
      close: { position: '19', asClosed: '1000.0000', current: '1100.0000', adjustment: '100.0000', entries: 2 },
      completeness: { events: '26', dense: true, streamsContiguous: true, incomplete: [] },
      integrity: 'not-available',
    })
    expect(explained.entries[2]).toMatchObject({
      position: '20',
      ord: 1,
      day: '2025-02-08',
      delta: '1100.0000',
      reason: 'correction',
    })
    expect(explained.entries[2]?.because.map(({ id }) => id)).toEqual(['as-A1', 'O10', 'O10c'])
    expect(explained.policies).toContainEqual({ policyId: 'credit-rule', value: 'named-on-order', eventId: null })
  })

  test('is given page by page, and from either end', async () => {
    const first = value(await answers.explain(february, at(25n), { limit: 2 }))
    expect(first.entries.map(({ position }) => position)).toEqual(['14', '20'])
    expect(first.nextOffset).toBe(2)
    const second = value(await answers.explain(february, at(25n), { limit: 2, offset: 2 }))
    expect(second.entries.map(({ delta }) => delta)).toEqual(['1100.0000'])
    const latest = value(await answers.explain(february, at(25n), { limit: 1, order: 'desc' }))
    expect(latest.entries.map(({ total }) => total)).toEqual(['1100.0000'])
  })

  test('of the empty book has none', async () => {
    expect(value(await answers.explain(february, at(null)))).toMatchObject({
      value: '0.0000',
      entries: [],
      completeness: { events: '0' },
    })
  })
})

test('pairs that change only the basis stand on one line, unless all are asked for', async () => {
  const book = openAnswers(await openBook([...workedExample, backdated]))
  const march = { kpi: 'net-sales', scope: 'org' as const, entity: null, period: '2025-03' }
  const folded = value(await book.explain(march, at(26n)))
  expect(folded.entries.filter(({ reason }) => reason === 'basis')).toMatchObject([
    { day: '2025-03-10', delta: '0.0000', total: '3500.0000', entries: 2 },
    { day: '2025-03-20', delta: '0.0000', total: '3500.0000', entries: 2 },
  ])
  const all = value(await book.explain(march, at(26n), { basis: 'all' }))
  expect(all.entriesTotal).toBe(folded.entriesTotal + 2)
  expect(all.byReason).toEqual(folded.byReason)
})

test('one event with more than a thousand entries takes one line', async () => {
  const accounts = Array.from({ length: 1_100 }, (_, place) => `B${place}`)
  const rate = (id: string, text: string): Line => ({
    id,
    type: 'FxRatePublished',
    effectiveOn: '2025-02-03',
    recordedAt: '2025-02-03T09:00:00Z',
    stream: 'fx-EURUSD',
    data: { base: 'EUR', quote: 'USD', kind: 'daily', rate: text },
  })
  const inEuro = (line: Line): Line => ({ ...line, data: { ...line.data, currency: 'EUR' } })
  const lines = [
    rate('eur-1', '1.00'),
    ...accounts.map((account) => assigned(`as-${account}`, account, ['2025-01-01', 'R1', '2025-02-03T10:00:00Z'])),
    ...accounts.map((account) => inEuro(order(`O-${account}`, account, ['2025-02-03', '100']))),
    rate('eur-2', '1.10'),
  ]
  const book = openAnswers(await openBook(lines))
  const explained = value(await book.explain(february, at(BigInt(lines.length - 1)), { limit: 1_000, offset: 1_000 }))
  expect(explained).toMatchObject({ value: '121000.0000', entriesTotal: 1_101, partitionsTotal: 1_100, nextOffset: null })
  expect(explained.byPartition).toHaveLength(100)
  expect(explained.entries.at(-1)).toMatchObject({ count: 1_100, delta: '11000.0000', total: '121000.0000', reason: 'rate' })
  expect(explained.rates.map(({ rate: published }) => published)).toEqual(['1.1000'])
}, 60_000)

describe('a formula', () => {
  test('of months names each of them', async () => {
    const explained = value(await answers.explain({ ...february, period: '2025-02:ytd' }, at(25n)))
    expect(explained.formula).toMatchObject({
      op: 'sum',
      terms: [
        { kpi: 'net-sales', period: '2025-01', value: '1800.0000' },
        { kpi: 'net-sales', period: '2025-02', value: '1100.0000' },
      ],
      result: '2900.0000',
    })
    expect(explained.entries).toEqual([])
    expect(explained.byReason).toEqual({ order: '2800.0000', correction: '100.0000' })
  })

  test('of two KPIs shows both sides and the exact quotient', async () => {
    const cell = { kpi: 'sales-per-customer', scope: 'org' as const, entity: null, period: '2025-03' }
    const explained = value(await answers.explain(cell, at(25n)))
    expect(explained.formula).toMatchObject({
      op: 'divide',
      left: { kpi: 'net-sales', value: '3500.0000' },
      right: { kpi: 'buying-accounts', value: 3 },
      exact: { num: '3500', den: '3' },
      result: '1166.6667',
    })
    expect(explained.formula).toMatchObject({ left: { explain: expect.stringContaining('knownAt=position%3A25') } })
  })
})

test('a cell needs an entity, and the organisation has none', async () => {
  await expect(answers.explain({ ...february, entity: null }, at(25n))).rejects.toThrow('needs its entity')
})

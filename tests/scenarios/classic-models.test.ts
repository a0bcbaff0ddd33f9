import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { classicModels, eventsOf } from '../fixtures/classic-models.ts'
import { golden } from '../fixtures/golden.ts'
import { openBook } from './api-book.ts'
import { readCsv } from './read-csv.ts'

const answers = golden('real-data/classicmodels/answers') ?? ''
const lastDay = '2005-05-31'

type Line = Readonly<Record<string, string>>
const csv = (name: string): readonly Line[] => readCsv(readFileSync(join(answers, name), 'utf8'))
const money = (text: string | undefined): string => `${text}00`

const setRule = (factor: number) => ({
  specversion: '1.0',
  id: `rule-${factor}`,
  source: 'classicmodels',
  type: 'PolicySet',
  time: '2005-06-01T09:00:00Z',
  data: { policyId: 'overdue-rule', value: { method: 'median-factor', factor, minOccasions: 3 } },
})

describe.skipIf(classicModels === null)('the order book of a distributor of scale models', () => {
  let book: Awaited<ReturnType<typeof openBook>>
  const known = { atFactorOne: '', atFactorOneAndAHalf: '' }

  const bring = async (events: readonly object[]): Promise<string> => {
    const headers = { 'content-type': 'application/x-ndjson' }
    const payload = events.map((one) => `${JSON.stringify(one)}\n`).join('')
    const { summary, position, results } = (
      await book.app.inject({ method: 'POST', url: '/v1/imports', headers, payload })
    ).json()
    expect(results).toEqual([])
    expect(summary).toEqual({ accepted: events.length, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 })
    await book.get(`/v1/kpis/orders?minPosition=${position}`)
    return position
  }

  const report = async (name: string, query = ''): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await book.get(`/v1/reports/${name}?asOf=${lastDay}&limit=1000${query}`)).body.rows

  const values = async (kpi: string, query: string): Promise<ReadonlyMap<string, unknown>> => {
    const { body } = await book.get(`/v1/kpis/${kpi}?asOf=${lastDay}&${query}`)
    const rows = body.rows as readonly { entity: string | null; period: string; value: unknown }[]
    return new Map(rows.map(({ entity, period, value }) => [`${entity ?? ''} ${period}`, value]))
  }

  beforeAll(async () => {
    book = await openBook(Date.UTC(2005, 5, 1, 12))
    await bring(eventsOf(classicModels ?? new Map()))
    known.atFactorOne = await bring([setRule(1)])
    known.atFactorOneAndAHalf = await bring([setRule(1.5)])
  }, 120_000)
  afterAll(() => book[Symbol.asyncDispose]())

  test('every month of every rep is as published', async () => {
    const months = 'scope=rep&from=2003-01&to=2005-05'
    const [net, orders, buying, average] = await Promise.all(
      ['net-sales', 'orders', 'buying-accounts', 'average-order-size'].map((kpi) => values(kpi, months)),
    )
    const lines = csv('rep_month.csv')
    expect(lines).toHaveLength(218)
    const wrong = lines.filter((line) => {
      const key = `${line.rep} ${line.month}`
      const size = line.avg_order_size === '' ? null : line.avg_order_size
      const ours = [net?.get(key), orders?.get(key), buying?.get(key), average?.get(key)]
      return (
        JSON.stringify(ours) !== JSON.stringify([money(line.net_sales), Number(line.orders), Number(line.buying_accounts), size])
      )
    })
    expect(wrong).toEqual([])
    const published = new Set(lines.map(({ rep, month }) => `${rep} ${month}`))
    const more = [...(orders ?? [])].filter(([key, value]) => value !== 0 && !published.has(key))
    expect(more).toEqual([])
  })

  test('what was cancelled is in no total, and the whole is as published', async () => {
    const summary = JSON.parse(readFileSync(join(answers, 'summary.json'), 'utf8'))
    const years = await values('net-sales', 'scope=org&period=FY2003&period=FY2004&period=FY2005')
    const total = [...years.values()].reduce<bigint>((sum, value) => sum + BigInt(String(value).replace('.', '')), 0n)
    expect(total).toBe(BigInt(summary.net.replace('.', '')) * 100n)
    const counts = await values('orders', 'scope=org&period=FY2003&period=FY2004&period=FY2005')
    expect([...counts.values()].reduce<number>((sum, value) => sum + Number(value), 0)).toBe(
      summary.orders - summary.status.Cancelled,
    )
    expect((await report('overdue-buyers')).length).toBeLessThanOrEqual(summary.customers_with_orders)
  })

  test('an office has what its reps have', async () => {
    const officeOf = new Map((classicModels?.get('employees') ?? []).map((one) => [one.employeeNumber, one.officeCode]))
    const expected = new Map<string, bigint>()
    for (const { rep, month, net_sales: net } of csv('rep_month.csv')) {
      const key = `${officeOf.get(rep ?? '')} ${month}`
      expected.set(key, (expected.get(key) ?? 0n) + BigInt(money(net).replace('.', '')))
    }
    const found = await values('net-sales', 'scope=team&from=2003-01&to=2005-05')
    const amounts = [...expected].map(([key]) => [key, BigInt(String(found.get(key)).replace('.', ''))])
    expect(amounts).toEqual([...expected])
  })

  test('the cut-off of the best quarter is as published, and so is each of its accounts', async () => {
    expect(await report('key-cut-off')).toMatchObject([
      { nClients: 84, k: 21, keyLevel: '76776.4400', keyCount: 21, rounding: 'floor' },
    ])
    const lines = csv(`key_overdue_${lastDay}.csv`)
    const list = await report('account-list')
    const shown = new Map(list.map((row) => [row.accountId, [row.designation, row.r12Sales]]))
    expect(list).toHaveLength(lines.length)
    for (const line of lines)
      expect([line.customer, ...(shown.get(line.customer) ?? [])]).toEqual([line.customer, line.class_floor, money(line.net_12m)])
  })

  test('who is overdue by once, and by one and a half times, the usual interval is as published', async () => {
    const lines = csv(`key_overdue_${lastDay}.csv`)
    const factors = [
      ['overdue_x1', known.atFactorOne],
      ['overdue_x1.5', known.atFactorOneAndAHalf],
    ] as const
    for (const [column, position] of factors) {
      const rows = await report('overdue-buyers', `&top=1000&knownAt=position:${position}`)
      const ours = new Map(rows.map((row) => [row.accountId, row]))
      for (const line of lines) {
        const row = ours.get(line.customer)
        const isInsufficient = line[column] === 'insufficient'
        const status = isInsufficient ? 'insufficient-history' : row?.status === 'overdue' ? '1' : '0'
        expect([line.customer, row?.lastOrderOn, row?.daysSince]).toEqual([
          line.customer,
          line.last,
          Number(line.days_since_last),
        ])
        expect([line.customer, isInsufficient ? row?.status : status]).toEqual([
          line.customer,
          isInsufficient ? status : line[column],
        ])
        if (!isInsufficient) expect([line.customer, row?.medianInterval]).toEqual([line.customer, line.median_interval])
      }
      const count = lines.filter((line) => line[column] === '1').length
      expect(count).toBe(column === 'overdue_x1' ? 8 : 5)
    }
  })

  test('who was lost is as published, with the rep and all that he had sold', async () => {
    const lines = csv(`lost_${lastDay}.csv`)
    const rows = await report('lost-accounts', '&kind=lapsed')
    const lifetime = new Map((await report('overdue-buyers', '&top=1000')).map((row) => [row.accountId, row.lifetimeSales]))
    expect(lines).toHaveLength(14)
    const ours = rows.map(({ accountId, accountName, repAtLoss, lastOrderOn }) => [
      accountId,
      accountName,
      repAtLoss,
      lastOrderOn,
      lifetime.get(accountId),
    ])
    const theirs = lines.map(({ customer, name, rep, last, lifetime_net: net }) => [customer, name, rep, last, money(net)])
    expect(ours.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))).toEqual(theirs)
  })

  test('a review of the day classifies what the cut-off says', async () => {
    const run = await book.app.inject({
      method: 'POST',
      url: '/v1/key-reviews',
      payload: { reviewId: 'V1', effectiveOn: lastDay },
    })
    expect(run.json().event.data).toMatchObject({ nClients: 84, k: 21, keyLevel: '76776.4400', keyCount: 21 })
    await book.get(`/v1/kpis/orders?minPosition=${run.json().position}`)
    expect((await values('key-accounts', 'scope=org&period=2005-05')).get(' 2005-05')).toBe(21)
  })
})

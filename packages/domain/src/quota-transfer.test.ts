import { describe, expect, test } from 'vitest'
import { amount, day, eur, identified, period, usd } from '../../../tests/domain/given.ts'
import { fiscalCalendar } from './calendar.ts'
import { Code, OwnerId, PeriodId } from './ids.ts'
import { type QuotaEvent, quota, quotaMonths } from './quota.ts'
import { transferQuota } from './quota-transfer.ts'

const calendar = fiscalCalendar([])
const effectiveOn = day('2025-03-01')
const ada = { ownerType: 'rep', ownerId: OwnerId.parse('R1') } as const
const bea = { ownerType: 'rep', ownerId: OwnerId.parse('R2') } as const
const transferId = Code.parse('T-1')

const set = (owner: typeof ada | typeof bea, id: string, text: string): QuotaEvent => ({
  type: 'QuotaSet',
  effectiveOn,
  data: { ...owner, period: period(id), amount: amount(text), currency: usd },
})
const stateOf = (...events: QuotaEvent[]) => identified(events).reduce(quota.evolve, quota.initialState)

const transfer = (
  id: string,
  text: string,
  {
    from = [],
    to = [],
    closed = [],
    currency = usd,
  }: { from?: QuotaEvent[]; to?: QuotaEvent[]; closed?: string[]; currency?: typeof usd },
) =>
  transferQuota({
    effectiveOn,
    data: { from: ada, to: bea, period: period(id), amount: amount(text), currency, transferId },
    states: { from: stateOf(...from), to: stateOf(...to) },
    around: { calendar, closed: new Set(closed.map((one) => PeriodId.parse(one))) },
  })

describe('a transfer', () => {
  test('gives two quotas with one transferId', () => {
    const decided = transfer('2025-03', '500', { from: [set(ada, '2025-03', '2500')], to: [set(bea, '2025-03', '1000')] })
    const said = { period: '2025-03', currency: 'USD', transferId }
    expect(decided).toEqual({
      ok: true,
      value: {
        from: [{ type: 'QuotaSet', effectiveOn, data: { ...ada, ...said, amount: '2000.0000' } }],
        to: [{ type: 'QuotaSet', effectiveOn, data: { ...bea, ...said, amount: '1500.0000' } }],
      },
    })
  })

  test('to somebody without a quota begins from zero, from somebody without one it is refused', () => {
    const from = [set(ada, '2025-03', '2500')]
    expect(transfer('2025-03', '2500', { from })).toMatchObject({
      value: { from: [{ data: { amount: '0.0000' } }], to: [{ data: { amount: '2500.0000' } }] },
    })
    expect(transfer('2025-04', '500', { from })).toEqual({ ok: false, refusal: { code: 'quota-not-set', period: '2025-04' } })
  })

  test('leaves nobody with less than nothing', () => {
    expect(transfer('2025-03', '2500.0001', { from: [set(ada, '2025-03', '2500')] })).toEqual({
      ok: false,
      refusal: { code: 'negative-quota', amount: '-0.0001' },
    })
  })

  test('of a quarter is taken from its months evenly, whichever way they were set', () => {
    const from = [set(ada, '2025-Q1', '300'), set(ada, '2025-02', '50')]
    const decided = transfer('2025-Q1', '100', { from, to: [set(bea, '2025-01', '10')] })
    if (!decided.ok) throw new Error(decided.refusal.code)
    const months = (events: readonly QuotaEvent[]) =>
      events.flatMap((event) => (event.type === 'QuotaSet' ? quotaMonths(event, calendar).map((one) => one.amount) : []))
    expect(months(decided.value.from)).toEqual([666_666n, 166_667n, 666_667n])
    expect(months(decided.value.to)).toEqual([433_334n, 333_333n, 333_333n])
  })

  test('of a quarter leaves no month with less than nothing', () => {
    const from = [set(ada, '2025-Q1', '300'), set(ada, '2025-02', '10')]
    expect(transfer('2025-Q1', '100', { from })).toMatchObject({ refusal: { code: 'negative-quota', amount: '-23.3333' } })
  })

  test('is carried out once', () => {
    const from = [set(ada, '2025-03', '2500')]
    const first = transfer('2025-03', '500', { from })
    if (!first.ok) throw new Error(first.refusal.code)
    const again = transfer('2025-03', '500', { from: [...from, ...first.value.from, set(ada, '2025-03', '2400')] })
    expect(again).toEqual({ ok: true, value: { from: [], to: [] } })
  })

  test('is refused as setting either quota would be', () => {
    const from = [set(ada, '2025-03', '2500')]
    expect(transfer('2025-13', '500', { from })).toMatchObject({ refusal: { code: 'unknown-period' } })
    expect(transfer('2025-03', '500', { from, closed: ['2025-03'] })).toMatchObject({ refusal: { code: 'period-closed' } })
    expect(transfer('2025-03', '500', { from, currency: eur })).toMatchObject({ refusal: { code: 'quota-currency-differs' } })
  })
})

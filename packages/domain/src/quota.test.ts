import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amount, day, eur, period, specification, usd } from '../../../tests/domain/given.ts'
import { fiscalCalendar } from './calendar.ts'
import { OwnerId } from './ids.ts'
import { amountOf, decimalOf } from './money.ts'
import { type QuotaEvent, quota, quotaMonths } from './quota.ts'

const given = specification(quota)
const calendar = fiscalCalendar([])
const around = { calendar, closed: new Set<never>() }
const februaryClosed = { calendar, closed: new Set([period('2025-02')]) }
const owner = { ownerType: 'rep', ownerId: OwnerId.parse('R1') } as const
const effectiveOn = day('2024-12-20')
const of = (id: string, value: string) => ({ ...owner, period: period(id), amount: amount(value), currency: usd })
const was = (id: string, value: string): QuotaEvent => ({ type: 'QuotaSet', effectiveOn, data: of(id, value) })
const set = (id: string, value: string) => ({ type: 'SetQuota', effectiveOn, data: of(id, value), around }) as const
const withdraw = (id: string) =>
  ({ type: 'WithdrawQuota', effectiveOn, data: { ...owner, period: period(id), reason: 'left the plan' }, around }) as const
const withdrawn = (id: string): QuotaEvent => ({ type: 'QuotaWithdrawn', effectiveOn, data: withdraw(id).data })

test('a quota is superseded, and the same again changes nothing', () => {
  given(was('2025-03', '2000')).when(set('2025-03', '2500')).thenRecorded(was('2025-03', '2500'))
  given(was('2025-03', '2000')).when(set('2025-03', '2000')).thenNothing()
  given(was('2025-03', '2000'), was('2025-03', '2500')).when(set('2025-03', '2000')).thenRecorded(was('2025-03', '2000'))
})

test('a quota of the quarter set again after one of its months is another decision', () => {
  given(was('2025-Q1', '300'), was('2025-02', '50')).when(set('2025-Q1', '300')).thenRecorded(was('2025-Q1', '300'))
  given(was('2025-Q1', '300'), was('2025-04', '50')).when(set('2025-Q1', '300')).thenNothing()
})

test('zero is a quota, less is none', () => {
  given().when(set('2025-02', '0')).thenRecorded(was('2025-02', '0'))
  given().when(set('2025-02', '-1')).thenRefused({ code: 'negative-quota', amount: '-1.0000' })
})

test('the period must be one of the calendar, and the currency that of the other quotas', () => {
  given().when(set('2025-13', '1')).thenRefused({ code: 'unknown-period', period: '2025-13' })
  given(was('2025-01', '1'))
    .when({ ...set('2025-02', '1'), data: { ...of('2025-02', '1'), currency: eur } })
    .thenRefused({ code: 'quota-currency-differs', currency: 'USD' })
})

test('a closed month needs an override with a reason', () => {
  const late = { ...set('2025-Q1', '300'), around: februaryClosed }
  given().when(late).thenRefused({ code: 'period-closed', period: '2025-02' })
  given()
    .when({ ...late, data: { ...late.data, override: true } })
    .thenRefused({ code: 'reason-missing' })
  const overriding = { ...late.data, override: true, reason: 'new plan' }
  given()
    .when({ ...late, data: overriding })
    .thenRecorded({ type: 'QuotaSet', effectiveOn, data: overriding })
})

test('weights are one for each month, and not all zero', () => {
  const weighted = (...weights: string[]) =>
    ({ ...of('2025-Q1', '100'), spread: 'weights', weights: weights.map(amount) }) as const
  given()
    .when({ ...set('2025-Q1', '100'), data: weighted('1', '2', '1') })
    .thenRecorded({ type: 'QuotaSet', effectiveOn, data: weighted('1', '2', '1') })
  for (const wrong of [weighted('1', '2'), weighted('0', '0', '0'), weighted('1', '-1', '1')]) {
    given()
      .when({ ...set('2025-Q1', '100'), data: wrong })
      .thenRefused({ code: 'weights-mismatch', months: 3 })
  }
})

test('a quota is withdrawn once', () => {
  given(was('2025-03', '2000')).when(withdraw('2025-03')).thenRecorded(withdrawn('2025-03'))
  given(was('2025-03', '2000'), withdrawn('2025-03')).when(withdraw('2025-03')).thenNothing()
  given().when(withdraw('2025-03')).thenRefused({ code: 'quota-not-set', period: '2025-03' })
  given(was('2025-Q1', '300'), withdrawn('2025-02')).when(set('2025-Q1', '300')).thenRecorded(was('2025-Q1', '300'))
})

const monthsOf = (data: Parameters<typeof quotaMonths>[0]['data']) =>
  quotaMonths({ data }, calendar).map((part) => decimalOf(part.amount))

test('the months of a quarter add up to the amount entered, by days, evenly or by weights', () => {
  expect(monthsOf({ ...of('2025-Q1', '100'), spread: 'days' })).toEqual(['34.4445', '31.1111', '34.4444'])
  expect(monthsOf({ ...of('2025-Q1', '100'), spread: 'even' })).toEqual(['33.3334', '33.3333', '33.3333'])
  expect(monthsOf(of('2025-Q1', '100'))).toEqual(['33.3334', '33.3333', '33.3333'])
  expect(monthsOf({ ...of('2025-Q1', '100'), spread: 'weights', weights: ['1', '2', '1'].map(amount) })).toEqual([
    '25.0000',
    '50.0000',
    '25.0000',
  ])
  expect(monthsOf(of('2025-03', '2500'))).toEqual(['2500.0000'])
  expect(monthsOf(of('FY2025', '12'))).toHaveLength(12)
  expect(monthsOf(of('nowhere', '12'))).toEqual([])
})

test('months of a quota always add up', () => {
  const spread = fc.constantFrom('even' as const, 'days' as const)
  const whole = fc.constantFrom('2025-02', '2024-Q1', 'FY2025')
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), spread, whole, (value, by, id) => {
      const parts = quotaMonths({ data: { ...of(id, decimalOf(value)), spread: by } }, calendar)
      return parts.reduce((sum, part) => sum + part.amount, 0n) === amountOf(decimalOf(value))
    }),
  )
})

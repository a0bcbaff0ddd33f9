import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day, eur, identified, specification, usd } from '../../../tests/domain/given.ts'
import { fiscalCalendar } from './calendar.ts'
import { amountOf, Rate } from './money.ts'
import { type RateEvent, rate } from './rate.ts'
import { convertAt, evolveRates, exactRate, initialRates, rateFor } from './rates.ts'

const published = (on: string, value: string, kind: 'daily' | 'month' | 'plan' = 'daily'): RateEvent => ({
  type: 'FxRatePublished',
  effectiveOn: day(on),
  data: { base: eur, quote: usd, kind, rate: Rate.parse(value) },
})
const after = (...events: RateEvent[]) => identified(events).reduce(evolveRates, initialRates)
const ask = (on: string, rule: 'effective-date' | 'month-average' | 'plan-rate' = 'effective-date') =>
  ({ from: eur, to: usd, day: day(on), rule, calendar: fiscalCalendar([]) }) as const
const january = after(published('2025-01-20', '1.05'), published('2025-02-11', '1.03'))

test('the rate of a day converts a fact of that day', () => {
  const found = rateFor(january, ask('2025-01-20'))
  expect(found).toMatchObject({ isStale: false, setBy: { position: 0n } })
  expect(convertAt(amountOf('1000'), found!.rate)).toBe(amountOf('1050'))
})

test('a rate serves for seven more days and is stale then', () => {
  expect(rateFor(january, ask('2025-01-27'))).toMatchObject({ isStale: true, setBy: { position: 0n } })
  expect(rateFor(january, ask('2025-01-28'))).toBeNull()
  expect(rateFor(january, ask('2025-01-19'))).toBeNull()
})

test('a restated rate takes the place of the first', () => {
  const restated = after(published('2025-01-20', '1.05'), published('2025-02-11', '1.03'), published('2025-01-20', '1.06'))
  expect(rateFor(restated, ask('2025-01-21'))).toMatchObject({ rate: exactRate('1.0600'), setBy: { position: 2n } })
})

test('the other direction is the exact inverse', () => {
  const found = rateFor(january, { ...ask('2025-02-11'), from: usd, to: eur })
  expect(found?.rate).toEqual({ num: 10_000n, den: 10_300n })
  expect(convertAt(amountOf('1030'), found!.rate)).toBe(amountOf('1000'))
})

test('an amount in the reporting currency needs no rate', () => {
  expect(rateFor(initialRates, { ...ask('2025-01-20'), from: usd })).toMatchObject({ isStale: false, setBy: null })
})

test('month and plan rates are their own', () => {
  const rates = after(
    published('2025-01-31', '1.10', 'month'),
    published('2025-01-01', '1.00', 'plan'),
    published('2025-02-01', '1.20'),
  )
  expect(rateFor(rates, ask('2025-01-05', 'month-average'))?.rate).toEqual(exactRate('1.1000'))
  expect(rateFor(rates, ask('2025-02-05', 'month-average'))).toBeNull()
  expect(rateFor(rates, ask('2025-12-05', 'plan-rate'))?.rate).toEqual(exactRate('1.0000'))
})

test('a rate is published, and the same again changes nothing', () => {
  const given = specification(rate)
  const { data } = published('2025-01-20', '1.05')
  const publish = { type: 'PublishFxRate', effectiveOn: day('2025-01-20'), data } as const
  given().when(publish).thenRecorded(published('2025-01-20', '1.05'))
  given(published('2025-01-20', '1.05')).when(publish).thenNothing()
  given(published('2025-01-20', '1.05'), published('2025-01-20', '1.06'))
    .when(publish)
    .thenRecorded(published('2025-01-20', '1.05'))
})

test('whatever the order of publishing, the latest rate on or before the day holds', () => {
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 28 }), (dates, asked) => {
      const on = (date: number) => `2025-02-${String(date).padStart(2, '0')}`
      const rates = after(...dates.map((date) => published(on(date), `1.${String(date).padStart(2, '0')}`)))
      const expected = Math.max(0, ...dates.filter((date) => date <= asked && asked - date <= 7))
      const found = rateFor(rates, ask(on(asked)))
      return expected === 0 ? found === null : found?.rate.num === 10_000n + BigInt(expected) * 100n
    }),
  )
})

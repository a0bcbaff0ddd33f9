import { type Day, dayNumber, type FiscalCalendar, type FiscalPeriod, firstDayEver } from '@daybook/domain'
import { type CalculationQuestion, defineCalculation, type Part } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { dayAsked } from '../period-arithmetic.ts'
import { periodsIn } from '../reference.ts'

const monthsMin = 24

/**
 * M-34 of the domain specification. The months are those that have ended by the day asked for, from the first with sales on; they are
 * told apart by their place in the fiscal year. A month to come may be asked for: its index is that of its like so far.
 */
export const seasonalityIndex = defineCalculation({
  name: 'seasonality-index',
  title: 'Seasonality index',
  definition: 'Mean net sales of this month of the year, divided by the mean of all months; of two years at least.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month'],
  forms: [],
  from: ['net-sales'],
  formula: 'mean of its like / mean of all months',
  operands: (question) => ({
    days: { kpi: 'net-sales', by: 'day', from: dayNumber(firstDayEver), last: dayAsked(question) },
  }),
  compute: ({ parts }, question) => {
    const months = monthsSold(parts('days'), question)
    if (months.length < monthsMin) return none('insufficient-history')
    const { calendar } = question.reference
    const place = placeIn(calendar, question.period.period)
    const alike = months.filter(({ month }) => placeIn(calendar, month) === place)
    const all = totalOf(months)
    if (all <= 0n) return none('no-base')
    return quotient(totalOf(alike) * BigInt(months.length), all * BigInt(alike.length), 'insufficient-history')
  },
})

type Sold = { readonly month: FiscalPeriod; readonly amount: bigint }

const totalOf = (months: readonly Sold[]): bigint => months.reduce((sum, { amount }) => sum + amount, 0n)

/** The months that have ended, each with what it sold: also those in which nothing was. */
const monthsSold = (days: readonly Part[], question: CalculationQuestion): readonly Sold[] => {
  const [first] = days
  const last = dayAsked(question)
  if (first === undefined) return []
  const ended = periodsIn(question.reference, 'month', { from: first.day, until: last + 1 }).filter(
    ({ until }) => dayNumber(until) <= last + 1,
  )
  const sums = new Map<Day, bigint>(ended.map((month) => [month.first, 0n]))
  let place = 0
  for (const { day, amount } of days) {
    while (place < ended.length && day >= untilOf(ended[place])) place += 1
    const month = ended[place]
    if (month !== undefined && day >= dayNumber(month.first)) sums.set(month.first, (sums.get(month.first) ?? 0n) + amount)
  }
  return ended.map((month) => ({ month, amount: sums.get(month.first) ?? 0n }))
}

const untilOf = (month: FiscalPeriod | undefined): number => (month === undefined ? 0 : dayNumber(month.until))

/** The place of a month in its fiscal year. */
const placeIn = (calendar: FiscalCalendar, month: FiscalPeriod): number => {
  const year = calendar.period(month.year)
  return year === null ? -1 : calendar.monthsOf(year).findIndex(({ id }) => id === month.id)
}

import { dayNumber, firstDayEver } from '@daybook/domain'
import { type PastMonth, seasonalIndex } from '../baseline.ts'
import { type CalculationQuestion, defineCalculation, type Part } from '../calculation.ts'
import { runningSums } from '../day-sales.ts'
import { dayAsked } from '../period-arithmetic.ts'
import { periodsIn } from '../reference.ts'
import { placeInYear } from '../sales-history.ts'

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
    const place = placeInYear(question.reference, question.period.period)
    return seasonalIndex(monthsSold(parts('days'), question), place)
  },
})

/** The months that have ended, each with what it sold: also those in which nothing was. */
const monthsSold = (days: readonly Part[], question: CalculationQuestion): readonly PastMonth[] => {
  const { reference } = question
  const [first] = days
  const last = dayAsked(question)
  if (first === undefined) return []
  const soldIn = runningSums(days)
  return periodsIn(reference, 'month', { from: first.day, until: last + 1 })
    .filter(({ until }) => dayNumber(until) <= last + 1)
    .map((month) => ({ place: placeInYear(reference, month), sales: soldIn(dayNumber(month.first), dayNumber(month.until)) }))
}

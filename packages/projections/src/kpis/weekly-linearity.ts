import { dayNumber } from '@daybook/domain'
import { type CalculationQuestion, defineCalculation, type Part } from '../calculation.ts'
import { variationOf } from '../evenness.ts'
import { dayAsked } from '../period-arithmetic.ts'

const weeksOfQuarter = 13
const daysOfWeek = 7

/** M-27 of the domain specification by the thirteen weeks of a quarter: the last one holds the days that are left over. */
export const weeklyLinearity = defineCalculation({
  name: 'weekly-linearity',
  title: 'Linearity by week',
  definition: 'How unevenly sales came in: the deviation of the thirteen weeks of the quarter over their mean; 0 is even.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['quarter'],
  forms: [],
  from: ['net-sales'],
  formula: 'σ / µ of weeks',
  operands: (question) => ({
    days: { kpi: 'net-sales', by: 'day', from: dayNumber(question.period.first), last: dayAsked(question) },
  }),
  compute: ({ parts }, question) => variationOf(weeksSold(parts('days'), question)),
})

/** The sales of each week that has begun. */
const weeksSold = (days: readonly Part[], question: CalculationQuestion): readonly bigint[] => {
  const first = dayNumber(question.period.first)
  const weekOf = (day: number): number => Math.min(Math.floor((day - first) / daysOfWeek), weeksOfQuarter - 1)
  const weeks = new Array<bigint>(Math.max(0, weekOf(dayAsked(question)) + 1)).fill(0n)
  for (const { day, amount } of days) weeks[weekOf(day)] = (weeks[weekOf(day)] ?? 0n) + amount
  return weeks
}

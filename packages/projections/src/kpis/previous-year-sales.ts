import { defineCalculation } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { yearEarlier } from '../period-arithmetic.ts'
import { comparedYearEarlier, isRestated, restatedYearEarlier, weeksCompared } from '../year-comparison.ts'

/** The sums of a restated year: two where the week that is dropped lies between them. */
const names = ['before', 'after'] as const

/**
 * M-06 of the domain specification. A year to date that is running is cut on the same day of the year before (P-11). With the policy
 * `year-comparison` set to `nrf-restated`, a year of 53 weeks is compared without its first week (P-09).
 */
export const previousYearSales = defineCalculation({
  name: 'previous-year-sales',
  title: 'Net sales, year before',
  definition: 'Net sales of the same fiscal period one year earlier, by the id of the period.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['net-sales'],
  formula: 'before (+ after a week that is left out)',
  operands: (question) => {
    if (isRestated(question)) {
      const spans = restatedYearEarlier(question)
      return Object.fromEntries(spans.map((span, place) => [names[place], { kpi: 'net-sales', by: 'day', ...span }]))
    }
    const before = comparedYearEarlier(question)
    return before === null ? {} : { before: { kpi: 'net-sales', ...before } }
  },
  compute: ({ of, amount: sum }, question) => {
    if (yearEarlier(question.reference, question.period) === null) return none('no-base')
    if (!isRestated(question)) return { ...of('before'), ...weeksCompared(question) }
    const total = restatedYearEarlier(question).reduce((sofar, _, place) => sofar + sum(names[place] ?? 'after'), 0n)
    return { ...amount(total), ...weeksCompared(question) }
  },
})

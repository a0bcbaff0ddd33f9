import { defineCalculation } from '../calculation.ts'
import { none } from '../outcome.ts'
import { sameDayYearEarlier, yearEarlier } from '../period-arithmetic.ts'

/** M-06 of the domain specification. A year to date that is running is cut on the same day of the year before (P-11). */
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
  formula: 'before',
  operands: ({ period, asOf, reference }) => {
    const before = yearEarlier(reference, period)
    if (before === null) return {}
    const isRunning = period.form === 'ytd' && asOf < period.last
    return { before: { kpi: 'net-sales', period: before, asOf: isRunning ? sameDayYearEarlier(asOf) : before.last } }
  },
  compute: ({ of }, { period, reference }) => (yearEarlier(reference, period) === null ? none('no-base') : of('before')),
})

import type { FiscalPeriod } from '@daybook/domain'
import { baselineOf } from '../baseline.ts'
import { defineCalculation } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { historyFound, historyOperands, placeInYear } from '../sales-history.ts'

const submitted = 'submitted'

/**
 * M-24 of the domain specification. A team or organisation without a forecast of its own adds up those of its reps. The baseline rests on the
 * months of the five years before the month that are over, its index too, whereas `seasonality-index` is of all months there are.
 */
export const forecast = defineCalculation({
  name: 'forecast',
  title: 'Forecast',
  definition:
    'The forecast submitted for the fiscal month; else the mean of the last twelve months by the seasonal index of the month, with two years of history, or that mean alone, with one.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month'],
  forms: [],
  from: ['submitted-forecast', 'net-sales'],
  formula: 'submitted, else mean of 12 months × seasonal index, else mean of 12 months',
  operands: (question) => ({
    [submitted]: { kpi: 'submitted-forecast', period: question.period },
    ...historyOperands(question, question.period.period),
  }),
  compute: (found, question) => {
    const given = found.of(submitted)
    if (given.kind === 'amount') return { ...given, notes: { method: submitted } }
    const month: FiscalPeriod = question.period.period
    const baseline = baselineOf(historyFound(found, question, month), { place: placeInYear(question.reference, month) })
    return baseline === null ? none('insufficient-history') : { ...amount(baseline.amount), notes: { method: baseline.method } }
  },
})

import { absolute } from '@daybook/domain'
import { defineCalculation } from '../calculation.ts'
import { fraction, plus } from '../exact.ts'
import { comparedMonths, errorOf, forecastErrors } from '../forecast-errors.ts'
import { none, quotient } from '../outcome.ts'

/** M-26 of the domain specification. Months without sales are left out, and counted in the notes. */
export const forecastMape = defineCalculation({
  ...forecastErrors,
  name: 'forecast-mape',
  title: 'Forecast error, mean of months',
  definition:
    'How far the forecast at the start of a month was off as a part of what was sold in it, on average over the months with sales.',
  formula: 'mean of |actual − forecast| / |actual|',
  compute: (found, question) => {
    const months = comparedMonths(found, question)
    if (months.length === 0) return none('no-estimate')
    const sold = months.filter(({ actual }) => actual !== 0n)
    const total = sold.reduce((sum, month) => plus(sum, fraction(errorOf(month), absolute(month.actual))), fraction(0n, 1n))
    const mean = quotient(total.num, total.den * BigInt(sold.length), 'no-base')
    return { ...mean, ...(sold.length < months.length ? { notes: { excluded: `${months.length - sold.length}` } } : {}) }
  },
})

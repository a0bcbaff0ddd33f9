import { defineCalculation } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { lastCounted } from '../period-arithmetic.ts'
import { asAmount } from '../tenure.ts'

/** M-20 of the domain specification. Who was won back and has not bought since has none yet. */
export const tenureDays = defineCalculation({
  name: 'tenure-days',
  title: 'Tenure',
  definition:
    'Days from the first qualifying order of the current tenure, which a win-back begins anew, to the day, or to the loss that ended it.',
  unit: 'days',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['account'],
  grain: [],
  forms: [],
  from: ['tenure-start', 'tenure-end'],
  formula: '(end, or the day) − start',
  operands: ({ period }) => ({ start: { kpi: 'tenure-start', period }, end: { kpi: 'tenure-end', period } }),
  compute: (found, { period, asOf }) => {
    const [start, end] = [found.amount('start'), found.amount('end')]
    if (start === 0n) return none('no-orders')
    return amount((end === 0n ? asAmount(lastCounted(period, asOf)) : end) - start)
  },
})

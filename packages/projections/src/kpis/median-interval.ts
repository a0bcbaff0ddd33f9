import { occasionsIn, ordersUntil, rhythmOf } from '../buying-pattern.ts'
import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'

/** M-29 of the domain specification. The median is of the intervals that the overdue rule looks at: the last twelve, or all. */
export const medianInterval = defineCalculation({
  name: 'median-interval',
  title: 'Median interval',
  definition: 'The median number of days between the days on which an account bought: its own rhythm.',
  unit: 'days',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['account'],
  grain: [],
  forms: [],
  from: ['orders'],
  formula: 'median of the intervals between days with orders',
  operands: (question) => ({ orders: ordersUntil(question) }),
  compute: ({ parts }, { reference }) => {
    const rhythm = rhythmOf(reference, occasionsIn(parts('orders')))
    if (rhythm === null) return none('insufficient-history')
    return quotient(BigInt(rhythm.cadence.medianHalves), 2n, 'insufficient-history')
  },
})

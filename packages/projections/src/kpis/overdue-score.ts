import { occasionsIn, ordersUntil, rhythmOf, scoreOn, standingOn } from '../buying-pattern.ts'
import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { dayAsked } from '../period-arithmetic.ts'

/** M-30 of the domain specification. A lost account keeps its score: the pattern belongs to the account, and lists leave it out. */
export const overdueScore = defineCalculation({
  name: 'overdue-score',
  title: 'Overdue score',
  definition:
    'How far the time since the last order is beyond the rhythm of the account, in its own spreads; above 3 it is overdue.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['account'],
  grain: [],
  forms: [],
  from: ['orders'],
  formula: '(days since the last order − median interval) / max(1.4826·MAD, 0.10·median, 1)',
  operands: (question) => ({ orders: ordersUntil(question) }),
  compute: ({ parts }, question) => {
    const rhythm = rhythmOf(question.reference, occasionsIn(parts('orders')))
    if (rhythm === null) return none('insufficient-history')
    const day = dayAsked(question)
    const { num, den } = scoreOn(rhythm, day)
    const { status, note } = standingOn(rhythm, day)
    return { ...quotient(num, den, 'insufficient-history'), notes: { status, ...(note === null ? {} : { note }) } }
  },
})

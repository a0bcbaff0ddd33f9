import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { endedMonths, selected } from '../period-arithmetic.ts'

/**
 * M-39 of the domain specification. A month that is running is left out on both sides: its review may still come. Of a team or the
 * organisation, the months of all sellers who have a list on the last day that counts.
 */
export const listReviewCompliance = defineCalculation({
  name: 'list-review-compliance',
  title: 'List review compliance',
  definition:
    'Months of the period that have ended with a recorded review of the list of a seller, as a part of all that have ended.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['lists-reviewed', 'lists-kept'],
  formula: 'Σ lists reviewed in months ended / (lists kept × months ended)',
  operands: ({ period, asOf, reference }) => ({
    // On the last day that counts, which is that of the last month: a stock has no value over twelve months.
    kept: { kpi: 'lists-kept', period: selected(reference, period.months.at(-1) ?? period.period) },
    ...Object.fromEntries(
      endedMonths(period, asOf).map((month) => [month.id, { kpi: 'lists-reviewed', period: selected(reference, month) }]),
    ),
  }),
  compute: ({ amount }, { period, asOf }) => {
    const months = endedMonths(period, asOf)
    if (months.length === 0) return none('first-month-running')
    const reviewed = months.reduce((sum, { id }) => sum + amount(id), 0n)
    return quotient(reviewed, amount('kept') * BigInt(months.length), 'no-base')
  },
})

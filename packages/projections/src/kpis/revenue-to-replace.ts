import { defineCalculation } from '../calculation.ts'
import { amount } from '../outcome.ts'
import { revenueRetained, salesByAccount, withoutGrowth } from '../revenue-retention.ts'

/** What is missing of gross revenue retention (M-18 of the domain specification), as money: R-R1's last column. */
export const revenueToReplace = defineCalculation({
  ...salesByAccount,
  name: 'revenue-to-replace',
  title: 'Revenue to replace',
  definition:
    'What accounts that bought in the period of equal length before bought less of now than then; growth of others does not count.',
  unit: 'money',
  formula: 'Σ before − Σ min(max(now, 0), before), over accounts with before > 0',
  compute: (found, question) => {
    const retained = revenueRetained(found, question, withoutGrowth)
    return retained.kind === 'quotient' ? amount(retained.den - retained.num) : retained
  },
})

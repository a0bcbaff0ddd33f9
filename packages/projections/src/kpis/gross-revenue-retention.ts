import { defineCalculation } from '../calculation.ts'
import { revenueRetained, salesByAccount, withoutGrowth } from '../revenue-retention.ts'

/** M-18 of the domain specification. */
export const grossRevenueRetention = defineCalculation({
  ...salesByAccount,
  name: 'gross-revenue-retention',
  title: 'Gross revenue retention',
  definition:
    'The same as net revenue retention without growth: each account counts at most with its net sales of the period before, at least with none.',
  formula: 'Σ min(max(now, 0), before) / Σ before, over accounts with before > 0',
  compute: (found, question) => revenueRetained(found, question, withoutGrowth),
})

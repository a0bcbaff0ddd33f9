import { defineCalculation } from '../calculation.ts'
import { revenueRetained, salesByAccount } from '../revenue-retention.ts'

/** M-17 of the domain specification. */
export const netRevenueRetention = defineCalculation({
  ...salesByAccount,
  name: 'net-revenue-retention',
  title: 'Net revenue retention',
  definition: 'Net sales to the accounts that bought in the period of equal length before, as a part of their net sales then.',
  formula: 'Σ now / Σ before, over accounts with before > 0',
  compute: (found, question) => revenueRetained(found, question, (now) => now),
})

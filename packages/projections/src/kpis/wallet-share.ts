import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { lastCounted } from '../period-arithmetic.ts'
import { asAmount } from '../tenure.ts'

/**
 * M-48 of the domain specification. Of an account with several categories, of the organisation and of a family (which is the category)
 * over all accounts: what was sold in the estimated categories over the sum of their estimates. A share above one stands, and is noted
 * as `estimate-suspect`; so are the number and the mean age of the estimates. Basis and confidence are in the report `wallet`.
 */
export const walletShare = defineCalculation({
  name: 'wallet-share',
  title: 'Share of wallet',
  definition:
    'Net sales of the twelve months to the day in the estimated categories, as a part of what the accounts are estimated to spend in them a year.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['org', 'account', 'family'],
  grain: [],
  forms: [],
  from: ['wallet-sales', 'wallet-estimate', 'wallet-estimates', 'wallet-estimate-days'],
  formula: 'sales / estimate',
  operands: ({ period }) => ({
    estimate: { kpi: 'wallet-estimate', period },
    sales: { kpi: 'wallet-sales', period },
    estimates: { kpi: 'wallet-estimates', period },
    days: { kpi: 'wallet-estimate-days', period },
  }),
  compute: ({ amount }, { period, asOf }) => {
    const [sales, estimate, estimates] = [amount('sales'), amount('estimate'), amount('estimates')]
    if (estimate === 0n || estimates === 0n) return none('no-estimate')
    const age = asAmount(lastCounted(period, asOf)) - amount('days') / estimates
    const notes = { estimates: String(estimates), estimateAgeDays: String(age) }
    const suspect: Readonly<Record<string, string>> = sales > estimate ? { flag: 'estimate-suspect' } : {}
    return { ...quotient(sales, estimate, 'no-estimate'), notes: { ...notes, ...suspect } }
  },
})

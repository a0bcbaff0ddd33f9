import { type Calculation, type CalculationQuestion, defineCalculation, type Found, type Operands } from '../calculation.ts'
import { amount, none, type Outcome } from '../outcome.ts'
import { toDateOf, yearOf } from '../period-arithmetic.ts'

/** What the gap and the rate that closes it have in common. */
export const annualGap = {
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd'],
  from: ['quota', 'net-sales'],
  unit: 'money',
  operands: ({ period, reference }: CalculationQuestion): Operands => {
    const year = yearOf(reference, period)
    if (year === null) return {}
    return { quota: { kpi: 'quota', period: year }, sold: { kpi: 'net-sales', period: toDateOf(reference, period) } }
  },
} as const satisfies Partial<Calculation>

/** The annual quota less what was sold in the year to date. */
export const gapOf = ({ of, amount: amountOf }: Found, { period, reference }: CalculationQuestion): Outcome => {
  if (yearOf(reference, period) === null) return none('no-quota')
  const quota = of('quota')
  return quota.kind === 'amount' ? amount(quota.amount - amountOf('sold')) : quota
}

/** M-23 of the domain specification. */
export const quotaGap = defineCalculation({
  ...annualGap,
  name: 'quota-gap',
  title: 'Quota gap',
  definition: 'The quota of the whole fiscal year less net sales of the year to date.',
  formula: 'quota − sold',
  compute: gapOf,
})

import type { FiscalPeriod } from '@daybook/domain'
import { type CalculationQuestion, defineCalculation, type Found, type Operands } from '../calculation.ts'
import { type Exact, fraction, plus } from '../exact.ts'
import { none, quotient } from '../outcome.ts'
import { begunMonths, selected } from '../period-arithmetic.ts'
import { isFirstMonthRunning, passedOf } from './quota-pace.ts'

/** M-22 and P-18 of the domain specification. Owners without a quota are left out of both sides, as in the attainment of whole months. */
export const paceAttainment = defineCalculation({
  name: 'pace-attainment',
  title: 'Attainment to date',
  definition: 'Net sales as a part of the quota to date, month by month over those who have a quota.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd'],
  from: ['quota-variance', 'quota'],
  formula: 'Σ (variance + quota) / Σ quota × days passed / days',
  operands: ({ period, asOf, reference }): Operands =>
    Object.fromEntries(
      begunMonths(period, asOf).flatMap((month) => [
        [varianceOf(month), { kpi: 'quota-variance', period: selected(reference, month) }],
        [quotaOf(month), { kpi: 'quota', period: selected(reference, month) }],
      ]),
    ),
  compute: (found, question) => {
    if (isFirstMonthRunning(question)) return none('first-month-running')
    const months = begunMonths(question.period, question.asOf).flatMap((month) => comparedIn(found, question, month) ?? [])
    if (months.length === 0) return none('no-quota')
    const actual = months.reduce((sum, month) => sum + month.actual, 0n)
    const pace = months.reduce((sum, month) => plus(sum, month.pace), fraction(0n, 1n))
    return quotient(actual * pace.den, pace.num, 'zero-quota')
  },
})

const varianceOf = ({ id }: FiscalPeriod): string => `variance ${id}`
const quotaOf = ({ id }: FiscalPeriod): string => `quota ${id}`

type Compared = { readonly actual: bigint; readonly pace: Exact }

/** Both sides of a month that has a quota: what those who have one sold is the variance and the quota together. */
const comparedIn = (found: Found, { asOf }: CalculationQuestion, month: FiscalPeriod): Compared | null => {
  const [variance, quota] = [found.of(varianceOf(month)), found.of(quotaOf(month))]
  if (variance.kind !== 'amount' || quota.kind !== 'amount') return null
  const passed = passedOf(month, asOf)
  return { actual: variance.amount + quota.amount, pace: fraction(quota.amount * passed.num, passed.den) }
}

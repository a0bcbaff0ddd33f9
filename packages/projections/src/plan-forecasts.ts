import type { FiscalPeriod } from '@daybook/domain'
import type { Calculation, CalculationQuestion, Found, Operands } from './calculation.ts'
import { selected } from './period-arithmetic.ts'

/** What the comparisons of the pipeline forecast with quota have in common. Months without a quota are left out on both sides. M-28, P-17. */
export const comparedWithQuota = {
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['plan-forecast', 'quota'],
  operands: ({ period, reference }: CalculationQuestion): Operands =>
    Object.fromEntries(
      period.months.flatMap((month) => [
        [forecastOf(month), { kpi: 'plan-forecast', period: selected(reference, month) }],
        [quotaOf(month), { kpi: 'quota', period: selected(reference, month) }],
      ]),
    ),
} as const satisfies Partial<Calculation>

const forecastOf = ({ id }: FiscalPeriod): string => `forecast ${id}`
const quotaOf = ({ id }: FiscalPeriod): string => `quota ${id}`

/** Forecast and quota of the months that have a quota; null where none has. */
export const bothSides = (found: Found, { period }: CalculationQuestion): { forecast: bigint; quota: bigint } | null => {
  const months = period.months.filter((month) => found.of(quotaOf(month)).kind === 'amount')
  const sum = (name: (month: FiscalPeriod) => string) => months.reduce((total, month) => total + found.amount(name(month)), 0n)
  return months.length === 0 ? null : { forecast: sum(forecastOf), quota: sum(quotaOf) }
}

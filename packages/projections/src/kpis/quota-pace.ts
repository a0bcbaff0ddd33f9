import { dayNumber, divideHalfEven, type FiscalPeriod } from '@daybook/domain'
import { type CalculationQuestion, defineCalculation, type Operands } from '../calculation.ts'
import { type Exact, fraction, plus } from '../exact.ts'
import { amount, none, type Outcome } from '../outcome.ts'
import { begunMonths, endedMonths, selected } from '../period-arithmetic.ts'

/** The part of a month's days that have passed, the day asked for included; all of them once it is over. P-17. */
export const passedOf = ({ first, until }: FiscalPeriod, asOf: string): Exact => {
  const days = dayNumber(until) - dayNumber(first)
  const passed = Math.min(days, dayNumber(asOf as typeof first) - dayNumber(first) + 1) // Sound: a day that was asked for
  return fraction(BigInt(passed), BigInt(days))
}

/** Whether a pace to date would rest on a few days of the first month. P-18. */
export const isFirstMonthRunning = ({ period, asOf }: CalculationQuestion): boolean =>
  period.months.length > 1 && endedMonths(period, asOf).length === 0

/** M-22 and P-17 of the domain specification. On the last day of a month it is the quota. */
export const quotaPace = defineCalculation({
  name: 'quota-pace',
  title: 'Quota to date',
  definition: 'The quota of the months that are over, and of the running month the part that its days passed make up.',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd'],
  from: ['quota'],
  formula: 'Σ quota × days passed / days',
  operands: ({ period, asOf, reference }): Operands =>
    Object.fromEntries(
      begunMonths(period, asOf).map((month) => [month.id, { kpi: 'quota', period: selected(reference, month) }]),
    ),
  compute: ({ of }, question) => {
    if (isFirstMonthRunning(question)) return none('first-month-running')
    const pace = paceOf(begunMonths(question.period, question.asOf), { asOf: question.asOf, of })
    return pace === null ? none('no-quota') : amount(divideHalfEven(pace.num, pace.den))
  },
})

type Quotas = { readonly asOf: string; readonly of: (name: string) => Outcome }

/** The exact sum of the quotas to date; null where no month has one. */
const paceOf = (months: readonly FiscalPeriod[], { asOf, of }: Quotas): Exact | null =>
  months.reduce<Exact | null>((sum, month) => {
    const quota = of(month.id)
    if (quota.kind !== 'amount') return sum
    const passed = passedOf(month, asOf)
    return plus(sum ?? fraction(0n, 1n), fraction(quota.amount * passed.num, passed.den))
  }, null)

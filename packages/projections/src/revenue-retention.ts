import { addDays, dayNumber } from '@daybook/domain'
import type { Calculation, CalculationQuestion, Found, Operands, PartsOperand } from './calculation.ts'
import type { DayNumber } from './kpi.ts'
import { none, type Outcome, quotient } from './outcome.ts'
import { lastCounted } from './period-arithmetic.ts'

/**
 * What both measures of revenue retention have in common: net sales by account in the period and in the months just before it, as many as
 * it has. A period that is running is compared with the whole of those before. M-17, M-18.
 */
export const salesByAccount = {
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'industry', 'territory'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['net-sales'],
  operands: (question: CalculationQuestion): Operands => {
    const { period, asOf } = question
    const first = firstBefore(question)
    if (first === null) return {}
    return {
      before: sales(question, first, dayNumber(addDays(period.first, -1))),
      now: sales(question, dayNumber(period.first), lastCounted(period, asOf)),
    }
  },
} as const satisfies Partial<Calculation>

/** The first day of the months before the period; null where the calendar has a hole. */
const firstBefore = ({ period, reference }: CalculationQuestion): DayNumber | null => {
  const month = period.months[0]
  const first = month === undefined ? null : reference.calendar.previous(month, period.months.length)
  return first === null ? null : dayNumber(first.first)
}

/** Of the organisation the rows of its accounts are read: there is one for each, whoever was credited. */
const sales = ({ scope }: CalculationQuestion, from: DayNumber, last: DayNumber): PartsOperand => ({
  kpi: 'net-sales',
  by: 'account',
  ...(scope === 'org' ? { scope: 'account', isOfEveryone: true } : {}),
  from,
  last,
})

/** What is kept of the sales to those who bought before; nothing to compare with: `no-base`. */
export const revenueRetained = (
  found: Found,
  question: CalculationQuestion,
  kept: (now: bigint, before: bigint) => bigint,
): Outcome => {
  if (firstBefore(question) === null) return none('no-base')
  const now = new Map(found.parts('now').map(({ account, amount }) => [account, amount]))
  const base = found.parts('before').filter(({ amount }) => amount > 0n)
  const before = base.reduce((sum, { amount }) => sum + amount, 0n)
  const retained = base.reduce((sum, { account, amount }) => sum + kept(now.get(account) ?? 0n, amount), 0n)
  return quotient(retained, before, 'no-base')
}

/** Sales of now as far as they were there before: not more than then, not less than none. */
export const withoutGrowth = (now: bigint, before: bigint): bigint => {
  if (now < 0n) return 0n
  return now > before ? before : now
}

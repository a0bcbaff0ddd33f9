import { addDays, type Day, dayOf } from '@daybook/domain'
import type { Calculation, CalculationQuestion, Found, Operands } from './calculation.ts'
import { none, type Outcome, quotient } from './outcome.ts'
import { lastCounted, selected } from './period-arithmetic.ts'

/** What all measures of retained accounts have in common: M-15. */
export const cohortKept = {
  unit: 'ratio',
  kind: 'flow',
  view: 'book',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['active-accounts', 'retention-departed', 'retention-joined', 'retention-lost', 'retention-lost-buying'],
  operands: (question: CalculationQuestion): Operands => {
    const { period, reference } = question
    const [first, last] = [period.months[0], period.months.at(-1)]
    if (first === undefined || last === undefined || !hasBegun(question)) return {}
    const asOf = dayCounted(question)
    return {
      opening: { kpi: 'active-accounts', period: selected(reference, first), asOf: addDays(first.first, -1) },
      closing: { kpi: 'active-accounts', period: selected(reference, last), asOf },
      departed: { kpi: 'retention-departed', period, asOf },
      joined: { kpi: 'retention-joined', period, asOf },
      lost: { kpi: 'retention-lost', period, asOf },
      lostBuying: { kpi: 'retention-lost-buying', period, asOf },
    }
  },
} as const satisfies Partial<Calculation>

const hasBegun = ({ period, asOf }: CalculationQuestion): boolean => period.first <= asOf && period.months.length > 0

const dayCounted = ({ period, asOf }: CalculationQuestion): Day => dayOf(lastCounted(period, asOf))

/** What is left of the opening cohort; before the period has begun, and without a cohort, there is none: `no-base`. */
export const retained = (found: Found, question: CalculationQuestion, kept: (cohort: bigint) => bigint): Outcome => {
  if (!hasBegun(question)) return none('no-base')
  const cohort = found.amount('opening') - found.amount('departed')
  return quotient(kept(cohort), cohort, 'no-base')
}

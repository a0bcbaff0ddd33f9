import { type CalculationQuestion, defineCalculation, type Found, type Operands } from '../calculation.ts'
import { plansKnown } from '../merged-plans.ts'
import { quotient } from '../outcome.ts'
import { dayAsked } from '../period-arithmetic.ts'
import { isInForce, type PlanTerms } from '../plan-terms.ts'
import { resolve } from '../resolution.ts'
import { beginning } from '../timeline.ts'

/**
 * M-47 of the domain specification: in the book of whoever owns the accounts, whoever owns their plans. A plan of an account that was
 * merged away covers the account that stands for it until the day of the merge, which closes it: P-15.
 */
export const planCoverage = defineCalculation({
  name: 'plan-coverage',
  title: 'Plan coverage',
  definition: 'Key accounts with a key account plan in force on the day, as a part of all key accounts.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  forms: [],
  from: ['key-accounts', 'active-plans'],
  formula: 'key accounts with a plan in force / key accounts',
  operands: (question) => ({
    'key accounts': { kpi: 'key-accounts', by: 'account', from: beginning, last: dayAsked(question) },
    ...plansOperands(question),
  }),
  compute: (found, question) => {
    const keys = found.parts('key accounts')
    const planned = plannedAccounts(found, question)
    const all = keys.reduce((sum, { amount }) => sum + amount, 0n)
    const covered = keys.filter(({ account }) => planned.has(account)).reduce((sum, { amount }) => sum + amount, 0n)
    const without = keys.filter(({ account, amount }) => amount > 0n && !planned.has(account)).map(({ account }) => account)
    const notes = { withPlan: String(covered), keyAccounts: String(all), withoutPlan: without.slice(0, namedMax).join(', ') }
    return { ...quotient(covered, all, 'no-base'), notes }
  },
})

/** Accounts without a plan that an explanation names. */
const namedMax = 20

/** An account is asked with its own plans alone; of the others nobody knows beforehand whose key accounts they are. */
const plansOperands = (question: CalculationQuestion): Operands => {
  if (question.scope !== 'account') {
    return {
      plans: { kpi: 'active-plans', by: 'account', scope: 'org', entity: null, from: beginning, last: dayAsked(question) },
    }
  }
  return Object.fromEntries(
    plansOf(question).map(({ planId, from }) => [
      planName(planId),
      {
        kpi: 'active-plans',
        by: 'day',
        scope: 'org',
        entity: null,
        partition: `${ofPlans}${planId}`,
        from,
        last: dayAsked(question),
      },
    ]),
  )
}

const ofPlans = 'plan:'

const planName = (planId: string): string => `plan ${planId}`

/** The plans of an account that are in force on the day. */
const plansOf = (question: CalculationQuestion): readonly PlanTerms[] =>
  plansKnown(question.reference).filter(
    (plan) => customerOf(question, plan) === question.entity && isInForce(plan, dayAsked(question)),
  )

const customerOf = (question: CalculationQuestion, { accountId }: Pick<PlanTerms, 'accountId'>): string =>
  resolve(question.reference, accountId, dayAsked(question))

const plannedAccounts = (found: Found, question: CalculationQuestion): ReadonlySet<string> => {
  if (question.scope === 'account') {
    const isCounted = ({ planId }: PlanTerms): boolean => found.amount(planName(planId)) > 0n
    return new Set(
      plansOf(question)
        .filter(isCounted)
        .map((plan) => customerOf(question, plan)),
    )
  }
  const inForce = found.parts('plans').filter(({ amount }) => amount > 0n)
  return new Set(
    inForce.flatMap(({ account }) => {
      // A plan is a partition of its own: its name stands where that of an account would.
      const plan = question.reference.plans.get(account.slice(ofPlans.length))
      return plan === undefined ? [] : [customerOf(question, plan)]
    }),
  )
}

import { dayNumber, dayOf } from '@daybook/domain'
import type { CalculationQuestion, CellOperand, Found, Operands, PartsOperand } from './calculation.ts'
import { amount, none, type Outcome } from './outcome.ts'
import { selected } from './period-arithmetic.ts'
import type { PlanTerms } from './plan-terms.ts'
import { monthsOfPlan, plansOf } from './plans-of-period.ts'

/** The plans that a question is about. */
const plansAsked = ({ scope, entity, period, asOf, reference }: CalculationQuestion): readonly PlanTerms[] =>
  scope === 'account' && entity === null
    ? []
    : plansOf({ accountId: scope === 'account' ? entity : null, period, asOf, reference })

/** Who has plans at all: accounts are listed by it. */
const whose = (question: CalculationQuestion): Operands =>
  question.scope === 'account' ? { plans: { kpi: 'active-plans', period: question.period } } : {}

/** The targets of the plans that a question is about, each by its own name. */
export const targetOperands = (question: CalculationQuestion): Operands => ({
  ...whose(question),
  ...Object.fromEntries(plansAsked(question).flatMap((plan) => named(`target of ${plan.planId}`, targetOperand(plan, question)))),
})

/** What was sold to their accounts on their days up to the one asked about, each by the name of its plan. */
export const salesOperands = (question: CalculationQuestion): Operands => ({
  ...whose(question),
  ...Object.fromEntries(plansAsked(question).flatMap((plan) => named(`sales of ${plan.planId}`, salesOperand(plan, question)))),
})

/** What their accounts' open deals are likely to bring in the months of each plan, by the names of plan and month. */
export const pipelineOperands = (question: CalculationQuestion): Operands => ({
  ...whose(question),
  ...Object.fromEntries(
    plansAsked(question).flatMap((plan) =>
      monthsOfPlan(question.reference, plan).map((month) => [
        `pipeline of ${plan.planId} in ${month.id}`,
        {
          kpi: 'weighted-pipeline',
          scope: 'account' as const,
          entity: plan.accountId,
          period: selected(question.reference, month),
        },
      ]),
    ),
  ),
})

/** The sum of what the plans of a question have under each name; nothing without a plan. */
export const sumOfPlans = (found: Found, question: CalculationQuestion, operands: Operands): Outcome => {
  if (plansAsked(question).length === 0) return none('no-plan')
  const names = Object.keys(operands).filter((name) => name !== 'plans')
  return amount(names.reduce((sum, name) => sum + found.amount(name), 0n))
}

const named = <Operand>(name: string, operand: Operand | null): readonly (readonly [string, Operand])[] =>
  operand === null ? [] : [[name, operand]]

const targetOperand = (
  { planId, from }: PlanTerms,
  { reference }: Pick<CalculationQuestion, 'reference'>,
): CellOperand | null => {
  const month = reference.calendar.monthOf(dayOf(from))
  if (month === null) return null
  const period = selected(reference, month)
  return { kpi: 'plan-targets', scope: 'org', entity: null, partition: `plan:${planId}`, period }
}

const salesOperand = (
  { accountId, from, until }: PlanTerms,
  { asOf }: Pick<CalculationQuestion, 'asOf'>,
): PartsOperand | null => {
  const last = Math.min(until - 1, dayNumber(asOf))
  return from > last ? null : { kpi: 'net-sales', by: 'account', scope: 'account', entity: accountId, from, last }
}

/** Descriptions that the KPIs of M-41 have in common. */
export const planPeriodKpi = {
  version: 1,
  view: 'owner',
  scopes: ['org', 'account'],
  grain: ['month', 'quarter', 'year'],
  forms: [],
} as const

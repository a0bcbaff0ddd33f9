import { type Day, dayOf } from '@daybook/domain'
import { type CalculationQuestion, defineCalculation, type Found } from '../calculation.ts'
import { plansKnown } from '../merged-plans.ts'
import { amount, none } from '../outcome.ts'
import { dayAsked } from '../period-arithmetic.ts'
import { isInForce, isStale, nextReviewAfter, type PlanTerms } from '../plan-terms.ts'

/** M-46 of the domain specification. Of several plans in force the one that has waited longest. */
export const planAgeDays = defineCalculation({
  name: 'plan-age-days',
  title: 'Age of the plan',
  definition:
    'Days since the key account plan in force was last reviewed, or since it began; stale a week after a review was due.',
  unit: 'days',
  version: 1,
  kind: 'stock',
  view: 'owner',
  scopes: ['account'],
  grain: [],
  forms: [],
  from: ['plan-reviews', 'active-plans'],
  formula: 'the day − the later of the last review and the first day of the plan',
  operands: (question) => ({
    plans: { kpi: 'active-plans', period: question.period },
    ...Object.fromEntries(
      plansInForce(question).map(({ planId, from }) => [
        `reviews of ${planId}`,
        {
          kpi: 'plan-reviews',
          by: 'day',
          scope: 'org',
          entity: null,
          partition: `plan:${planId}`,
          from,
          last: dayAsked(question),
        },
      ]),
    ),
  }),
  compute: (found, question) => {
    const ages = plansInForce(question).map((plan) => ageOf(plan, found, question))
    const oldest = ages.reduce<Age | null>((most, age) => (most === null || age.days > most.days ? age : most), null)
    if (oldest === null) return none('no-plan')
    const { days, planId, nextReviewOn, stale } = oldest
    return { ...amount(BigInt(days)), notes: { planId, nextReviewOn, stale: String(stale) } }
  },
})

type Age = { readonly planId: string; readonly days: number; readonly nextReviewOn: Day; readonly stale: boolean }

const plansInForce = (question: CalculationQuestion): readonly PlanTerms[] =>
  plansKnown(question.reference).filter((plan) => plan.accountId === question.entity && isInForce(plan, dayAsked(question)))

const ageOf = ({ planId, from, cadence }: PlanTerms, found: Found, question: CalculationQuestion): Age => {
  const reviews = found.parts(`reviews of ${planId}`).filter((part) => part.amount > 0n)
  const since = Math.max(from, ...reviews.map(({ day }) => day))
  const day = dayAsked(question)
  const nextReviewOn = nextReviewAfter(dayOf(since), cadence)
  return { planId, days: day - since, nextReviewOn, stale: isStale(nextReviewOn, dayOf(day)) }
}

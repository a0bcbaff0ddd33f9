import { accept, byText, type Day } from '@daybook/domain'
import { z } from 'zod'
import type { PlanDocument } from '../documents/plan.ts'
import { asLines, type OpenedPlan, openedPlans, periodOfPlan, reviewsOf, statusOf, toldBy } from '../plan-on-day.ts'
import { defineReport, type ReportContext, type ReportRow, repeated } from '../report.ts'

/**
 * R-R3 of the domain specification: one line for each account and kind of plan. Of several plans of one kind that are not closed it is the
 * latest that has begun, else the next to begin; one that is over stays until another takes its place, since it is to be renewed.
 */
export const planRegister = defineReport({
  name: 'plan-register',
  title: 'Register of plans',
  definition:
    'The key account plans that are not closed, with how accounts are to be kept and to grow, and whether they are looked at.',
  whenEmpty: { needs: ['PlanOpened'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({ account: repeated, tier: repeated, scope: z.literal('account').optional(), entity: repeated }),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'tier', title: 'Tier', type: 'id' },
    { id: 'planId', title: 'Plan', type: 'id' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'keepStrategy', title: 'To keep it', type: 'text' },
    { id: 'growStrategy', title: 'To make it grow', type: 'text' },
    { id: 'cadence', title: 'Reviewed', type: 'id' },
    { id: 'lastReviewOn', title: 'Last review', type: 'date' },
    { id: 'nextReviewOn', title: 'Next review', type: 'date' },
    { id: 'stale', title: 'Stale', type: 'id' },
  ],
  rows: (context, { account, entity, tier }) =>
    context.documents<PlanDocument>('plan').then((documents) => {
      const accounts = account ?? entity
      const plans = openedPlans(documents, context.reference).filter(
        (plan) =>
          statusOf(plan, context.asOf) !== 'closed' &&
          (accounts?.includes(plan.accountId) ?? true) &&
          (tier?.includes(plan.opened.tier ?? '') ?? true),
      )
      const byKind = Map.groupBy(plans, ({ accountId: id, opened }) => JSON.stringify([id, opened.periodType]))
      return accept(
        [...byKind.values()]
          .map((ofKind) => currentOf(ofKind, context.asOf))
          .sort(byAccount)
          .map((plan) => rowOf(plan, context)),
      )
    }),
})

/** The latest that has begun, else the one that begins next. */
const currentOf = (plans: readonly OpenedPlan[], day: Day): OpenedPlan => {
  const byDay = plans.toSorted((a, b) => byText(a.opened.effectiveOn, b.opened.effectiveOn))
  const current = byDay.findLast(({ opened }) => opened.effectiveOn <= day) ?? byDay[0]
  if (current === undefined) throw new Error('a kind of plans without a plan')
  return current
}

const byAccount = (a: OpenedPlan, b: OpenedPlan): number => byText(a.accountId, b.accountId)

const rowOf = (plan: OpenedPlan, { asOf, reference }: ReportContext): ReportRow => ({
  accountId: plan.accountId,
  tier: plan.opened.tier,
  planId: plan.planId,
  period: periodOfPlan(reference, plan),
  keepStrategy: strategyOf(plan, 'keep', asOf),
  growStrategy: strategyOf(plan, 'grow', asOf),
  cadence: plan.opened.cadence,
  ...reviewsOf(plan, asOf),
})

const strategyOf = ({ strategies }: OpenedPlan, kind: 'keep' | 'grow', day: Day): string | null =>
  asLines(toldBy(strategies, day, (strategy) => strategy.kind ?? '').flatMap((told) => (told.kind === kind ? [told.text] : [])))

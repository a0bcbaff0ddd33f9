import { accept, type Day, dayNumber, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import { netBetween } from '../day-sales.ts'
import type { PlanDocument } from '../documents/plan.ts'
import { asLines, nodesOn, type OpenedPlan, openedPlans, statusOf, targetIn, toldBy } from '../plan-on-day.ts'
import { monthsOfPlan } from '../plans-of-period.ts'
import { type CellsFound, type DaySales, defineReport, type ReportContext, type ReportRow, repeated } from '../report.ts'

/**
 * R-S1 of the domain specification: a line for each plan. What it says is as it had been said by `asOf`; its target moves only with what
 * is known, like every plan. `actions` are the tactics that are open, `correctiveActions` those of the last review. A plan is `planned` before its
 * first day, `active`, `ended` after its last, or `closed`.
 */
export const keyAccountPlan = defineReport({
  name: 'key-account-plan',
  title: 'Key account plan',
  definition: 'What is planned for key accounts and by what means, against what they have bought on the days of the plan.',
  whenEmpty: { needs: ['PlanOpened'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({
    plan: repeated,
    account: repeated,
    status: repeated,
    scope: z.literal('account').optional(),
    entity: repeated,
  }),
  columns: [
    { id: 'planId', title: 'Plan', type: 'id' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'effectiveOn', title: 'From', type: 'date' },
    { id: 'effectiveUntil', title: 'Until', type: 'date' },
    { id: 'periodType', title: 'Kind of period', type: 'id' },
    { id: 'salesTarget', title: 'Sales target', type: 'money', unit: 'currency' },
    { id: 'objectives', title: 'Objectives', type: 'text' },
    { id: 'strategy', title: 'Strategy', type: 'text' },
    { id: 'internalResources', title: 'Internal resources', type: 'text' },
    { id: 'salesAchieved', title: 'Sales achieved', type: 'money', unit: 'currency' },
    { id: 'totalPipeline', title: 'Pipeline', type: 'money', unit: 'currency' },
    { id: 'weightedPipeline', title: 'Weighted pipeline', type: 'money', unit: 'currency' },
    { id: 'forecast', title: 'Forecast', type: 'money', unit: 'currency' },
    { id: 'forecastVariance', title: 'Forecast less target', type: 'money', unit: 'currency' },
    { id: 'risks', title: 'Risks', type: 'text' },
    { id: 'competitors', title: 'Competitors', type: 'text' },
    { id: 'supportRequired', title: 'Support required', type: 'text' },
    { id: 'correctiveActions', title: 'Corrective actions', type: 'text' },
    { id: 'actions', title: 'Actions', type: 'text' },
    { id: 'status', title: 'Status', type: 'id' },
  ],
  rows: (context, { plan, account, entity, status }) =>
    context.documents<PlanDocument>('plan').then((documents) => {
      const accounts = account ?? entity
      const plans = openedPlans(documents, context.reference).filter(
        (each) =>
          (plan?.includes(each.planId) ?? true) &&
          (accounts?.includes(each.accountId) ?? true) &&
          (status?.includes(statusOf(each, context.asOf)) ?? true),
      )
      return figuresOf(context, plans).then((figures) => accept(plans.map((each) => rowOf(each, context, figures))))
    }),
})

/** What the figures of plans are made of: sales by day, and what is open, by account and month. */
type Figures = {
  readonly sales: ReadonlyMap<string, readonly DaySales[]>
  readonly pipeline: CellsFound
  readonly weighted: CellsFound
}

const figuresOf = (context: ReportContext, plans: readonly OpenedPlan[]): Promise<Figures> => {
  const entities = [...new Set(plans.map(({ accountId }) => accountId))]
  const periods = [...new Set(plans.flatMap((plan) => monthsOfPlan(context.reference, daysOf(plan)).map(({ id }) => id)))]
  const read = { scope: 'account', entities, periods } as const
  return Promise.all([
    context.salesByDay(entities),
    context.cells({ kpi: 'pipeline', ...read }),
    context.cells({ kpi: 'weighted-pipeline', ...read }),
  ]).then(([sales, pipeline, weighted]) => ({ sales, pipeline, weighted }))
}

const daysOf = ({ opened }: OpenedPlan) => ({
  from: dayNumber(opened.effectiveOn as Day), // Sound: days that were recorded
  until: dayNumber(opened.effectiveUntil as Day),
})

const rowOf = (plan: OpenedPlan, { asOf, reference }: ReportContext, figures: Figures): ReportRow => {
  const { accountId } = plan
  const { effectiveOn, effectiveUntil, periodType } = plan.opened
  const target = targetIn(reference, plan)
  const achieved = achievedBy(plan, asOf, figures.sales.get(accountId) ?? [])
  const months = monthsOfPlan(reference, daysOf(plan))
  const openIn = (cells: CellsFound): bigint =>
    months.reduce((sum, { id }) => {
      const outcome = cells.outcome(accountId, id)
      return outcome.kind === 'amount' ? sum + outcome.amount : sum
    }, 0n)
  const forecast = achieved + openIn(figures.weighted)
  return {
    planId: plan.planId,
    ...{ accountId, effectiveOn, effectiveUntil, periodType },
    salesTarget: target === null ? null : decimalOf(target),
    salesAchieved: decimalOf(achieved),
    totalPipeline: decimalOf(openIn(figures.pipeline)),
    weightedPipeline: decimalOf(openIn(figures.weighted)),
    forecast: decimalOf(forecast),
    forecastVariance: target === null ? null : decimalOf(forecast - target),
    ...wordsOf(plan, asOf),
    status: statusOf(plan, asOf),
  }
}

/** Net sales on the days of the plan, up to a day. M-01. */
const achievedBy = (plan: OpenedPlan, day: Day, sales: readonly DaySales[]): bigint => {
  const { from, until } = daysOf(plan)
  return netBetween(sales, from - 1, Math.min(until - 1, dayNumber(day)))
}

const wordsOf = (plan: OpenedPlan, day: Day) => {
  const resources = toldBy(plan.resources, day, ({ resourceId, text }) => resourceId ?? `text ${text}`)
  const resourcesOf = (kind: 'internal' | 'support') =>
    asLines(resources.filter((each) => each.kind === kind).map(({ text }) => text))
  const lastReview = toldBy(plan.reviews, day, () => 'review')
  return {
    objectives: asLines(toldBy(plan.objectives, day, ({ objectiveId }) => objectiveId ?? '').map(({ text }) => text)),
    strategy: asLines(toldBy(plan.strategies, day, ({ kind }) => kind ?? '').map(({ text }) => text)),
    internalResources: resourcesOf('internal'),
    supportRequired: resourcesOf('support'),
    risks: asLines(openRisks(plan, day)),
    competitors: asLines(toldBy(plan.competitors, day, ({ competitor }) => competitor).map(({ competitor }) => competitor)),
    correctiveActions: asLines(lastReview.flatMap(({ correctiveActions }) => correctiveActions ?? [])),
    actions: asLines(openTactics(plan, day)),
  }
}

const openRisks = ({ risks }: OpenedPlan, day: Day): readonly string[] =>
  risks.filter(({ on, closedOn }) => on <= day && (closedOn === null || closedOn > day)).map(({ text }) => text)

const openTactics = (plan: OpenedPlan, day: Day): readonly string[] =>
  nodesOn(plan, day).flatMap(({ kind, status, text }) => (kind === 'tactic' && status === 'open' ? [text] : []))

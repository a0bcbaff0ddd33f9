import { defineKpi } from '../kpi.ts'
import { type PlanView, planKpi, rowsOfPlan } from '../plan-book.ts'
import { monthOfDay } from '../reference.ts'

/** Reviews of key account plans: what the age of a plan counts from. M-46 of the domain specification. */
export const planReviews = defineKpi<PlanView>({
  ...planKpi,
  name: 'plan-reviews',
  title: 'Plan reviews',
  definition: 'Reviews of key account plans, by the day they were held.',
  unit: 'activities',
  kind: 'flow',
  ledger: 'plan-reviews',
  grain: ['month'],
  contributions: (view) =>
    view.book.reviews.flatMap(({ on, setBy }) => {
      const period = monthOfDay(view.reference, on)
      if (period === null) return []
      return rowsOfPlan(view, { from: on, until: on + 1 }).map(({ entity }) => ({
        cell: { entity, period },
        from: on,
        until: null,
        amounts: [1n],
        because: [setBy],
      }))
    }),
})

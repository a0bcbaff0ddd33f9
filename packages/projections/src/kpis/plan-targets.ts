import { defineKpi } from '../kpi.ts'
import { type PlanView, planKpi, rowsOfPlan, targetOf } from '../plan-book.ts'
import { monthOfDay } from '../reference.ts'
import { beginning } from '../timeline.ts'

/**
 * The targets of single plans, which `plan-target` adds up: those of one period, whatever other plans there are. Each stands in the fiscal
 * month in which its plan begins, like every plan from the beginning of time. M-41 of the domain specification.
 */
export const planTargets = defineKpi<PlanView>({
  ...planKpi,
  name: 'plan-targets',
  title: 'Targets of single plans',
  definition: 'The target in force of a key account plan, at the rate of its first day.',
  unit: 'money',
  kind: 'plan',
  ledger: 'plan-targets',
  grain: ['month'],
  listed: false,
  contributions: (view) => {
    const { opened } = view.book
    const target = targetOf(view)
    const period = opened === null ? null : monthOfDay(view.reference, opened.from)
    if (opened === null || target === null || period === null) return []
    return rowsOfPlan(view, { from: opened.from, until: opened.from + 1 }).map(({ entity }) => ({
      cell: { entity, period },
      from: beginning,
      until: null,
      amounts: [target.amount],
      because: [target.setBy],
    }))
  },
})

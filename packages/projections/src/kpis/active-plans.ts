import { defineKpi } from '../kpi.ts'
import { lifeOf, type PlanView, planKpi, stockRows } from '../plan-book.ts'

/** Key account plans in force: what M-41 and M-47 of the domain specification count. The loss of an account ends none, a merge into another one does: P-15. */
export const activePlans = defineKpi<PlanView>({
  ...planKpi,
  name: 'active-plans',
  title: 'Plans in force',
  definition: 'Key account plans on their days, until they are closed: of the account, and of whoever owns the plan.',
  kind: 'stock',
  ledger: 'plans',
  grain: [],
  contributions: (view) => {
    const life = lifeOf(view)
    return life === null ? [] : stockRows(view, [life])
  },
})

import type { Direction } from './benchmarks.ts'

/** A key sales indicator: a KPI that reps are compared by, and whether more of it is better. */
export type Ksi = { readonly kpi: string; readonly direction: Direction }

/** The indicators that reps are compared by unless others are asked for: one line each. */
export const ksis: readonly Ksi[] = [
  { kpi: 'net-sales', direction: 'higher' },
  { kpi: 'quota-attainment', direction: 'higher' },
  { kpi: 'sales-growth', direction: 'higher' },
  { kpi: 'buying-accounts', direction: 'higher' },
  { kpi: 'average-order-size', direction: 'higher' },
  { kpi: 'sales-per-customer', direction: 'higher' },
  { kpi: 'retention', direction: 'higher' },
  { kpi: 'active-accounts', direction: 'higher' },
  { kpi: 'overdue-buyers', direction: 'lower' },
  { kpi: 'lost-accounts', direction: 'lower' },
  { kpi: 'follow-through', direction: 'higher' },
  { kpi: 'forecast-accuracy', direction: 'higher' },
]

/** Whether less of an indicator is better: what is lost, overdue or wrong. */
export const directionOf = (kpi: string): Direction => ksis.find((each) => each.kpi === kpi)?.direction ?? 'higher'

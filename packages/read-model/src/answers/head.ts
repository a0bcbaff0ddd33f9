import type { AnyMeasure, Scope } from '@daybook/projections'
import type { View } from './view.ts'

/** What every answer about a KPI begins with; `unit` is the reporting currency where the values are money. */
export const headOf = ({ reference }: View, { name, version, unit }: AnyMeasure, scope: Scope) => ({
  kpi: name,
  version,
  unit: unit === 'money' ? reference.currency : unit,
  scope,
})

import { dayNumber } from '@daybook/domain'
import type { Since } from '@daybook/projections'
import type { CellsAsked } from './values.ts'
import type { View } from './view.ts'

/** What must be decided before a KPI counts anything, where it was not by the day asked for and the last day of its periods. */
export const awaitedBy = ({ at, reference }: View, { measure, periods }: CellsAsked): { readonly awaits?: Since } => {
  const since = 'since' in measure ? measure.since : undefined
  if (since === undefined) return {}
  const day = Math.min(dayNumber(at.asOf), Math.max(...periods.map(({ last }) => dayNumber(last))))
  return reference.reference[since.timeline].some(({ from }) => from <= day) ? {} : { awaits: since }
}

import { type DependencyView, metDependencyKpi, onceMet } from '../dependency-book.ts'
import { defineKpi } from '../kpi.ts'

/** What the days to meet of M-55 are computed from. */
export const dependencyDays = defineKpi<DependencyView>({
  ...metDependencyKpi,
  name: 'dependency-days',
  title: 'Days until dependencies were met',
  definition: 'The days from the day on which each was raised to the one on which it was met, added up.',
  unit: 'days',
  listed: false,
  contributions: (view) => onceMet(view, ({ on }, met) => BigInt(met.on - on)),
})

import { type DependencyView, metDependencyKpi, onceMet } from '../dependency-book.ts'
import { defineKpi } from '../kpi.ts'

/** M-55 of the domain specification. */
export const dependenciesMet = defineKpi<DependencyView>({
  ...metDependencyKpi,
  name: 'dependencies-met',
  title: 'Dependencies met',
  definition: 'What other functions owed accounts and did, on the day they did it.',
  unit: 'dependencies',
  contributions: (view) => onceMet(view, () => 1n),
})

import { type DependencyView, openDependencyKpi, whileOwed } from '../dependency-book.ts'
import { defineKpi } from '../kpi.ts'

/** M-55 of the domain specification. The day by which it is needed is still in time. */
export const dependenciesOverdue = defineKpi<DependencyView>({
  ...openDependencyKpi,
  name: 'dependencies-overdue',
  title: 'Overdue dependencies',
  definition: 'What other functions still owe accounts after the day by which it was needed.',
  contributions: (view) => whileOwed(view, ({ on, neededBy }) => Math.max(on, neededBy + 1)),
})

import { type DependencyView, openDependencyKpi, whileOwed } from '../dependency-book.ts'
import { defineKpi } from '../kpi.ts'

/** M-55 of the domain specification. */
export const dependenciesOpen = defineKpi<DependencyView>({
  ...openDependencyKpi,
  name: 'dependencies-open',
  title: 'Open dependencies',
  definition: 'What other functions owe accounts, from the day it was raised until it is met or dropped.',
  contributions: (view) => whileOwed(view, ({ on }) => on),
})

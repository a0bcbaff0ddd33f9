import type { Scope } from '@daybook/projections'
import type { At } from './sources.ts'

/** One cell of a KPI by its selectors. */
export type CellName = {
  readonly kpi: string
  readonly scope: Scope
  readonly entity: string | null
  readonly period: string
}

/** Where a question about a cell is asked again, at the same two times. */
export const cellHref = (question: 'explain' | 'replay' | 'verify' | 'diff', cell: CellName, { asOf, position }: At): string => {
  const selectors = new URLSearchParams({ scope: cell.scope })
  if (cell.entity !== null) selectors.set('entity', cell.entity)
  selectors.set('period', cell.period)
  selectors.set('asOf', asOf)
  if (position !== null) selectors.set('knownAt', `position:${position}`)
  return `/v1/kpis/${encodeURIComponent(cell.kpi)}/${question}?${selectors}`
}

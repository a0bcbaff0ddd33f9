import type { AnyMeasure, Outcome, PeriodSelection } from '@daybook/projections'
import type { Close } from './book-reference.ts'
import { type Cell, earlier, type OpenView, ownInput, type SolvedCell, sameCellAt, solve } from './cell.ts'
import { entriesOf } from './entries.ts'
import { shown, shownAmount } from './outcome.ts'
import { type CellsAsked, compute, type ValueRow } from './values.ts'
import type { View } from './view.ts'

type Shown = string | number | null

/** A value at the close of its month and now; null where the month is open. A difference of ratios is not an adjustment. Audit 14. */
type Comparison = { readonly asClosed: Shown; readonly current: Shown; readonly adjustment: Shown }

/** The close of a cell's month, with how many entries came after it. */
export type CloseBlock = Comparison & { readonly position: string; readonly eventId: string; readonly entries: number }

/** The latest close of a fiscal month that still holds; longer periods have none. */
export const closeOf = ({ reference }: View, { form, period }: PeriodSelection): Close | null =>
  form === 'plain' && period.grain === 'month' ? (reference.closes.get(period.id) ?? null) : null

/** What a cell was at the close of its month, what it is, and what has come since; null where the month is open. */
export const closeBlock = async (open: OpenView, cell: SolvedCell): Promise<CloseBlock | null> => {
  const close = closeOf(cell.view, cell.period)
  if (close === null) return null
  const closed = await solve(await sameCellAt(open, cell, closeTimes(cell, close)))
  const input = ownInput(cell)
  const since =
    input === null
      ? []
      : await entriesOf(cell.view.sources.readModel, input, { after: close.position, position: cell.view.at.position })
  return {
    position: close.position.toString(),
    eventId: close.eventId,
    ...comparison(cell.measure, closed.outcome, cell.outcome),
    entries: since.filter(({ reason }) => reason !== 'basis').length,
  }
}

const closeTimes = ({ view, period }: Pick<Cell, 'view' | 'period'>, { position }: Close) => ({
  asOf: earlier(view.at.asOf, period.last),
  position,
})

const comparison = (measure: AnyMeasure, closed: Outcome, current: Outcome): Comparison => ({
  asClosed: shown(measure, closed).value,
  current: shown(measure, current).value,
  adjustment:
    closed.kind === 'amount' && current.kind === 'amount' ? shownAmount(measure, current.amount - closed.amount).value : null,
})

/** A row of values with what it was at the close of its month. */
export type ComparedRow = ValueRow & Comparison

const open: Comparison = { asClosed: null, current: null, adjustment: null }

/** The rows with the three columns of `compare=close`: one more reading for each close that a period asked for has. */
export const comparedWithClose = async (
  openView: OpenView,
  view: View,
  { asked, rows }: { readonly asked: CellsAsked; readonly rows: readonly ValueRow[] },
): Promise<readonly ComparedRow[]> => {
  const entities = asked.scope === 'org' ? null : [...new Set(rows.flatMap(({ entity }) => (entity === null ? [] : [entity])))]
  const current = await outcomes(view, { ...asked, entities })
  const closed = new Map<string, Outcome>()
  for (const period of asked.periods) {
    const close = closeOf(view, period)
    if (close === null) continue
    const then = await openView(closeTimes({ view, period }, close))
    for (const [key, outcome] of await outcomes(then, { ...asked, entities, periods: [period] })) closed.set(key, outcome)
  }
  return rows.map((row) => {
    const before = closed.get(cellKey(row))
    const now = current.get(cellKey(row))
    if (before === undefined || now === undefined) return { ...row, ...open, current: row.value }
    return { ...row, ...comparison(asked.measure, before, now) }
  })
}

const cellKey = ({ entity, period }: { readonly entity: string | null; readonly period: string }): string =>
  JSON.stringify([entity, period])

const outcomes = async (view: View, asked: CellsAsked): Promise<ReadonlyMap<string, Outcome>> => {
  const computed = await compute(view, asked)
  const cells = computed.ok ? computed.value.cells : []
  return new Map(cells.map(({ entity, period, outcome }) => [cellKey({ entity, period: period.id }), outcome]))
}

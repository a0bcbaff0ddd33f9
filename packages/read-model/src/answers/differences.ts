import type { Outcome } from '@daybook/projections'
import { type Cell, type OpenView, sameCellAt } from './cell.ts'
import { differenceOf, type Times } from './difference.ts'
import { headOf } from './head.ts'
import { shown } from './outcome.ts'
import { type PageAsked, pageAt } from './page.ts'
import { type CellsAsked, compute } from './values.ts'
import type { View } from './view.ts'

type Shown = string | number | null

/** One cell whose value is another at the second pair of times. */
export type ChangedCell = {
  readonly entity: string | null
  readonly period: string
  readonly from: Shown
  readonly to: Shown
  readonly difference: Shown
}

/** The cells of a whole KPI that differ between two pairs of times. Audit 9.3. */
export type Differences = ReturnType<typeof headOf> & {
  readonly rows: readonly ChangedCell[]
  readonly rowsTotal: number
  readonly nextOffset: number | null
}

/** Compares all cells of a KPI at two pairs of times: one row for each that differs. */
export const diffAll = async (
  open: OpenView,
  asked: CellsAsked & { readonly view: View },
  { from, to, ...page }: Times & PageAsked,
): Promise<Differences> => {
  const before = await cellsAt(open, asked, from)
  const after = await cellsAt(open, asked, to)
  const everyone = [...new Set([...before.entities, ...after.entities])]
  const named = { ...asked, entities: everyone.filter((entity) => entity !== null) }
  const sides = [await cellsAt(open, named, from), await cellsAt(open, named, to)] as const
  const rows = [...sides[1].outcomes].flatMap(([key, { cell, outcome }]) => {
    const former = sides[0].outcomes.get(key)?.outcome ?? outcome
    const row = { ...cell, from: shown(asked.measure, former).value, to: shown(asked.measure, outcome).value }
    return row.from === row.to ? [] : [{ ...row, difference: differenceOf(asked.measure, former, outcome) }]
  })
  const found = pageAt(rows, page)
  return { ...headOf(asked.view, asked.measure, asked.scope), rows: found.items, rowsTotal: rows.length, nextOffset: found.next }
}

type Known = {
  readonly cell: { readonly entity: string | null; readonly period: string }
  readonly outcome: Outcome
}

const cellsAt = async (open: OpenView, asked: CellsAsked & { readonly view: View }, at: Times['from']) => {
  const cells: Cell[] = asked.periods.map((period) => ({ ...asked, entity: null, period }))
  const periods = await Promise.all(cells.map(async (cell) => (await sameCellAt(open, cell, at)).period))
  const computed = await compute(await open(at), { ...asked, periods })
  const found = computed.ok ? computed.value.cells : []
  const outcomes = new Map<string, Known>(
    found.map(({ entity, period, outcome }) => [
      JSON.stringify([entity, period.id]),
      { cell: { entity, period: period.id }, outcome },
    ]),
  )
  return { entities: found.map(({ entity }) => entity), outcomes }
}

import type { Recorded } from '@daybook/domain'
import { booksOf, type FoldedBook, foldsOf, isSameOutcome, type Outcome, type StoredRow } from '@daybook/projections'
import { type Cell, type OpenView, type SolvedCell, sameCellAt, solve } from './cell.ts'
import { foldedOutcome } from './folded.ts'
import { inputsOf } from './formula.ts'
import { headOf } from './head.ts'
import { amountIn, type Input } from './input.ts'
import { cellsOfInput, isInCells, readBuckets, readRows, withEveryone } from './input-rows.ts'
import { shown, shownAmount } from './outcome.ts'

type Shown = string | number | null

/** Where served and folded values part: equal before the event, different after it. Not necessarily the only place. */
export type Divergence = {
  readonly position: string
  readonly eventId: string
  readonly partition: string | null
  readonly servedBefore: Shown
  readonly servedAfter: Shown
  readonly foldedBefore: Shown
  readonly foldedAfter: Shown
}

/** A value checked against its own rows and against the raw events. Audit 9.5; three levels, never collapsed into one. */
export type Verification = ReturnType<typeof headOf> & {
  readonly entity: string | null
  readonly period: string
  readonly served: Shown
  readonly folded: Shown
  readonly equal: boolean
  readonly firstDivergence: Divergence | null
  /** `sum` of the deltas that count; `lastTotal` is that of all rows of the cells, also of days after `asOf`. */
  readonly arithmetic: { readonly ok: boolean; readonly sum: Shown; readonly lastTotal: Shown }
  readonly derivation: {
    readonly ok: boolean
    readonly coverage: 'all'
    readonly events: string
    readonly partitions: number
  }
  readonly integrity: 'not-available'
  readonly completeness: { readonly ok: boolean; readonly dense: boolean; readonly streamsContiguous: boolean }
}

/** Checks the value of a cell: its rows against their totals, and the value against one folded from all events up to the position. */
export const verifyCell = async (open: OpenView, cell: SolvedCell): Promise<Verification> => {
  const { view, measure, scope, entity, period, outcome } = cell
  const { position } = view.at
  const seen = new Seen()
  const folded = await foldedOutcome(cell, position, (event, before) => seen.add(event, before))
  const equal = isSameOutcome(outcome, folded)
  const completeness = { dense: seen.isDense && seen.events === (position ?? -1n) + 1n, streamsContiguous: seen.isContiguous }
  return {
    ...headOf(view, measure, scope),
    entity,
    period: period.id,
    served: shown(measure, outcome).value,
    folded: shown(measure, folded).value,
    equal,
    firstDivergence: equal ? null : await firstDivergence(open, cell),
    arithmetic: await arithmeticOf(cell),
    derivation: { ok: equal, coverage: 'all', events: seen.events.toString(), partitions: seen.partitions.size },
    integrity: 'not-available',
    completeness: { ok: completeness.dense && completeness.streamsContiguous, ...completeness },
  }
}

/** What a walk through the log tells of the log itself. */
class Seen {
  events = 0n
  isDense = true
  isContiguous = true
  /** Accounts, quota owners and reviews that the events are about. */
  readonly partitions = new Set<string>()
  readonly #next = new Map<string, bigint>()

  add(event: Recorded, before: FoldedBook): void {
    const { position, stream, revision } = event
    if (position !== this.events) this.isDense = false
    if (revision !== (this.#next.get(stream) ?? 0n)) this.isContiguous = false
    this.#next.set(stream, revision + 1n)
    this.events += 1n
    for (const partition of partitionsOf(event, before)) this.partitions.add(partition)
  }
}

/** The partitions that an event is about: its account, and small ones. */
const partitionsOf = (event: Recorded, before: FoldedBook): readonly string[] => {
  const small = foldsOf(event).map((fold) => `${fold.name} ${fold.idOf(event, booksOf(before))}`)
  return 'accountId' in event.data ? [`account ${event.data.accountId}`, ...small] : small
}

const arithmeticOf = async (cell: SolvedCell): Promise<Verification['arithmetic']> => {
  const inputs = inputsOf(cell.formula)
  const sums = await Promise.all(inputs.map((input) => sumsOf(cell, input)))
  const ok = sums.every(({ whole, total, counted }, place) => {
    const input = inputs[place]
    return whole === total && input !== undefined && counted === amountIn(cell.amounts, input)
  })
  const [only] = sums
  if (only === undefined || cell.formula.op !== 'entries') return { ok, sum: null, lastTotal: null }
  return { ok, sum: shownAmount(cell.measure, only.counted).value, lastTotal: shownAmount(cell.measure, only.total).value }
}

type Sums = { readonly whole: bigint; readonly total: bigint; readonly counted: bigint }

/** The deltas of an input's cells, added up anew, and their last running totals. */
const sumsOf = async ({ view }: SolvedCell, asked: Input): Promise<Sums> => {
  const { readModel } = view.sources
  const { position } = view.at
  if (position === null) return { whole: 0n, total: 0n, counted: 0n }
  const add = (rows: readonly StoredRow[]) => rows.reduce((sum, row) => sum + (row.deltas[asked.column] ?? 0n), 0n)
  const input = await withEveryone(readModel, asked, position)
  const counted = await readRows(readModel, input, { after: -1n, position })
  if (input.rows.partition !== null) return { whole: add(counted), total: add(counted), counted: add(counted) }
  const periods = cellsOfInput(input, await readBuckets(readModel, [input], position)).map(({ period }) => period)
  const rows = await readModel.rows({ ledger: input.kpi.ledger, periods, entities: input.rows.entities, position })
  const last = new Map(rows.map((row) => [`${row.period} ${row.entity.id} ${row.entity.team}`, row]))
  const total = [...last.values()].reduce((sum, row) => sum + (row.totals[input.column] ?? 0n), 0n)
  return { whole: add(rows), total, counted: add(rows.filter((row) => isInCells(input, row))) }
}

/** Halves the log until one event is left: before it both sides agree, after it they do not. */
const firstDivergence = async (open: OpenView, cell: Cell): Promise<Divergence | null> => {
  const { at, sources } = cell.view
  const sidesAt = async (count: bigint): Promise<{ readonly served: Outcome; readonly folded: Outcome }> => {
    const position = count === 0n ? null : count - 1n
    const then = await sameCellAt(open, cell, { asOf: at.asOf, position })
    return { served: (await solve(then)).outcome, folded: await foldedOutcome(then, position) }
  }
  let [same, different] = [0n, (at.position ?? -1n) + 1n]
  while (different - same > 1n) {
    const middle = (same + different) >> 1n
    const sides = await sidesAt(middle)
    if (isSameOutcome(sides.served, sides.folded)) same = middle
    else different = middle
  }
  if (different === 0n) return null
  const [event] = await sources.log.readAll({ from: different - 1n, limit: 1 })
  if (event === undefined) return null
  const [before, after] = [await sidesAt(same), await sidesAt(different)]
  const [row] = await sources.readModel.rowsAt(event.position)
  const show = (outcome: Outcome): Shown => shown(cell.measure, outcome).value
  return {
    position: event.position.toString(),
    eventId: event.eventId,
    partition: row?.partition ?? null,
    servedBefore: show(before.served),
    servedAfter: show(after.served),
    foldedBefore: show(before.folded),
    foldedAfter: show(after.folded),
  }
}

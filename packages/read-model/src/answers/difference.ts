import { byBigint } from '@daybook/domain'
import { type AnyMeasure, fourDecimals, fraction, minus, type Outcome, real, sixDecimals } from '@daybook/projections'
import { type Cell, type OpenView, type SolvedCell, sameCellAt, solve } from './cell.ts'
import { entriesOf, type LogicalEntry } from './entries.ts'
import { type EntryLine, type Line, linesOf, showLines } from './entry-lines.ts'
import { headOf } from './head.ts'
import { isCalculation, isRatio, shown, shownAmount } from './outcome.ts'
import { type PageAsked, pageAt } from './page.ts'
import { shownInputs } from './shown-inputs.ts'
import type { At } from './sources.ts'

type Shown = string | number | null

/** The two pairs of times that are compared. */
export type Times = { readonly from: At; readonly to: At }

/** A value at one pair of times. */
type Side = { readonly asOf: string; readonly position: string | null; readonly value: Shown; readonly reason?: string }

/** An entry that counts on one side only; of a formula with the input it belongs to. */
export type DifferenceLine = Omit<EntryLine, 'total'> & {
  readonly side: 'from' | 'to'
  readonly input: { readonly kpi: string; readonly entity: string | null; readonly period: string }
}

/** What moved a value between two pairs of times. Audit 9.3. */
export type Difference = ReturnType<typeof headOf> & {
  readonly entity: string | null
  readonly period: string
  readonly from: Side
  readonly to: Side
  /** Of ratios in points, exact before it is rounded; null where one side has no value. */
  readonly difference: Shown
  readonly byReason: Readonly<Record<string, Shown>>
  readonly entries: readonly DifferenceLine[]
  readonly entriesTotal: number
  readonly nextOffset: number | null
}

/** Compares a cell at two pairs of times: the entries in exactly one of the two; pairs that net to zero only when all are asked for. */
export const diffCell = async (
  open: OpenView,
  cell: Cell,
  { from, to, ...page }: Times & PageAsked & { readonly basis?: 'folded' | 'all' },
): Promise<Difference> => {
  const before = await solve(await sameCellAt(open, cell, from))
  const after = await solve(await sameCellAt(open, cell, to))
  const [onlyBefore, onlyAfter] = exclusive(await entriesShown(before), await entriesShown(after))
  const lines = [...sided('from', onlyBefore, page.basis), ...sided('to', onlyAfter, page.basis)].sort(byPosition)
  const found = pageAt(lines, page)
  const shownLines = await showLines(
    after.view.sources.log,
    found.items.map(({ line }) => line),
  )
  return {
    ...headOf(after.view, cell.measure, cell.scope),
    entity: cell.entity,
    period: after.period.id,
    from: sideOf(before),
    to: sideOf(after),
    difference: differenceOf(cell.measure, before.outcome, after.outcome),
    byReason: byReason(cell.measure, onlyBefore, onlyAfter),
    entries: shownLines.map(({ total: _, ...line }, place) => ({ ...line, ...placeIn(found.items[place]) })),
    entriesTotal: lines.length,
    nextOffset: found.next,
  }
}

const entriesShown = async (cell: SolvedCell): Promise<readonly LogicalEntry[]> => {
  const { sources, at } = cell.view
  const lists = await Promise.all(shownInputs(cell).map((input) => entriesOf(sources.readModel, input, at)))
  return lists.flat()
}

const exclusive = (
  before: readonly LogicalEntry[],
  after: readonly LogicalEntry[],
): readonly [readonly LogicalEntry[], readonly LogicalEntry[]] => {
  const [keysBefore, keysAfter] = [new Set(before.map(entryKey)), new Set(after.map(entryKey))]
  return [before.filter((entry) => !keysAfter.has(entryKey(entry))), after.filter((entry) => !keysBefore.has(entryKey(entry)))]
}

const entryKey = ({ input, position, period, partition, day, delta, because }: LogicalEntry): string =>
  JSON.stringify([input.kpi.name, input.entity, period, `${position}`, partition, day, `${delta}`, because.join()])

type SidedLine = { readonly side: 'from' | 'to'; readonly line: Line }

const sided = (
  side: 'from' | 'to',
  entries: readonly LogicalEntry[],
  basis: 'folded' | 'all' = 'folded',
): readonly SidedLine[] => {
  const counted = basis === 'all' ? entries : entries.filter(({ reason }) => reason !== 'basis')
  const inOrder = counted.toSorted((a, b) => byBigint(a.position, b.position))
  return linesOf(inOrder, basis).map((line) => ({ side, line }))
}

const byPosition = (a: SidedLine, b: SidedLine): number => byBigint(a.line.entries[0].position, b.line.entries[0].position)

const placeIn = (sidedLine: SidedLine | undefined): Pick<DifferenceLine, 'side' | 'input'> => {
  if (sidedLine === undefined) throw new Error('a line without its place')
  const { kpi, entity, period } = sidedLine.line.entries[0].input
  return { side: sidedLine.side, input: { kpi: kpi.trailingOf ?? kpi.name, entity, period } }
}

const sideOf = ({ view, measure, outcome }: SolvedCell): Side => {
  const { value, reason } = shown(measure, outcome)
  const { asOf, position } = view.at
  return { asOf, position: position === null ? null : position.toString(), value, ...(reason === undefined ? {} : { reason }) }
}

/** The second outcome less the first. */
export const differenceOf = (measure: AnyMeasure, before: Outcome, after: Outcome): Shown => {
  if (before.kind === 'amount' && after.kind === 'amount') return shownAmount(measure, after.amount - before.amount).value
  if (before.kind === 'number' && after.kind === 'number') return shown(measure, real(after.value - before.value)).value
  if (before.kind !== 'quotient' || after.kind !== 'quotient') return null
  const exact = minus(fraction(after.num, after.den), fraction(before.num, before.den))
  const inUnits = measure.unit === 'money'
  return inUnits ? fourDecimals({ num: exact.num, den: exact.den * 10_000n }) : sixDecimals(exact)
}

/** What each reason adds to the difference; of what is computed, whose inputs do not add up, nothing. */
const byReason = (
  measure: AnyMeasure,
  before: readonly LogicalEntry[],
  after: readonly LogicalEntry[],
): Readonly<Record<string, Shown>> => {
  if (isRatio(measure) || isCalculation(measure)) return {}
  const sums = new Map<string, bigint>()
  const add = (reason: string, delta: bigint) => sums.set(reason, (sums.get(reason) ?? 0n) + delta)
  for (const { reason, delta } of before) if (reason !== 'basis') add(reason, -delta)
  for (const { reason, delta } of after) if (reason !== 'basis') add(reason, delta)
  return Object.fromEntries([...sums].map(([reason, sum]) => [reason, shownAmount(measure, sum).value]))
}

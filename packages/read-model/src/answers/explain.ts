import { byText } from '@daybook/domain'
import type { ExactText, Scope } from '@daybook/projections'
import type { PolicyInForce } from './book-reference.ts'
import { cellLinks, cellName, type OpenView, ownInput, type SolvedCell } from './cell.ts'
import { type CloseBlock, closeBlock } from './close.ts'
import { entriesOf, type LogicalEntry } from './entries.ts'
import { type EntryLine, type Line, linesOf, showLines } from './entry-lines.ts'
import { eventAt } from './events.ts'
import { inputsOf } from './formula.ts'
import { type FormulaText, formulaText } from './formula-text.ts'
import { policiesOf, type RateUsed, ratesUsed } from './grounds.ts'
import { headOf } from './head.ts'
import type { Input } from './input.ts'
import { shown, shownAmount } from './outcome.ts'
import { type Page, type PageAsked, pageAt } from './page.ts'
import { weeksOf } from './values.ts'

type Shown = string | number | null

/** Which lines of an explanation are given: `limit` of them, beginning with the one at `offset`. */
export type ExplainOptions = PageAsked & {
  readonly order?: 'asc' | 'desc'
  /** Pairs that net to zero on one day stand on one line unless all are asked for. */
  readonly basis?: 'folded' | 'all'
}

/** One partition's part of a value. */
type PartitionPart = { readonly partition: string; readonly net: Shown; readonly entries: number }

/** A value taken apart, down to the events that made it. Audit 9.1. */
export type Explanation = {
  readonly kpi: string
  readonly version: number
  readonly unit: string
  readonly scope: Scope
  readonly entity: string | null
  readonly period: string
  readonly value: Shown
  readonly reason?: string
  readonly exact?: ExactText
  /** Where the calendar has months of weeks. P-09. */
  readonly weeksInPeriod?: number
  readonly definition: { readonly version: number; readonly newerVersion: number | null; readonly text: string }
  readonly formula: FormulaText
  readonly byReason: Readonly<Record<string, Shown>>
  /** The hundred that weigh most; `partitionsTotal` counts all. */
  readonly byPartition: readonly PartitionPart[]
  readonly partitionsTotal: number
  readonly entries: readonly EntryLine[]
  readonly entriesTotal: number
  /** The offset of the next page; null on the last. */
  readonly nextOffset: number | null
  readonly close: CloseBlock | null
  readonly policies: readonly PolicyInForce[]
  readonly calendar: { readonly eventId: string } | null
  /** The rates behind the entries of this page. */
  readonly rates: readonly RateUsed[]
  readonly completeness: Completeness
  readonly integrity: 'not-available'
  readonly links: { readonly explain: string; readonly replay: string; readonly verify: string }
}

/** Whether everything recorded has been taken into account. */
type Completeness = {
  readonly events: string
  readonly dense: boolean
  readonly streamsContiguous: boolean
  readonly incomplete: readonly string[]
}

/** Takes the value of a cell apart. A list of entries that does not add up to the value is a fault, and is never served. */
export const explainCell = async (open: OpenView, cell: SolvedCell, options: ExplainOptions = {}): Promise<Explanation> => {
  const { view, measure, scope, entity, period } = cell
  const entries = cell.incomplete === null ? await checkedEntries(cell) : []
  const own = ownInput(cell)
  const lines = linesOf(own === null ? [] : entries, options.basis ?? 'folded')
  const page = pageOf(lines, options)
  const calendar = view.reference.calendarSetBy(period.first)
  return {
    ...headOf(view, measure, scope),
    entity,
    period: period.id,
    ...shown(measure, cell.outcome),
    ...weeksOf(view, period),
    definition: { version: measure.version, newerVersion: newerThan(view, measure), text: measure.definition },
    formula: formulaText(view, { ...cell, cell: cellName(cell) }),
    byReason: byReason(cell, entries),
    ...byPartition(cell, entries),
    entries: await showLines(view.sources.log, page.items),
    entriesTotal: lines.length,
    nextOffset: page.next,
    close: await closeBlock(open, cell),
    policies: policiesOf(cell),
    calendar: calendar === null ? null : { eventId: calendar },
    rates: await ratesUsed(
      view,
      page.items.flatMap((line) => line.entries),
    ),
    completeness: await completenessOf(cell),
    integrity: 'not-available',
    links: cellLinks(cell),
  }
}

/** The entries of a cell, of a sum of months those of all months; each input's must add up to what its cell holds. */
const checkedEntries = async (cell: SolvedCell): Promise<readonly LogicalEntry[]> => {
  const own = ownInput(cell)
  const inputs = own === null ? (cell.formula.op === 'sum' && !isPlanned(cell) ? inputsOf(cell.formula) : []) : [own]
  const lists = await Promise.all(inputs.map((input) => entriesOf(cell.view.sources.readModel, input, cell.view.at)))
  for (const [place, input] of inputs.entries()) assertSum(cell, input, lists[place] ?? [])
  return lists.flat()
}

const isPlanned = ({ formula }: SolvedCell): boolean =>
  formula.op === 'sum' && formula.terms.some((term) => term.formula.op === 'plan')

const assertSum = ({ amounts }: SolvedCell, input: Input, entries: readonly LogicalEntry[]): void => {
  const sum = entries.reduce((total, { delta }) => total + delta, 0n)
  if (sum === amounts.get(input)) return
  throw new Error(
    `the entries of ${input.kpi.name} ${input.entity ?? 'org'} ${input.period} add up to ${sum}, not ${amounts.get(input)}`,
  )
}

const pageOf = (lines: readonly Line[], { order = 'asc', ...page }: ExplainOptions): Page<Line> =>
  pageAt(order === 'asc' ? lines : lines.toReversed(), page)

const byReason = ({ measure }: SolvedCell, entries: readonly LogicalEntry[]): Readonly<Record<string, Shown>> => {
  const sums = new Map<string, bigint>()
  for (const { reason, delta } of entries) if (reason !== 'basis') sums.set(reason, (sums.get(reason) ?? 0n) + delta)
  return Object.fromEntries([...sums].map(([reason, sum]) => [reason, shownAmount(measure, sum).value]))
}

const partitionsMax = 100

const byPartition = ({ measure }: SolvedCell, entries: readonly LogicalEntry[]) => {
  const parts = [...Map.groupBy(entries, ({ partition }) => partition)].map(([partition, own]) => ({
    partition,
    sum: own.reduce((total, { delta }) => total + delta, 0n),
    entries: own.length,
  }))
  const heaviest = parts.sort((a, b) => weight(b.sum) - weight(a.sum) || byText(a.partition, b.partition)).slice(0, partitionsMax)
  return {
    byPartition: heaviest.map((part) => ({
      partition: part.partition,
      net: shownAmount(measure, part.sum).value,
      entries: part.entries,
    })),
    partitionsTotal: parts.length,
  }
}

const weight = (sum: bigint): number => Math.abs(Number(sum))

const completenessOf = async ({ view, incomplete }: SolvedCell): Promise<Completeness> => {
  const checkpoint = await view.sources.readModel.checkpoint()
  const unapplied = incomplete === null ? [] : [await eventAt(view.sources.log, incomplete.position)]
  return {
    events: ((view.at.position ?? -1n) + 1n).toString(),
    dense: checkpoint.events === checkpoint.position + 1n,
    // The log takes no event whose revision does not follow the last one of its stream; `verify` reads them all.
    streamsContiguous: true,
    incomplete: unapplied.map(({ eventId }) => eventId),
  }
}

const newerThan = ({ measures }: SolvedCell['view'], { name, version }: SolvedCell['measure']): number | null => {
  const newest = measures.newest?.get(name) ?? version
  return newest > version ? newest : null
}

import { accept, type Client, type Result } from '@daybook/domain'
import type { AnyMeasure, ReportCell, Scope, Since } from '@daybook/projections'
import { awaitedBy } from './awaited.ts'
import { type BookReference, References } from './book-reference.ts'
import { type OpenView, type SolvedCell, solve } from './cell.ts'
import { type ClientsAsked, clientsFound } from './clients.ts'
import { type ComparedRow, comparedWithClose } from './close.ts'
import { type Contributing, type ContributingLimits, contributingOf, eventsNamed, type NamedEvent } from './contributing.ts'
import { type Difference, diffCell, type Times } from './difference.ts'
import { type Differences, diffAll } from './differences.ts'
import { entitiesWithCells } from './entities.ts'
import { type ExplainOptions, type Explanation, explainCell } from './explain.ts'
import { headOf } from './head.ts'
import { type Impact, impactOf } from './impact.ts'
import type { PageAsked } from './page.ts'
import { type Asked, type AskedCell, measureNamed, openCell, openQuestion } from './question.ts'
import { type ReportAnswer, type ReportAsked, type ReportRefusal, reportOf } from './report.ts'
import { flagsOf } from './report-context.ts'
import type { AnswerRefusal, At, Sources } from './sources.ts'
import { type Replay, type ReplayOptions, replayCell } from './steps.ts'
import { type ValueRow, valuesOf } from './values.ts'
import { type Verification, verifyCell } from './verify.ts'
import { openView } from './view.ts'

/** Values of one KPI at one pair of times. `unit` is the reporting currency where the values are money. */
export type ValuesAnswer<Row = ValueRow> = {
  readonly kpi: string
  readonly version: number
  readonly unit: string
  readonly scope: Scope
  readonly rows: readonly Row[]
  /** What must be decided before the KPI counts anything, where it was not by then. */
  readonly awaits?: Since
}

type Answer<Value> = Promise<Result<Value, AnswerRefusal>>

/** Every answer about KPIs, at any pair of times. Refusals are values; a fault of the ledgers is thrown. */
export type Answers = {
  readonly measure: (name: string) => AnyMeasure | null
  /** Calendar, policies, closes and rates as they were known. */
  readonly reference: (position: bigint | null) => Promise<BookReference>
  /** The position of the latest close of a fiscal month that held at the position; null where there was none. */
  readonly closePosition: (period: string, position: bigint | null) => Promise<bigint | null>
  readonly values: (asked: Asked, at: At) => Answer<ValuesAnswer>
  /** The same with what each value was at the close of its month. */
  readonly valuesWithClose: (asked: Asked, at: At) => Answer<ValuesAnswer<ComparedRow>>
  readonly explain: (cell: AskedCell, at: At, options?: ExplainOptions) => Answer<Explanation>
  readonly replay: (cell: AskedCell, at: At, options?: ReplayOptions) => Answer<Replay>
  readonly diff: (cell: AskedCell, times: Times & DiffOptions) => Answer<Difference>
  /** The cells of a whole KPI that differ; periods are those of the calendar known at `to`. */
  readonly diffAll: (asked: Asked, times: Times & PageAsked) => Answer<Differences>
  readonly verify: (cell: AskedCell, at: At) => Answer<Verification>
  /** Every cell that the event at a position moved. */
  readonly impact: (position: bigint) => Promise<Impact>
  /** The entities that values without one are answered for, by id; null stands for the organisation. */
  readonly entities: (asked: Asked, at: At) => Answer<readonly (string | null)[]>
  /** The entries that the values of cells are made of. */
  readonly contributing: (cells: readonly ReportCell[], at: At, limits: ContributingLimits) => Promise<Contributing>
  /** The events of some ids, by position. */
  readonly eventsNamed: (eventIds: readonly string[], at: At) => Promise<readonly NamedEvent[]>
  /** How many facts are flagged, by the kind of the flag: what is in no total, and what is doubtful. */
  readonly flagged: (at: At) => Promise<ReadonlyMap<string, number>>
  /** The accounts that buy, with their net sales of the twelve months up to the day. */
  readonly clients: (at: At, asked?: ClientsAsked) => Promise<readonly Client[]>
  /** A table by its name, with the parameters of its address. */
  readonly report: (asked: ReportAsked, at: At) => Promise<Result<ReportAnswer, ReportRefusal>>
}

type DiffOptions = PageAsked & { readonly basis?: 'folded' | 'all' }

/** Answers from the ledgers and the log given. What it remembers (references) holds for ever, since nothing recorded changes. */
export const openAnswers = (sources: Sources): Answers => {
  const references = new References(sources.readModel, sources.settings)
  const open: OpenView = async (at) => openView(sources, at, await references.at(at.position))
  const about = async <Value>(asked: AskedCell, at: At, answer: (cell: SolvedCell) => Promise<Value>): Answer<Value> => {
    const cell = openCell(await open(at), asked)
    return cell.ok ? accept(await answer(await solve(cell.value))) : cell
  }
  return {
    measure: (name) => measureNamed(sources.measures, name),
    reference: references.at,
    closePosition: async (period, position) => (await references.at(position)).closes.get(period)?.position ?? null,
    ...valueAnswers(open),
    explain: (asked, at, options) => about(asked, at, (cell) => explainCell(open, cell, options)),
    replay: (asked, at, options) => about(asked, at, (cell) => replayCell(cell, options)),
    verify: (asked, at) => about(asked, at, (cell) => verifyCell(open, cell)),
    diff: async (asked, times) => {
      const cell = openCell(await open(times.to), asked)
      return cell.ok ? accept(await diffCell(open, cell.value, times)) : cell
    },
    diffAll: async (asked, times) => {
      const view = await open(times.to)
      const opened = openQuestion(view, asked)
      return opened.ok ? accept(await diffAll(open, { ...opened.value, view }, times)) : opened
    },
    impact: (position) => impactOf(open, position),
    contributing: async (cells, at, limits) => contributingOf(await open(at), cells, limits),
    eventsNamed: async (eventIds, at) => eventsNamed(await open(at), eventIds),
    flagged: async (at) => {
      const counts = new Map<string, number>()
      for (const { kind } of await flagsOf(await open(at))) counts.set(kind, (counts.get(kind) ?? 0) + 1)
      return counts
    },
    clients: (at, asked = {}) => clientsFound(open, at, asked),
    report: (asked, at) => reportOf(open, asked, at),
  }
}

const valueAnswers = (open: OpenView): Pick<Answers, 'values' | 'valuesWithClose' | 'entities'> => ({
  entities: async (asked, at) => {
    const view = await open(at)
    const opened = openQuestion(view, asked)
    if (!opened.ok) return opened
    const { measure, scope, entities, periods } = opened.value
    if (scope === 'org') return accept([null])
    return accept(entities ?? (await entitiesWithCells(view, measure, { scope, periods, at })))
  },
  values: async (asked, at) => {
    const view = await open(at)
    const opened = openQuestion(view, asked)
    if (!opened.ok) return opened
    const rows = await valuesOf(view, opened.value)
    if (!rows.ok) return rows
    return accept({ ...headOf(view, opened.value.measure, asked.scope), ...awaitedBy(view, opened.value), rows: rows.value })
  },
  valuesWithClose: async (asked, at) => {
    const view = await open(at)
    const opened = openQuestion(view, asked)
    if (!opened.ok) return opened
    const rows = await valuesOf(view, opened.value)
    if (!rows.ok) return rows
    const compared = await comparedWithClose(open, view, { asked: opened.value, rows: rows.value })
    return accept({ ...headOf(view, opened.value.measure, asked.scope), rows: compared })
  },
})

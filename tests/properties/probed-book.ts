import { type Day, dayNumber, type FiscalCalendar, type Recorded } from '@daybook/domain'
import {
  type AnyKpi,
  type CellSelection,
  type Contribution,
  emptyFold,
  type FoldedBook,
  foldEvent,
  foldedContributions,
  foldedValue,
  kpis,
  type PeriodSelection,
  periodKey,
  policyFor,
  resolvePeriod,
  type Scope,
} from '@daybook/projections'
import { asAnswer, calculationNamed, foldedCalculation, heldCells, isAnswered } from './folded-calculation.ts'
import type { Answer } from './oracle.ts'

/** One cell that is asked for at one pair of times; the position is that of the folded book. */
export type Cell = { readonly scope: Scope; readonly entity: string | null; readonly period: string; readonly asOf: Day }

/** The raw events up to a position, folded from zero, with each KPI's contributions worked out at most once. */
export class FoldedAt {
  readonly calendar: FiscalCalendar
  readonly book: FoldedBook
  readonly #contributions = new Map<string, ReadonlyMap<string, readonly Contribution[]>>()

  constructor(book: FoldedBook) {
    this.book = book
    this.calendar = book.reference.calendar
  }

  /** The sum of a KPI's contributions in force in a cell. */
  readonly value = (asked: string, cell: Cell): bigint => {
    const { scope, entity } = cell
    const { kpi, cells } = this.#cells(asked, cell)
    return foldedValue(this.book, { kpi, scope, entity, cells }, this.#of(kpi))
  }

  /** What a rep sold from his seats in one team. */
  readonly valueWithin = (kpi: string, cell: Cell, team: string): bigint => {
    const seats = [...this.#of(kpi)].map(
      ([partition, all]) => [partition, all.filter(({ cell: { entity } }) => entity.team === team)] as const,
    )
    const { scope, entity } = cell
    return foldedValue(this.book, { kpi, scope, entity, cells: this.#cells(kpi, cell).cells }, new Map(seats))
  }

  /** Whether a team or the organisation has a quota of its own in a month. */
  readonly hasOwnQuota = ({ scope, entity, period }: Cell): boolean => {
    const key = periodKey(this.selection(period).period)
    return [...this.#of('quota-set').values()]
      .flat()
      .some(({ cell }) => cell.period === key && cell.entity.scope === scope && (scope === 'org' || cell.entity.id === entity))
  }

  /** All who sold something or were to. */
  readonly reps = (): readonly string[] => {
    const seats = ['net-sales', 'quota'].flatMap((kpi) => [...this.#of(kpi).values()].flat())
    return [...new Set(seats.flatMap(({ cell: { entity } }) => (entity.scope === 'seat' ? [entity.id] : [])))]
  }

  /** What average order sizes are made of on a day. P-19b. */
  readonly orderSizeBasis = (day: Day): string => policyFor(this.book.reference, 'order-size-basis', dayNumber(day))

  /** Whether a KPI is answered for a period. */
  readonly answers = (kpi: string, period: string, asOf: Day): boolean => {
    const selection = resolvePeriod(period, this.calendar)
    return selection.ok && isAnswered(kpi, selection.value, asOf)
  }

  /** What a KPI or calculation comes to, as the oracle answers. */
  readonly answer = (kpi: string, cell: Cell): Answer => {
    const calculation = calculationNamed(kpi)
    if (calculation === undefined) return this.value(kpi, cell)
    const question = { ...cell, period: this.selection(cell.period), reference: this.book.reference }
    return asAnswer(
      kpi,
      foldedCalculation(calculation, question, (asked) => foldedValue(this.book, asked, this.#of(asked.kpi))),
    )
  }

  readonly selection = (period: string): PeriodSelection => {
    const selection = resolvePeriod(period, this.calendar)
    if (!selection.ok) throw new Error(`the calendar has no ${period}`)
    return selection.value
  }

  #cells(asked: string, { period, asOf }: Cell): { readonly kpi: string; readonly cells: CellSelection } {
    const held = heldCells(asked, this.selection(period), asOf)
    if (held === null) throw new Error(`${asked} has no ${period}`)
    return held
  }

  #of(kpi: string): ReadonlyMap<string, readonly Contribution[]> {
    const known = this.#contributions.get(kpi) ?? foldedContributions(this.book, kpiOf(kpi))
    this.#contributions.set(kpi, known)
    return known
  }
}

const kpiOf = (name: string): AnyKpi => kpis.find((kpi) => kpi.name === name)!

/** The book at each of the positions, which rise: folded once, and looked at on the way. */
export const foldedAlong = function* (events: readonly Recorded[], positions: readonly bigint[]): Generator<[bigint, FoldedAt]> {
  const book = emptyFold()
  const asked = new Set(positions)
  for (const event of events) {
    foldEvent(book, event)
    if (asked.has(event.position)) yield [event.position, new FoldedAt(book)]
  }
}

import { setImmediate as turn } from 'node:timers/promises'
import { addDays, type Day, dayOf, type FiscalCalendar } from '@daybook/domain'
import {
  type AnyMeasure,
  type Grain,
  isInBuckets,
  isSameOutcome,
  none,
  type Outcome,
  type PeriodSelection,
  type RowScope,
  type Scope,
  wholePeriod,
} from '@daybook/projections'
import { References } from './book-reference.ts'
import { differenceOf } from './difference.ts'
import { entitiesWithCells } from './entities.ts'
import { kpisOf } from './formulas.ts'
import { type Shown, shown } from './outcome.ts'
import { measureNamed } from './question.ts'
import type { At, Sources } from './sources.ts'
import { compute } from './values.ts'
import { openView, type View } from './view.ts'

/** A cell of which two generations give other values. */
export type RestatedCell = {
  readonly scope: Scope
  readonly entity: string | null
  readonly period: string
  readonly from: Shown['value']
  readonly to: Shown['value']
  readonly difference: Shown['value']
}

/** What becomes of one KPI: how many cells were compared, how many differ, and the largest differences. */
export type Restated = {
  readonly unit: string
  readonly cells: number
  readonly differing: number
  readonly largest: readonly RestatedCell[]
}

/** The same book in two generations of its ledgers. */
export type BothGenerations = { readonly from: Sources; readonly to: Sources }

type Asked = { readonly kpi: string; readonly at: At; readonly largestMax: number }

/**
 * Compares every cell of a KPI or ratio in two generations at one pair of times: all its scopes, and all periods of the grains that it
 * has cells of (audit 13). Null where neither knows it. Others have their turn meanwhile.
 */
export const restatedBy = async (both: BothGenerations, { kpi, at, largestMax }: Asked): Promise<Restated | null> => {
  const sides = { from: await viewOf(both.from, at), to: await viewOf(both.to, at) }
  const measure = measureNamed(sides.to.measures, kpi) ?? measureNamed(sides.from.measures, kpi)
  if (measure === null) return null
  const tally = new Tally(largestMax)
  const periods = await periodsOf(sides, measure)
  for (const [scope, some] of measure.scopes.flatMap((each) => chunked(periods).map((chunk) => [each, chunk] as const))) {
    await compareCells(sides, { kpi, scope, periods: some }, tally)
    await turn()
  }
  const { currency } = sides.to.reference
  return { unit: measure.unit === 'money' ? currency : measure.unit, ...tally.found() }
}

const viewOf = async (sources: Sources, at: At): Promise<View> => {
  const references = new References(sources.readModel, sources.settings)
  return openView(sources, at, await references.at(at.position))
}

const periodsAtATime = 12

const chunked = (periods: readonly PeriodSelection[]): readonly (readonly PeriodSelection[])[] =>
  Array.from({ length: Math.ceil(periods.length / periodsAtATime) }, (_, index) =>
    periods.slice(index * periodsAtATime, (index + 1) * periodsAtATime),
  )

type Sides = { readonly from: View; readonly to: View }

/** Rows of these are there wherever a KPI has any. */
const spanning: readonly RowScope[] = ['seat', 'team', 'org', 'quality']

/** The periods in which one of the generations has a cell, and those between them. */
const periodsOf = async (sides: Sides, measure: AnyMeasure): Promise<readonly PeriodSelection[]> => {
  const days: number[] = []
  for (const view of [sides.from, sides.to]) days.push(...(await daysOf(view, measure)))
  if (days.length === 0) return []
  const { calendar } = sides.to.reference.reference
  const span = { first: dayOf(Math.min(...days)), last: dayOf(Math.max(...days)) }
  const grains: readonly Grain[] = isInBuckets(measure) ? ['month'] : measure.grain
  return grains.flatMap((grain) => periodsWithin(calendar, grain, span))
}

/** The first days of the periods that have cells: the first and the last of them. */
const daysOf = async ({ measures, rules, sources, at }: View, measure: AnyMeasure): Promise<readonly number[]> => {
  const position = at.position ?? -1n
  const kpis = kpisOf(measures, measure, rules)
  const days: number[] = []
  for (const [ledger, scope] of kpis.flatMap((kpi) => spanning.map((each) => [kpi.ledger, each] as const))) {
    const entities = await sources.readModel.entities({ ledger, scope, periods: null, position, day: null })
    const keys = entities.length === 0 ? [] : await sources.readModel.periods({ ledger, entities, position })
    for (const key of [keys[0], keys.at(-1)]) if (key !== undefined) days.push(Math.floor(key / 8))
    const last = keys.at(-1)
    // A bucket is a Gregorian month, in which another fiscal one may begin.
    if (last !== undefined && isInBuckets(measure)) days.push(Math.floor(last / 8) + 30)
  }
  return days
}

const periodsWithin = (
  calendar: FiscalCalendar,
  grain: Grain,
  { first, last }: { readonly first: Day; readonly last: Day },
): readonly PeriodSelection[] => {
  const at = { month: calendar.monthOf, quarter: calendar.quarterOf, year: calendar.yearOf }[grain]
  const periods: PeriodSelection[] = []
  for (let day = first; day <= last; ) {
    const period = at(day)
    if (period !== null) periods.push(wholePeriod(period, calendar))
    day = period === null ? addDays(day, 1) : period.until
  }
  return periods
}

type Cells = { readonly kpi: string; readonly scope: Scope; readonly periods: readonly PeriodSelection[] }

const compareCells = async (sides: Sides, cells: Cells, tally: Tally): Promise<void> => {
  const entities = new Set([...(await entitiesIn(sides.from, cells)), ...(await entitiesIn(sides.to, cells))])
  const [before, after] = [await outcomesOf(sides.from, cells, [...entities]), await outcomesOf(sides.to, cells, [...entities])]
  for (const [key, { cell, outcome, measure }] of new Map([...before, ...after]))
    tally.add({ ...cell, scope: cells.scope }, { measure, former: before.get(key)?.outcome ?? nothing, outcome })
}

const nothing = none('no-cell')

const entitiesIn = async (view: View, { kpi, scope, periods }: Cells): Promise<readonly string[]> => {
  const measure = measureNamed(view.measures, kpi)
  if (measure === null) return []
  const found = await entitiesWithCells(view, measure, {
    scope,
    periods,
    at: view.at,
  })
  return found.filter((entity) => entity !== null)
}

type Known = {
  readonly cell: { readonly entity: string | null; readonly period: string }
  readonly outcome: Outcome
  readonly measure: AnyMeasure
}

/** Every cell by its name; a period that the KPI does not answer at this version has none. */
const outcomesOf = async (view: View, { kpi, scope, periods }: Cells, entities: readonly string[]) => {
  const measure = measureNamed(view.measures, kpi)
  const outcomes = new Map<string, Known>()
  if (measure === null || (scope !== 'org' && entities.length === 0)) return outcomes
  const answered = periods.filter((period) => view.formulas.of(measure, { scope, entity: null, period }).ok)
  const computed = await compute(view, { measure, scope, entities: scope === 'org' ? null : entities, periods: answered })
  for (const { entity, period, outcome } of computed.ok ? computed.value.cells : [])
    outcomes.set(JSON.stringify([entity, period.id]), { cell: { entity, period: period.id }, outcome, measure })
  return outcomes
}

type Compared = { readonly measure: AnyMeasure; readonly former: Outcome; readonly outcome: Outcome }

/** Counts cells, and keeps those that differ most. */
class Tally {
  readonly #largestMax: number
  #cells = 0
  #differing = 0
  #largest: { readonly size: number; readonly cell: RestatedCell }[] = []

  constructor(largestMax: number) {
    this.#largestMax = largestMax
  }

  add(cell: Pick<RestatedCell, 'scope' | 'entity' | 'period'>, { measure, former, outcome }: Compared): void {
    this.#cells += 1
    if (isSameOutcome(former, outcome)) return
    this.#differing += 1
    const difference = differenceOf(measure, former, outcome)
    const values = { from: shown(measure, former).value, to: shown(measure, outcome).value, difference }
    this.#largest.push({ size: Math.abs(sizeOf(outcome) - sizeOf(former)), cell: { ...cell, ...values } })
    if (this.#largest.length > 2 * this.#largestMax + 100) this.#tidy()
  }

  #tidy(): void {
    this.#largest = this.#largest.sort((a, b) => b.size - a.size).slice(0, this.#largestMax)
  }

  found(): Omit<Restated, 'unit'> {
    this.#tidy()
    return { cells: this.#cells, differing: this.#differing, largest: this.#largest.map(({ cell }) => cell) }
  }
}

/** Good enough to sort by. */
const sizeOf = (outcome: Outcome): number => {
  if (outcome.kind === 'none') return 0
  if (outcome.kind === 'number') return outcome.value
  return outcome.kind === 'amount' ? Number(outcome.amount) : Number(outcome.num) / Number(outcome.den)
}

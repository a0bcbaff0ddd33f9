import { addMonths, byText, dayNumber, dayOf } from '@daybook/domain'
import {
  type AnyMeasure,
  accountOfPartition,
  answeredBy,
  bucketKey,
  type Calculation,
  type CellOperand,
  type CellSelection,
  cellsOf,
  type DayNumber,
  holderOf,
  isOfParts,
  type KpiDescription,
  type PartsOperand,
  type PeriodKey,
  type PeriodSelection,
  type RowScope,
  type Scope,
} from '@daybook/projections'
import type { ReadModel } from '../read-model.ts'
import { kpiNamed, measureIn } from './formula-inputs.ts'
import { isCalculation, isRatio } from './outcome.ts'
import type { At } from './sources.ts'
import type { View } from './view.ts'

type Asked = { readonly scope: Scope; readonly periods: readonly PeriodSelection[]; readonly at: At }

/** Everyone who has a cell of the measure in one of the periods, also where it nets to zero; of what is computed, of one of its parts. By id. */
export const entitiesWithCells = async (view: Book, measure: AnyMeasure, asked: Asked): Promise<readonly (string | null)[]> => {
  if (asked.scope === 'org') return [null]
  if (asked.at.position === null) return []
  const found = new Set<string>()
  for (const { kpi, reach } of together(cellsListed(view, measure, asked)))
    for (const id of await entitiesOf(view.sources.readModel, kpi, { ...asked, reach })) found.add(id)
  return [...found].sort(byText)
}

type Book = Pick<View, 'sources' | 'measures' | 'reference'>

type Listed = { readonly kpi: KpiDescription; readonly reach: Reach }

/**
 * Cells of one KPI up to the same day are one read, and so are those of all periods, whose last day is enough: what a calculation reads
 * for each of some years of months names the same cells over and over.
 */
const together = (listed: readonly Listed[]): readonly Listed[] =>
  [...Map.groupBy(listed, ({ kpi, reach }) => `${kpi.name} ${reach.periods === null ? 'all' : reach.day}`).values()].flatMap(
    (own) => {
      const [first] = own
      if (first === undefined) return []
      const periods = own.flatMap(({ reach }) => reach.periods ?? [])
      const days = own.map(({ reach }) => reach.day)
      const day = days.includes(null) ? null : Math.max(...days.map((one) => one ?? 0))
      return [{ kpi: first.kpi, reach: { periods: first.reach.periods === null ? null : [...new Set(periods)], day } }]
    },
  )

/** The posted cells whose entities have a cell of the measure: both sides of a ratio, and what a calculation reads of the one asked for. */
const cellsListed = (view: Book, measure: AnyMeasure, asked: Asked): readonly Listed[] => {
  if (isCalculation(measure)) return asked.periods.flatMap((period) => listedByOperands(view, measure, { ...asked, period }))
  const kpis = isRatio(measure)
    ? [measure.numerator, measure.denominator].map((name) => kpiNamed(view.measures, name))
    : [kpiNamed(view.measures, measure.name)]
  return kpis.flatMap((kpi) =>
    heldBy(view, kpi, asked.periods).flatMap(({ kpi: holder, periods }) => {
      const reach = reachOf(holder, { ...asked, periods })
      return reach === null ? [] : [{ kpi: holder, reach }]
    }),
  )
}

type Held = { readonly kpi: KpiDescription; readonly periods: readonly PeriodSelection[] }

/** The periods by the KPI that holds their cells. */
const heldBy = ({ measures }: Book, asked: KpiDescription, periods: readonly PeriodSelection[]): readonly Held[] => {
  const held = periods.map((period) => holderOf<KpiDescription>(measures.kpis, asked, period))
  return [...Map.groupBy(held, ({ kpi }) => kpi)].map(([kpi, own]) => ({ kpi, periods: own.map(({ period }) => period) }))
}

type AskedPeriod = Asked & { readonly period: PeriodSelection }

const listedByOperands = (view: Book, calculation: Calculation, { period, ...asked }: AskedPeriod): readonly Listed[] => {
  const { asOf } = asked.at
  if (!answeredBy(calculation, period).ok) return []
  const question = { scope: asked.scope, entity: null, period, asOf, reference: view.reference.reference }
  return Object.values(calculation.operands(question)).flatMap((operand): readonly Listed[] => {
    if ((operand.scope ?? asked.scope) !== asked.scope || isOfOthers(operand)) return []
    if (isOfParts(operand)) return [{ kpi: kpiNamed(view.measures, operand.kpi), reach: { periods: null, day: operand.last } }]
    const at = { ...asked.at, asOf: operand.asOf ?? asOf }
    return cellsListed(view, measureIn(view.measures, operand.kpi), { scope: asked.scope, periods: [operand.period], at })
  })
}

const isOfOthers = (operand: CellOperand | PartsOperand): boolean =>
  operand.entity !== undefined || operand.partition !== undefined || (isOfParts(operand) && operand.isOfEveryone === true)

type Reached = Asked & { readonly reach: Reach }

const entitiesOf = async (
  readModel: ReadModel,
  kpi: KpiDescription,
  { reach, ...asked }: Reached,
): Promise<readonly string[]> => {
  if (asked.at.position === null) return []
  const rows = async (scope: RowScope) =>
    readModel.entities({ ledger: kpi.ledger, scope, ...reach, position: asked.at.position ?? -1n })
  switch (asked.scope) {
    case 'org':
      return []
    case 'rep':
      return (await rows('seat')).map(({ id }) => id)
    case 'team': {
      const own = kpi.kind === 'plan' ? await rows('team') : []
      return [...(await rows('seat')).map(({ team }) => team), ...own.map(({ id }) => id)].filter((team) => team !== '')
    }
    case 'account':
      if (kpi.unit === 'accounts') return accountsCounted(readModel, kpi, { reach, position: asked.at.position })
      return (await rows('account')).map(({ id }) => id)
    case 'industry':
    case 'territory':
    case 'family':
      return (await rows(asked.scope)).map(({ id }) => id)
  }
}

type Reach = { readonly periods: readonly PeriodKey[] | null; readonly day: DayNumber | null }

/** The cells of all the periods together, and the last day that counts in any of them; null when none has begun. */
const reachOf = (kpi: KpiDescription, { periods, at }: Asked): Reach | null => {
  const selections = periods.flatMap((period) => {
    const cells = cellsOf(kpi, period, at.asOf)
    return cells.ok ? [cells.value] : []
  })
  const reaches = selections
    .map((cells) => reachOfCells(cells, dayNumber(at.asOf)))
    .filter((reach) => reach.periods === null || reach.periods.length > 0)
  if (reaches.length === 0) return null
  return {
    periods: reaches.some((reach) => reach.periods === null) ? null : reaches.flatMap((reach) => reach.periods ?? []),
    day: lastDay(
      reaches.map(({ day }) => day),
      dayNumber(at.asOf),
    ),
  }
}

const reachOfCells = (cells: CellSelection, asOf: DayNumber): Reach =>
  cells.kind !== 'periods'
    ? reachOfDays(cells)
    : {
        periods: cells.cells.map(({ key }) => key),
        day: lastDay(
          cells.cells.map(({ day }) => day),
          asOf,
        ),
      }

const reachOfDays = (cells: Exclude<CellSelection, { kind: 'periods' }>): Reach => {
  if (cells.kind === 'days') return { periods: null, day: cells.until - 1 }
  return { periods: cells.first === null ? null : bucketsBetween(cells.first, cells.day), day: cells.day }
}

/** The buckets that hold one of the days. */
const bucketsBetween = (first: DayNumber, last: DayNumber): readonly PeriodKey[] => {
  const buckets: PeriodKey[] = []
  for (let day = first; day <= last; day = dayNumber(addMonths(dayOf(bucketKey(day) / 8), 1))) buckets.push(bucketKey(day))
  return buckets
}

/** Periods that are over need no day; beside one that is running, nothing of theirs lies after it. */
const lastDay = (days: readonly (DayNumber | null)[], asOf: DayNumber): DayNumber | null => {
  if (days.every((day) => day === null)) return null
  return Math.max(...days.map((day) => day ?? asOf))
}

/** Counts of accounts have no rows of a single account: whose partitions posted to the seats says who was counted. */
const accountsCounted = async (
  readModel: ReadModel,
  { ledger }: KpiDescription,
  { reach, position }: { readonly reach: Reach; readonly position: bigint },
): Promise<readonly string[]> => {
  const entities = await readModel.entities({ ledger, scope: 'seat', ...reach, position })
  const until = reach.day === null ? Number.POSITIVE_INFINITY : bucketKey(reach.day)
  const periods = reach.periods ?? (await readModel.periods({ ledger, entities, position })).filter((period) => period <= until)
  const rows = await readModel.rows({ ledger, periods, entities, position, ...(reach.day === null ? {} : { day: reach.day }) })
  return rows.map(({ partition }) => partition).flatMap((name) => accountOfPartition(name) ?? [])
}

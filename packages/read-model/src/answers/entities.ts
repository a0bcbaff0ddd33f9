import { addMonths, dayNumber, dayOf } from '@daybook/domain'
import {
  answeredWith,
  bucketKey,
  type CellSelection,
  cellsOf,
  type DayNumber,
  type KpiDescription,
  type PeriodKey,
  type PeriodSelection,
  type Ratio,
  type RowScope,
  type Scope,
} from '@daybook/projections'
import { byText } from '../ordering.ts'
import type { ReadModel } from '../read-model.ts'
import { kpiNamed } from './formulas.ts'
import { isRatio } from './outcome.ts'
import type { At, Measures } from './sources.ts'

type Asked = { readonly scope: Scope; readonly periods: readonly PeriodSelection[]; readonly at: At }

/** Everyone who has a cell of the KPI in one of the periods, also where it nets to zero; of a ratio, on either side. By id. */
export const entitiesWithCells = async (
  { readModel, measures }: { readonly readModel: ReadModel; readonly measures: Measures },
  measure: KpiDescription | Ratio,
  asked: Asked,
): Promise<readonly (string | null)[]> => {
  if (asked.scope === 'org') return [null]
  if (asked.at.position === null) return []
  const kpis = isRatio(measure) ? [measure.numerator, measure.denominator].map((name) => kpiNamed(measures, name)) : [measure]
  const found = new Set<string>()
  for (const kpi of kpis)
    for (const [held, periods] of heldBy(measures, kpi, asked.periods))
      for (const id of await entitiesOf(readModel, held, { ...asked, periods })) found.add(id)
  return [...found].sort(byText)
}

/** The periods by the KPI that holds their cells. */
const heldBy = (
  { kpis }: Measures,
  kpi: KpiDescription,
  periods: readonly PeriodSelection[],
): ReadonlyMap<KpiDescription, readonly PeriodSelection[]> => {
  const held = Map.groupBy(
    periods.map((period) => answeredWith(kpis, kpi, period)),
    (each) => each.kpi,
  )
  return new Map([...held].map(([each, of]) => [each, of.map(({ period }) => period)]))
}

const entitiesOf = async (readModel: ReadModel, kpi: KpiDescription, asked: Asked): Promise<readonly string[]> => {
  const reach = reachOf(kpi, asked)
  if (reach === null || asked.at.position === null) return []
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
  cells.kind === 'buckets'
    ? { periods: cells.first === null ? null : bucketsBetween(cells.first, cells.day), day: cells.day }
    : {
        periods: cells.cells.map(({ key }) => key),
        day: lastDay(
          cells.cells.map(({ day }) => day),
          asOf,
        ),
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

const ofAccount = 'account:'

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
  return rows
    .map(({ partition }) => partition)
    .flatMap((name) => (name.startsWith(ofAccount) ? [name.slice(ofAccount.length)] : []))
}

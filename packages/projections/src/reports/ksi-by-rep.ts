import { accept, byText, type FiscalPeriod, refuse } from '@daybook/domain'
import { z } from 'zod'
import { standingOf } from '../benchmarks.ts'
import { minus } from '../exact.ts'
import { indicatorText } from '../indicator-text.ts'
import { directionOf, ksis } from '../ksis.ts'
import { benchmarkOf, exactOf, peersAmong } from '../peers.ts'
import { yearEarlier } from '../period-arithmetic.ts'
import { type PeriodSelection, resolvePeriod } from '../period-selection.ts'
import {
  type CellsFound,
  defineReport,
  type MeasureSays,
  type ReportColumn,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import { repsWith } from '../reps-asked.ts'

const monthColumns = Array.from({ length: 12 }, (_, place) => `m${String(place + 1).padStart(2, '0')}`)
const quarterColumns = ['q1', 'q2', 'q3', 'q4']
const numbers = (ids: readonly string[], title: string): readonly ReportColumn[] =>
  ids.map((id, place) => ({ id, title: `${title} ${place + 1}`, type: 'number' }))

/** R-112 of the domain specification: one page a rep. */
export const ksiByRep = defineReport({
  name: 'ksi-by-rep',
  title: 'KSI by rep',
  definition: 'A rep’s indicators over the fiscal year, month by month, with the year before and what his peers have.',
  whenEmpty: { needs: ['RepHired'] },
  version: 1,
  view: 'credit',
  parameters: z.strictObject({ entity: repeated, ksi: repeated, year: z.string().max(100).optional() }),
  columns: [
    { id: 'repId', title: 'Rep', type: 'id' },
    { id: 'ksi', title: 'Indicator', type: 'id' },
    { id: 'title', title: 'Title', type: 'text' },
    { id: 'unit', title: 'Unit', type: 'id' },
    ...numbers(monthColumns, 'Month'),
    ...numbers(quarterColumns, 'Quarter'),
    { id: 'ytd', title: 'Year to date', type: 'number' },
    { id: 'priorYtd', title: 'Year to date, year before', type: 'number' },
    { id: 'change', title: 'Change', type: 'number' },
    { id: 'orgBenchmarkYtd', title: 'All peers, year to date', type: 'number' },
    { id: 'gap', title: 'Gap', type: 'number' },
  ],
  rows: (context, { entity, ksi, year }) => {
    const known = yearAsked(context, year)
    if (known === null) {
      const period = year ?? context.asOf
      return Promise.resolve(refuse({ code: 'unknown-period', period, detail: `${period} is no fiscal year` }))
    }
    const measures = (ksi ?? ksis.map(({ kpi }) => kpi)).flatMap((kpi) => context.measure(kpi) ?? [])
    return Promise.all(measures.map((measure) => rowsOf(context, measure, known))).then((rows) =>
      accept(
        rows
          .flat()
          .filter(({ repId }) => entity?.includes(String(repId)) ?? true)
          .sort((a, b) => byText(String(a.repId), String(b.repId))),
      ),
    )
  },
})

/** A fiscal year with its months and quarters, and the years to date that are compared. */
type Year = {
  readonly months: readonly FiscalPeriod[]
  readonly quarters: readonly FiscalPeriod[]
  readonly toDate: PeriodSelection
  readonly before: PeriodSelection | null
}

const yearAsked = ({ reference, asOf }: ReportContext, id: string | undefined): Year | null => {
  const { calendar } = reference
  const year = id === undefined ? calendar.yearOf(asOf) : calendar.period(id)
  if (year === null || year.grain !== 'year') return null
  const months = calendar.monthsOf(year)
  const quarters = [...new Set(months.map(({ quarter }) => quarter))].flatMap((quarter) => calendar.period(quarter) ?? [])
  const last = months.findLast(({ first }) => first <= asOf) ?? months[0]
  const toDate = last === undefined ? null : resolvePeriod(`${last.id}:ytd`, calendar)
  if (toDate === null || !toDate.ok) return null
  return { months, quarters, toDate: toDate.value, before: yearEarlier(reference, toDate.value) }
}

const rowsOf = (context: ReportContext, measure: MeasureSays, year: Year): Promise<readonly ReportRow[]> => {
  const { months, quarters, toDate, before } = year
  const read = (entities: readonly string[] | null, ids: readonly string[]) =>
    context.cells({ kpi: measure.name, scope: 'rep', entities, periods: ids })
  const monthIds = months.map(({ id }) => id)
  return read(null, monthIds).then(({ entities }) => {
    const reps = repsWith(context.reference, entities)
    return Promise.all([
      read(reps, monthIds),
      read(
        reps,
        quarters.map(({ id }) => id),
      ),
      read(reps, [toDate.id]),
      read(reps, before === null ? [] : [before.id]),
    ]).then(([byMonth, byQuarter, now, then]) => pageOf(context, { measure, year, reps, byMonth, byQuarter, now, then }))
  })
}

type Page = {
  readonly measure: MeasureSays
  readonly year: Year
  readonly reps: readonly string[]
  readonly byMonth: CellsFound
  readonly byQuarter: CellsFound
  readonly now: CellsFound
  readonly then: CellsFound
}

const pageOf = (
  { reference }: ReportContext,
  { measure, year, reps, byMonth, byQuarter, now, then }: Page,
): readonly ReportRow[] => {
  const direction = directionOf(measure.name)
  const { toDate, before } = year
  const peers = peersAmong(reference, reps, toDate)
  const benchmark = benchmarkOf(
    peers.map((rep) => now.outcome(rep, toDate.id)),
    direction,
  )
  return reps.map((repId) => {
    const value = exactOf(now.outcome(repId, toDate.id))
    const prior = before === null ? null : exactOf(then.outcome(repId, before.id))
    const standing =
      value === null || benchmark.pooled === null
        ? null
        : standingOf({ value, benchmark: benchmark.pooled, peers: benchmark.peers, direction })
    return {
      ...{ repId, ksi: measure.name, title: measure.title, unit: measure.unit },
      ...columnsOf(monthColumns, year.months, (id) => byMonth.of(repId, id).value),
      ...columnsOf(quarterColumns, year.quarters, (id) => byQuarter.of(repId, id).value),
      ytd: now.of(repId, toDate.id).value,
      priorYtd: before === null ? null : then.of(repId, before.id).value,
      change: value === null || prior === null ? null : indicatorText(minus(value, prior), measure.unit),
      orgBenchmarkYtd: indicatorText(benchmark.pooled, measure.unit),
      gap: indicatorText(standing?.gap ?? null, measure.unit),
    }
  })
}

const columnsOf = (ids: readonly string[], periods: readonly FiscalPeriod[], valueIn: (period: string) => unknown): ReportRow =>
  Object.fromEntries(
    ids.map((id, place) => {
      const period = periods[place]
      return [id, period === undefined ? null : valueIn(period.id)]
    }),
  )

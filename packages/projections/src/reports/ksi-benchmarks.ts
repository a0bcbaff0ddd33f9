import { accept } from '@daybook/domain'
import { z } from 'zod'
import { type Standing, standingOf } from '../benchmarks.ts'
import { indicatorText } from '../indicator-text.ts'
import { directionOf, ksis } from '../ksis.ts'
import { none } from '../outcome.ts'
import { benchmarkOf, exactOf, peerGroupOf, peersAmong, peersMin } from '../peers.ts'
import type { PeriodSelection } from '../period-selection.ts'
import {
  type CellsFound,
  defineReport,
  type MeasureSays,
  periodParameters,
  periodsAsked,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import { repsWith } from '../reps-asked.ts'

/** R-75 of the domain specification: M-60 and M-61. */
export const ksiBenchmarks = defineReport({
  name: 'ksi-benchmarks',
  title: 'KSI benchmarks',
  definition: 'Every rep’s indicators against those of his peers and of the whole organisation.',
  whenEmpty: { needs: ['RepHired'] },
  version: 1,
  view: 'credit',
  parameters: z.strictObject({
    ...periodParameters,
    ksi: repeated,
    entity: repeated,
    peers: z.enum(['org', 'team']).default('org'),
  }),
  columns: [
    { id: 'ksi', title: 'Indicator', type: 'id' },
    { id: 'title', title: 'Title', type: 'text' },
    { id: 'unit', title: 'Unit', type: 'id' },
    { id: 'direction', title: 'Better is', type: 'id' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'orgPooled', title: 'All peers together', type: 'number' },
    { id: 'orgMedian', title: 'Median', type: 'number' },
    { id: 'orgP75', title: 'Third quartile', type: 'number' },
    { id: 'orgBest', title: 'Best', type: 'number' },
    { id: 'peerCount', title: 'Peers', type: 'integer' },
    { id: 'repId', title: 'Rep', type: 'id' },
    { id: 'value', title: 'Value', type: 'number' },
    { id: 'gap', title: 'Gap', type: 'number' },
    { id: 'index', title: 'Index', type: 'ratio' },
    { id: 'percentile', title: 'Percentile', type: 'ratio' },
    { id: 'rank', title: 'Rank', type: 'integer' },
    { id: 'reason', title: 'Why there is no value', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const asked = (parameters.ksi ?? ksis.map(({ kpi }) => kpi)).flatMap((kpi) => context.measure(kpi) ?? [])
    return Promise.all(
      asked.map((measure) => rowsOf(context, measure, { periods: periods.value, group: parameters.peers })),
    ).then((rows) => accept(rows.flat().filter(({ repId }) => parameters.entity?.includes(String(repId)) ?? true)))
  },
})

type Asked = { readonly periods: readonly PeriodSelection[]; readonly group: 'org' | 'team' }

const rowsOf = (context: ReportContext, measure: MeasureSays, { periods, group }: Asked): Promise<readonly ReportRow[]> =>
  repsIn(context, measure, periods).then((reps) =>
    context
      .cells({ kpi: measure.name, scope: 'rep', entities: reps, periods: periods.map(({ id }) => id) })
      .then((cells) => periods.flatMap((period) => rowsOfPeriod(context, { measure, cells, reps, period, group }))),
  )

/** All reps of the book, and those who have a cell. */
const repsIn = (context: ReportContext, { name }: MeasureSays, periods: readonly PeriodSelection[]): Promise<readonly string[]> =>
  context
    .cells({ kpi: name, scope: 'rep', entities: null, periods: periods.map(({ id }) => id) })
    .then(({ entities }) => repsWith(context.reference, entities))

type Table = {
  readonly measure: MeasureSays
  readonly cells: CellsFound
  readonly reps: readonly string[]
  readonly period: PeriodSelection
  readonly group: 'org' | 'team'
}

/** The peers of each group together; who is no peer himself is not compared. An indicator without a value for such periods has no rows. */
const rowsOfPeriod = ({ reference }: ReportContext, table: Table): readonly ReportRow[] => {
  const { cells, reps, period, group } = table
  if (reps.every((rep) => isUnanswered(cells, rep, period))) return []
  const peers = peersAmong(reference, reps, period)
  const groups = Map.groupBy(peers, (rep) => peerGroupOf(reference, rep, { last: period.last, group }))
  return [...groups.values()].flatMap((members) => rowsOfGroup(table, members))
}

const isUnanswered = (cells: CellsFound, rep: string, { id }: PeriodSelection): boolean => {
  const outcome = cells.outcome(rep, id)
  return outcome.kind === 'none' && outcome.reason === 'no-cell'
}

const rowsOfGroup = ({ measure, cells, period }: Table, members: readonly string[]): readonly ReportRow[] => {
  const { unit, title, name: ksi } = measure
  const direction = directionOf(ksi)
  const outcomes = members.map((rep) => cells.outcome(rep, period.id))
  const benchmark = benchmarkOf(outcomes, direction)
  const { pooled, peers } = benchmark
  const shared = {
    ...{ ksi, title, unit, direction, period: period.id },
    orgPooled: indicatorText(pooled, unit),
    orgMedian: indicatorText(benchmark.median, unit),
    orgP75: indicatorText(benchmark.p75, unit),
    orgBest: indicatorText(benchmark.best, unit),
    peerCount: peers.length,
  }
  return members.map((repId, place) => {
    const { value, reason } = cells.of(repId, period.id)
    const exact = exactOf(outcomes[place] ?? none('no-cell'))
    const standing = exact === null || pooled === null ? null : standingOf({ value: exact, benchmark: pooled, peers, direction })
    return { ...shared, repId, value, ...standingText(standing, unit), reason: reason ?? shortage(peers) }
  })
}

const standingText = (standing: Standing | null, unit: MeasureSays['unit']) => ({
  gap: indicatorText(standing?.gap ?? null, unit),
  index: indicatorText(standing?.index ?? null, 'ratio'),
  percentile: indicatorText(standing?.percentile ?? null, 'ratio'),
  rank: standing?.rank ?? null,
})

const shortage = (peers: readonly unknown[]): string | null => (peers.length < peersMin ? 'insufficient-peers' : null)

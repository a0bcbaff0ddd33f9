import { accept, type FiscalPeriod } from '@daybook/domain'
import { z } from 'zod'
import { areaValues, evidenceOf, type Subjects } from '../area-values.ts'
import { type AreaMeasure, type AuditArea, auditAreas, auditAreasVersion } from '../audit-areas.ts'
import { columnsNamed } from '../chart.ts'
import { indicatorText } from '../indicator-text.ts'
import { house, type Unit } from '../kpi.ts'
import { oneByOne } from '../one-by-one.ts'
import type { Outcome } from '../outcome.ts'
import { peerGroupOf, peersAmong } from '../peers.ts'
import type { PeriodSelection } from '../period-selection.ts'
import { type Rated, ratedIn } from '../ratings.ts'
import {
  defineReport,
  periodParameters,
  periodsAsked,
  type ReportColumn,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import { isRepAsked, repsWith } from '../reps-asked.ts'

const columns: readonly ReportColumn[] = [
  { id: 'repId', title: 'Rep', type: 'id' },
  { id: 'accountId', title: 'Account', type: 'id' },
  { id: 'area', title: 'Area', type: 'id' },
  { id: 'value', title: 'Value', type: 'number' },
  { id: 'benchmark', title: 'Benchmark', type: 'number' },
  { id: 'index', title: 'Index', type: 'ratio' },
  { id: 'rating', title: 'Rating', type: 'id' },
  { id: 'evidence', title: 'Evidence', type: 'text' },
  { id: 'number', title: 'Number', type: 'integer' },
  { id: 'title', title: 'What it is', type: 'text' },
  { id: 'period', title: 'Period', type: 'id' },
  { id: 'reason', title: 'Why there is no rating', type: 'id' },
  { id: 'unit', title: 'Unit', type: 'id' },
]

const isArea = (asked: string): boolean => auditAreas.some(({ name, number }) => name === asked || String(number) === asked)
const area = z.string().refine(isArea, `must be one of ${auditAreas.map(({ name }) => name).join(', ')}`)

/**
 * R-143 of the domain specification: M-62. Each area is measured around the last month of the period asked for: in that month, its
 * quarter, or its year to date. Reps are held against their peers (P-19), accounts against all that have a value.
 */
export const auditMatrix = defineReport({
  name: 'audit-matrix',
  title: 'Audit matrix',
  definition: 'Strengths and weaknesses in ten areas: what each rep, or each account, has of it, by what their peers have.',
  whenEmpty: { needs: ['RepHired'] },
  version: auditAreasVersion,
  view: 'credit',
  parameters: z.strictObject({
    ...periodParameters,
    scope: z.enum(['org', 'team', 'rep', 'account']).default('rep'),
    entity: repeated,
    area: repeated.pipe(z.array(area).optional()),
    peers: z.enum(['org', 'team']).default('org'),
  }),
  columns,
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    return oneByOne(periods.value, (period) => rowsOfPeriod(context, parameters, period)).then((rows) => accept(rows.flat()))
  },
  charts: [
    {
      name: 'areas',
      title: 'Strengths and weaknesses',
      columns: columnsNamed(columns, 'repId', 'area', 'index'),
      drawing: { kind: 'heat-map', row: 'repId', column: 'area', value: 'index' },
      scope: 'rep',
    },
  ],
})

type Asked = {
  readonly scope: 'org' | 'team' | 'rep' | 'account'
  readonly entity?: readonly string[] | undefined
  readonly area?: readonly string[] | undefined
  readonly peers: 'org' | 'team'
}

/** Rows are those of accounts where these are asked for, else of reps. */
const whoseRows = ({ scope }: Asked): Subjects['scope'] => (scope === 'account' ? scope : 'rep')

const rowsOfPeriod = (context: ReportContext, asked: Asked, period: PeriodSelection): Promise<readonly ReportRow[]> => {
  const month = period.months.at(-1) ?? period.period
  const scope = whoseRows(asked)
  const areas = auditAreas.flatMap((each) => {
    const measure = scope === 'rep' ? each.byRep : each.byAccount
    const isAsked = asked.area?.some((name) => name === each.name || name === String(each.number)) ?? true
    return measure === null || !isAsked || !isMeasured(context, measure, scope) ? [] : [{ area: each, measure }]
  })
  return everyone(context, scope, period).then((all) => {
    const ids = [...new Set([...all, ...(asked.scope === scope ? (asked.entity ?? []) : [])])].sort()
    const subjects = { scope, ids, month }
    return oneByOne(areas, ({ measure }) => areaValues(context, measure, subjects)).then((values) => {
      const table = areas.map((each, place) => ({
        ...each,
        rated: ratedOf(context, { asked, period, outcomes: values[place] ?? new Map() }),
      }))
      return listed(context, asked, { ids, period }).flatMap((id) =>
        rowsOfSubject(context, { ...subjects, table, period: month }, id),
      )
    })
  })
}

/** Whether the release has the figure of an area: one without it is left out. */
const isMeasured = ({ measure: saysOf }: ReportContext, measure: AreaMeasure, scope: Subjects['scope']): boolean =>
  measure.kind === 'mean' || measure.kind === 'families' || saysOf(measure.kpi)?.scopes.includes(scope) === true

/** All reps of the book with those who have sold, or all accounts. */
const everyone = (context: ReportContext, scope: Subjects['scope'], { id }: PeriodSelection): Promise<readonly string[]> => {
  if (scope === 'account') return context.accounts().then((documents) => documents.map(({ accountId }) => accountId))
  return context
    .cells({ kpi: 'net-sales', scope, entities: null, periods: [id] })
    .then(({ entities }) => repsWith(context.reference, entities).filter((rep) => rep !== house))
}

/** Who has rows: those asked for by name, else the peers among those meant, or the accounts. */
const listed = (
  { reference }: ReportContext,
  { scope, entity }: Asked,
  { ids, period }: { readonly ids: readonly string[]; readonly period: PeriodSelection },
): readonly string[] => {
  if (scope === 'account') return entity ?? ids
  if (scope === 'rep' && entity !== undefined) return entity
  return peersAmong(reference, ids, period).filter(isRepAsked(reference, { scope, entity }, period))
}

type Measured = {
  readonly asked: Asked
  readonly period: PeriodSelection
  readonly outcomes: ReadonlyMap<string, Outcome>
}

/** How each stands among the peers: of reps those in their group, of accounts all. */
const ratedOf = ({ reference }: ReportContext, { asked, period, outcomes }: Measured): ((id: string) => Rated) => {
  const ids = [...outcomes.keys()]
  const field = { outcomes, direction: 'higher' } as const
  if (asked.scope === 'account') return ratedIn({ ...field, peers: ids })
  const groupOf = (rep: string): string => peerGroupOf(reference, rep, { last: period.last, group: asked.peers })
  const groups = Map.groupBy(peersAmong(reference, ids, period), groupOf)
  const rated = new Map([...groups].map(([group, peers]) => [group, ratedIn({ ...field, peers })]))
  const alone = ratedIn({ ...field, peers: [] })
  return (id) => (rated.get(groupOf(id)) ?? alone)(id)
}

type Table = Omit<Subjects, 'ids'> & {
  readonly period: FiscalPeriod
  readonly table: readonly { readonly area: AuditArea; readonly measure: AreaMeasure; readonly rated: (id: string) => Rated }[]
}

/** The rows of one; of an account without any value there are none. */
const rowsOfSubject = (context: ReportContext, { scope, month, table }: Table, id: string): readonly ReportRow[] => {
  const rated = table.map((each) => ({ ...each, ...each.rated(id) }))
  if (scope === 'account' && rated.every(({ value }) => value === null)) return []
  return rated.map(({ area: { name, number, title }, measure, value, benchmark, index, rating, reason }) => {
    const evidence = evidenceOf(measure, { scope, month }, id)
    const unit = unitOf(context, measure)
    return {
      ...{ repId: scope === 'rep' ? id : null, accountId: scope === 'account' ? id : null, area: name },
      ...{ value: indicatorText(value, unit), benchmark: indicatorText(benchmark, unit), index: indicatorText(index, 'ratio') },
      ...{ rating, evidence: context.explainedAt(evidence), number, title, period: evidence.period, reason, unit },
    }
  })
}

const unitOf = ({ measure: saysOf }: ReportContext, measure: AreaMeasure): Unit =>
  measure.kind === 'kpi' ? (saysOf(measure.kpi)?.unit ?? 'ratio') : 'ratio'

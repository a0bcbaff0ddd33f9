import {
  accept,
  amountOf,
  dayNumber,
  decimalOf,
  divideHalfEven,
  type FiscalPeriod,
  instantText,
  type Recorded,
} from '@daybook/domain'
import { z } from 'zod'
import { columnsNamed } from '../chart.ts'
import { house } from '../kpi.ts'
import type { PeriodSelection } from '../period-selection.ts'
import { teamOn } from '../reference.ts'
import {
  type CellValue,
  type ClosedValue,
  defineReport,
  periodParameters,
  periodsAsked,
  type ReportColumn,
  type ReportContext,
  type ReportRow,
} from '../report.ts'
import { cellOfOwner, cellsOfOwners, type Owners, ownerParameters, ownersAsked } from '../report-owners.ts'

const columns: readonly ReportColumn[] = [
  { id: 'ownerType', title: 'Owner type', type: 'id' },
  { id: 'ownerId', title: 'Owner', type: 'id' },
  { id: 'period', title: 'Period', type: 'id' },
  { id: 'actual', title: 'Net sales', type: 'money', unit: 'currency' },
  { id: 'quota', title: 'Quota', type: 'money', unit: 'currency' },
  { id: 'variance', title: 'Variance', type: 'money', unit: 'currency' },
  { id: 'attainment', title: 'Attainment', type: 'ratio' },
  { id: 'ytdActual', title: 'Net sales, year to date', type: 'money', unit: 'currency' },
  { id: 'ytdQuota', title: 'Quota, year to date', type: 'money', unit: 'currency' },
  { id: 'ytdVariance', title: 'Variance, year to date', type: 'money', unit: 'currency' },
  { id: 'ytdAttainment', title: 'Attainment, year to date', type: 'ratio' },
  { id: 'reason', title: 'Why there is no attainment', type: 'id' },
  { id: 'missingQuotas', title: 'Months of reps without quota', type: 'integer' },
  { id: 'paceQuota', title: 'Quota to date', type: 'money', unit: 'currency' },
  { id: 'asClosedActual', title: 'Net sales as closed', type: 'money', unit: 'currency' },
  { id: 'ppa', title: 'Prior-period adjustment', type: 'money', unit: 'currency' },
  { id: 'quotaSetAt', title: 'Quota set at', type: 'instant' },
  { id: 'quotaEventId', title: 'Quota event', type: 'id' },
]

/** R-137 of the domain specification. */
export const salesVsQuota = defineReport({
  name: 'sales-vs-quota',
  title: 'Sales against quota',
  definition: 'Net sales against quota, in the period and in the year to date; as the month was closed, and what has come since.',
  whenEmpty: { needs: ['OrderAccepted', 'QuotaSet'] },
  version: 1,
  view: 'credit',
  parameters: z.strictObject({ ...ownerParameters, ...periodParameters }),
  columns,
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const read = { kpis: ['net-sales', 'quota'], periods: periods.value.map(({ id }) => id) }
    return ownersAsked(context, parameters, read)
      .then((owners) => Promise.all(owners.map((each) => rowsOf(context, each, periods.value))))
      .then((rows) => accept(rows.flat()))
  },
  cells: ({ ownerType, ownerId, period }) =>
    ['net-sales', 'quota'].map((kpi) => ({ kpi, ...cellOfOwner(String(ownerType), String(ownerId)), period: String(period) })),
  charts: [
    {
      name: 'monthly',
      title: 'Net sales against quota',
      columns: columnsNamed(columns, 'ownerType', 'ownerId', 'period', 'actual', 'quota', 'asClosedActual', 'ppa'),
      drawing: {
        kind: 'course',
        mark: 'columns',
        period: 'period',
        value: 'actual',
        marker: 'quota',
        asClosed: 'asClosedActual',
        adjustment: 'ppa',
      },
      panels: ['ownerType', 'ownerId'],
      scope: 'org',
      span: { months: 12 },
    },
    {
      name: 'year-to-date',
      title: 'Net sales against quota, year to date',
      columns: columnsNamed(columns, 'ownerType', 'ownerId', 'period', 'ytdActual', 'ytdQuota', 'ytdVariance'),
      drawing: { kind: 'cumulative', period: 'period', actual: 'ytdActual', target: 'ytdQuota', variance: 'ytdVariance' },
      panels: ['ownerType', 'ownerId'],
      scope: 'org',
      span: { yearToDate: true },
    },
  ],
})

const rowsOf = (context: ReportContext, owners: Owners, periods: readonly PeriodSelection[]): Promise<readonly ReportRow[]> =>
  readAll(context, owners, periods).then((found) =>
    owners.ids.flatMap((ownerId) => periods.map((period) => rowOf(context, { found, type: owners.type, ownerId, period }))),
  )

type Cell = (id: string, period: string) => CellValue

type Found = {
  readonly actual: Cell
  readonly quota: Cell
  readonly variance: Cell
  readonly attainment: Cell
  readonly closed: (entity: string | null, period: string) => ClosedValue
  readonly setBy: (entity: string | null, month: string) => Recorded | null
  /** The quotas of all reps, and of the owners, by month: whose are missing. */
  readonly ofReps: Cell
  readonly reps: readonly string[]
}

const readAll = (context: ReportContext, owners: Owners, periods: readonly PeriodSelection[]): Promise<Found> => {
  const asked = [...new Set(periods.flatMap((period) => [period.id, toDate(period)]))]
  const months = [...new Set(periods.flatMap((period) => period.months.map(({ id }) => id)))]
  const entities = owners.type === 'org' ? null : owners.ids
  const cell = (kpi: string) => cellsOfOwners(context, owners, { kpi, periods: [...new Set([...asked, ...months])] })
  return Promise.all([
    Promise.all([cell('net-sales'), cell('quota'), cell('quota-variance'), cell('quota-attainment')]),
    context.closed({ kpi: 'net-sales', scope: owners.type, entities, periods: periods.map(({ id }) => id) }),
    context.quotasSet(owners.type, months),
    quotasOfReps(context, months),
  ]).then(([[actual, quota, variance, attainment], closed, setBy, { cell: ofReps, reps }]) => ({
    actual,
    quota,
    variance,
    attainment,
    closed,
    setBy,
    ofReps,
    reps,
  }))
}

/** The reps that sold or are members of a team, and their quotas by month. */
const quotasOfReps = (
  context: ReportContext,
  months: readonly string[],
): Promise<{ readonly cell: Cell; readonly reps: readonly string[] }> =>
  context.cells({ kpi: 'net-sales', scope: 'rep', entities: null, periods: months }).then(({ entities }) => {
    const reps = [...new Set([...entities, ...context.reference.memberships.keys()])].filter((rep) => rep !== house)
    return cellsOfOwners(context, { type: 'rep', ids: reps }, { kpi: 'quota', periods: months }).then((cell) => ({ cell, reps }))
  })

const toDate = ({ months, period }: PeriodSelection): string => `${(months.at(-1) ?? period).id}:ytd`

type Line = { readonly found: Found; readonly type: Owners['type']; readonly ownerId: string; readonly period: PeriodSelection }

const rowOf = (context: ReportContext, line: Line): ReportRow => {
  const { found, type, ownerId, period } = line
  const entity = type === 'org' ? null : ownerId
  const ytd = toDate(period)
  const attainment = found.attainment(ownerId, period.id)
  const closed = found.closed(entity, period.id)
  const setBy = period.months.length === 1 ? found.setBy(entity, period.months[0]?.id ?? '') : null
  return {
    ownerType: type,
    ownerId,
    period: period.id,
    actual: found.actual(ownerId, period.id).value,
    quota: found.quota(ownerId, period.id).value,
    variance: found.variance(ownerId, period.id).value,
    attainment: attainment.value,
    ytdActual: found.actual(ownerId, ytd).value,
    ytdQuota: found.quota(ownerId, ytd).value,
    ytdVariance: found.variance(ownerId, ytd).value,
    ytdAttainment: found.attainment(ownerId, ytd).value,
    reason: attainment.reason ?? null,
    missingQuotas: missing(context, line),
    paceQuota: pace(context, period, found.quota(ownerId, period.id).value),
    asClosedActual: closed.asClosed,
    ppa: closed.adjustment,
    quotaSetAt: setBy === null ? null : instantText(setBy.recordedAt),
    quotaEventId: setBy?.eventId ?? null,
  }
}

/** Owner-months without quota: of the owner himself, or of the reps in a team (in the organisation) that has none of its own. P-17. */
const missing = (context: ReportContext, { found, type, ownerId, period }: Line): number => {
  const entity = type === 'org' ? null : ownerId
  const months = period.months.filter((month) => type === 'rep' || found.setBy(entity, month.id) === null)
  if (type === 'rep') return months.filter((month) => found.ofReps(ownerId, month.id).value === null).length
  return months.reduce((count, month) => count + missingIn(context, found, { type, ownerId, month }), 0)
}

type TeamMonth = Pick<Line, 'type' | 'ownerId'> & { readonly month: FiscalPeriod }

const missingIn = ({ reference }: ReportContext, found: Found, { type, ownerId, month }: TeamMonth): number => {
  const last = dayNumber(month.until) - 1
  const members = found.reps.filter((rep) => (type === 'org' ? true : teamOn(reference, rep, last) === ownerId))
  return members.filter((rep) => found.ofReps(rep, month.id).value === null).length
}

/** In the running month the part of the quota that the days passed make up; once it is over, the quota. P-17. */
const pace = ({ asOf }: ReportContext, { period, form, last }: PeriodSelection, quota: CellValue['value']): string | null => {
  if (form !== 'plain' || period.grain !== 'month' || typeof quota !== 'string' || asOf < period.first) return null
  if (asOf >= last) return quota
  const days = BigInt(dayNumber(period.until) - dayNumber(period.first))
  const passed = BigInt(dayNumber(asOf) - dayNumber(period.first) + 1)
  return decimalOf(divideHalfEven(amountOf(quota) * passed, days))
}

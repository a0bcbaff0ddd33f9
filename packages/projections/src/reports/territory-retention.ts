import { accept } from '@daybook/domain'
import { z } from 'zod'
import { fromRows } from '../chart.ts'
import type { PeriodSelection } from '../period-selection.ts'
import { type CellValue, defineReport, periodParameters, periodsAsked, type ReportContext, type ReportRow } from '../report.ts'
import { cellOfOwner, cellsOfOwners, type Owners, ownerParameters, ownersAsked } from '../report-owners.ts'

/** R-R1 of the domain specification. */
export const territoryRetention = defineReport({
  name: 'territory-retention',
  title: 'Territory retention',
  definition:
    'How the active accounts of the day before the period became those of its last day, what was retained of them and of their revenue, and what must be replaced.',
  whenEmpty: { needs: ['OrderAccepted'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({ ...ownerParameters, ...periodParameters }),
  columns: [
    { id: 'ownerType', title: 'Owner type', type: 'id' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'opening', title: 'Opening', type: 'integer' },
    { id: 'new', title: 'New', type: 'integer' },
    { id: 'reactivated', title: 'Reactivated', type: 'integer' },
    { id: 'wonBack', title: 'Won back', type: 'integer' },
    { id: 'transferredIn', title: 'Transferred in', type: 'integer' },
    { id: 'lost', title: 'Lost', type: 'integer' },
    { id: 'lapsed', title: 'Lapsed', type: 'integer' },
    { id: 'transferredOut', title: 'Transferred out', type: 'integer' },
    { id: 'closing', title: 'Closing', type: 'integer' },
    { id: 'lostAfterLapse', title: 'Lost after a lapse', type: 'integer' },
    { id: 'retention', title: 'Retention', type: 'ratio' },
    { id: 'grossRevenueRetention', title: 'Gross revenue retention', type: 'ratio' },
    { id: 'netRevenueRetention', title: 'Net revenue retention', type: 'ratio' },
    { id: 'replacementNeeded', title: 'Accounts to replace', type: 'integer' },
    { id: 'revenueToReplace', title: 'Revenue to replace', type: 'money', unit: 'currency' },
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const read = { kpis: ['active-accounts', ...Object.values(flow)], periods: stockPeriods(context, periods.value) }
    return ownersAsked(context, parameters, read)
      .then((owners) => Promise.all(owners.map((each) => rowsOf(context, each, periods.value))))
      .then((rows) => accept(rows.flat()))
  },
  cells: ({ ownerType, ownerId, period }) =>
    Object.values(flow).map((kpi) => ({ kpi, ...cellOfOwner(String(ownerType), String(ownerId)), period: String(period) })),
  charts: [
    {
      name: 'flow',
      title: 'How the active accounts changed',
      columns: [
        { id: 'ownerType', title: 'Owner type', type: 'id' },
        { id: 'ownerId', title: 'Owner', type: 'id' },
        { id: 'period', title: 'Period', type: 'id' },
        { id: 'what', title: 'What', type: 'text' },
        { id: 'accounts', title: 'Accounts', type: 'integer', unit: 'accounts' },
        { id: 'step', title: 'Step', type: 'id' },
      ],
      drawing: { kind: 'waterfall', label: 'what', amount: 'accounts', step: 'step' },
      panels: ['ownerType', 'ownerId', 'period'],
      scope: 'org',
      span: { wholeQuarter: true },
      rows: fromRows((rows) => rows.flatMap(stepsOf)),
    },
  ],
})

/** The way from the opening to the closing, as the columns of a row tell it: what comes, then what goes. */
const steps = [
  { column: 'opening', what: 'Opening', step: 'total' },
  { column: 'new', what: 'New', step: 'change', sign: 1 },
  { column: 'reactivated', what: 'Reactivated', step: 'change', sign: 1 },
  { column: 'wonBack', what: 'Won back', step: 'change', sign: 1 },
  { column: 'transferredIn', what: 'Transferred in', step: 'change', sign: 1 },
  { column: 'lost', what: 'Lost', step: 'change', sign: -1 },
  { column: 'lapsed', what: 'Lapsed', step: 'change', sign: -1 },
  { column: 'transferredOut', what: 'Transferred out', step: 'change', sign: -1 },
  { column: 'closing', what: 'Closing', step: 'total' },
] as const

const stepsOf = (row: ReportRow): readonly ReportRow[] =>
  steps.map(({ column, what, step, ...change }) => {
    const count = row[column]
    const accounts = typeof count !== 'number' ? null : 'sign' in change && count !== 0 ? change.sign * count : count
    return { ownerType: row.ownerType, ownerId: row.ownerId, period: row.period, what, accounts, step }
  })

const flow = {
  new: 'new-accounts',
  reactivated: 'reactivated-accounts',
  wonBack: 'won-back-accounts',
  transferredIn: 'accounts-transferred-in',
  lost: 'active-accounts-lost',
  lapsed: 'lapsed-accounts',
  transferredOut: 'accounts-transferred-out',
  lostAfterLapse: 'lost-after-lapse',
} as const
type Flowing = keyof typeof flow

const revenue = {
  grossRevenueRetention: 'gross-revenue-retention',
  netRevenueRetention: 'net-revenue-retention',
  revenueToReplace: 'revenue-to-replace',
} as const

/** The months whose last days are the day before the period and its last day: a stock has a value on a day. */
const openingMonth = ({ reference }: ReportContext, { months }: PeriodSelection): string | null =>
  (months[0] === undefined ? null : reference.calendar.previous(months[0], 1))?.id ?? null

const closingMonth = ({ months, period }: PeriodSelection): string => (months.at(-1) ?? period).id

const stockPeriods = (context: ReportContext, periods: readonly PeriodSelection[]): readonly string[] => [
  ...new Set(periods.flatMap((period) => [openingMonth(context, period) ?? [], closingMonth(period)].flat())),
]

type Cell = (id: string, period: string) => CellValue
type Found = {
  readonly stock: Cell
  readonly retention: Cell
  readonly of: Readonly<Record<Flowing | keyof typeof revenue, Cell>>
}

const rowsOf = (context: ReportContext, owners: Owners, periods: readonly PeriodSelection[]): Promise<readonly ReportRow[]> =>
  readAll(context, owners, periods).then((found) =>
    owners.ids.flatMap((ownerId) =>
      periods.map((period) => ({
        ownerType: owners.type,
        ownerId,
        period: period.id,
        ...rowOf(context, found, { ownerId, period }),
      })),
    ),
  )

const readAll = (context: ReportContext, owners: Owners, periods: readonly PeriodSelection[]): Promise<Found> => {
  const ids = periods.map(({ id }) => id)
  const cell = (kpi: string, of: readonly string[] = ids) => cellsOfOwners(context, owners, { kpi, periods: of })
  const columns = Object.entries({ ...flow, ...revenue })
  return Promise.all([
    cell('active-accounts', stockPeriods(context, periods)),
    cell(
      'retention',
      periods.filter(hasRetention).map(({ id }) => id),
    ),
    Promise.all(columns.map(([, kpi]) => cell(kpi))),
  ]).then(([stock, retention, cells]) => ({
    stock,
    retention,
    of: Object.fromEntries(columns.map(([column], place) => [column, cells[place]])) as Found['of'], // Sound: one for each column
  }))
}

/** Retention is that of a quarter or a longer period: within a month next to nobody lapses. */
const hasRetention = ({ form, period }: PeriodSelection): boolean => form !== 'plain' || period.grain !== 'month'

type Line = { readonly ownerId: string; readonly period: PeriodSelection }

const rowOf = (context: ReportContext, { stock, retention, of }: Found, { ownerId, period }: Line): ReportRow => {
  const before = openingMonth(context, period)
  const value = (column: keyof Found['of']) => of[column](ownerId, period.id).value
  const [lost, lapsed] = [value('lost'), value('lapsed')]
  return {
    opening: before === null ? null : stock(ownerId, before).value,
    new: value('new'),
    reactivated: value('reactivated'),
    wonBack: value('wonBack'),
    transferredIn: value('transferredIn'),
    lost,
    lapsed,
    transferredOut: value('transferredOut'),
    closing: stock(ownerId, closingMonth(period)).value,
    lostAfterLapse: value('lostAfterLapse'),
    retention: hasRetention(period) ? retention(ownerId, period.id).value : null,
    grossRevenueRetention: value('grossRevenueRetention'),
    netRevenueRetention: value('netRevenueRetention'),
    replacementNeeded: typeof lost === 'number' && typeof lapsed === 'number' ? lost + lapsed : null,
    revenueToReplace: value('revenueToReplace'),
  }
}

import { accept, type Recorded } from '@daybook/domain'
import { z } from 'zod'
import { type PeriodSelection, wholePeriod } from '../period-selection.ts'
import {
  defineReport,
  isPeriodAsked,
  periodParameters,
  periodsAsked,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import { cellsOfOwners, type Owners, ownerParameters, ownersAsked } from '../report-owners.ts'

/** What is compared unless others are named: what adds up, so that its difference is an adjustment. */
const comparedKpis = ['net-sales', 'gross-sales', 'orders', 'buying-accounts', 'quota'] as const

/** RM-29 of the domain specification (8.6). */
export const periodClose = defineReport({
  name: 'period-close',
  title: 'Period close',
  definition: 'What each closed month was when it was closed, what it is now, and the events that made the difference.',
  whenEmpty: { needs: ['PeriodClosed'] },
  version: 1,
  view: 'credit',
  parameters: z.strictObject({
    ...ownerParameters,
    ...periodParameters,
    kpi: repeated,
    changed: z.enum(['true', 'false']).default('false'),
  }),
  columns: [
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'ownerType', title: 'Owner type', type: 'id' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    { id: 'kpi', title: 'KPI', type: 'id' },
    { id: 'asClosed', title: 'As closed', type: 'number' },
    { id: 'live', title: 'Live', type: 'number' },
    { id: 'ppa', title: 'Prior-period adjustment', type: 'number' },
    { id: 'causingEvents', title: 'Causing events', type: 'text' },
  ],
  rows: (context, parameters) => {
    const periods = isPeriodAsked(parameters) ? periodsAsked(context, parameters) : accept(closedPeriods(context))
    if (!periods.ok) return Promise.resolve(periods)
    const kpis: readonly string[] = parameters.kpi ?? comparedKpis
    const closed = periods.value.filter(({ id }) => context.reference.closes.has(id))
    if (closed.length === 0) return Promise.resolve(accept([]))
    return ownersAsked(context, parameters, { kpis: ['net-sales', 'quota'], periods: closed.map(({ id }) => id) })
      .then((owners) => Promise.all(owners.flatMap((each) => kpis.map((kpi) => rowsOf(context, each, { kpi, periods: closed })))))
      .then((rows) => accept(rows.flat().filter(({ ppa }) => parameters.changed === 'false' || isOther(ppa))))
  },
})

const closedPeriods = ({ reference }: ReportContext): readonly PeriodSelection[] =>
  [...reference.closes.keys()].sort().flatMap((id) => {
    const period = reference.calendar.period(id)
    return period === null ? [] : [wholePeriod(period, reference.calendar)]
  })

const isOther = (ppa: unknown): boolean => ppa !== null && Number(ppa) !== 0

type Compared = { readonly kpi: string; readonly periods: readonly PeriodSelection[] }

const rowsOf = (context: ReportContext, owners: Owners, { kpi, periods }: Compared): Promise<readonly ReportRow[]> => {
  const ids = periods.map(({ id }) => id)
  const read = { kpi, scope: owners.type, entities: owners.type === 'org' ? null : owners.ids, periods: ids }
  return Promise.all([
    cellsOfOwners(context, owners, { kpi, periods: ids }),
    context.closed(read),
    context.sinceClose(read),
  ]).then(([live, closed, since]) =>
    owners.ids.flatMap((ownerId) =>
      ids.map((period) => {
        const entity = owners.type === 'org' ? null : ownerId
        const { asClosed, adjustment } = closed(entity, period)
        const value = live(ownerId, period).value
        const causingEvents = since(entity, period).map(named)
        return { period, ownerType: owners.type, ownerId, kpi, asClosed, live: value, ppa: adjustment, causingEvents }
      }),
    ),
  )
}

const named = ({ eventId, type, source, id }: Recorded) => ({ eventId, type, source, id })

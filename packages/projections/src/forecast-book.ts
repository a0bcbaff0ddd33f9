import { convertAt, dayNumber, type EventOf, type FiscalPeriod, localDay, quotaMonths, rateFor } from '@daybook/domain'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, RecordedEvent, RowEntity } from './kpi.ts'
import { currencyOf, periodKey, policyFor, type Reference, teamOn, zoneOf } from './reference.ts'
import { rowEntity } from './seats.ts'
import { beginning } from './timeline.ts'

/** One forecast as it was submitted, and when that was recorded. */
type Submission = { readonly setBy: bigint; readonly recordedAt: number; readonly data: EventOf<'ForecastSubmitted'>['data'] }

/** The forecasts of one scope, in the order they were recorded. Later ones win, month by month. */
export type ForecastBook = {
  readonly scopeType: 'rep' | 'team' | 'org' | 'account'
  readonly scopeId: string
  readonly submissions: readonly Submission[]
}

export type ForecastView = FoldView<ForecastBook>

type ForecastEvent = Extract<RecordedEvent, { type: 'ForecastSubmitted' }>

/** The forecasts of a rep, a team, the organisation or an account: small. */
export const forecastFold = defineFold<ForecastBook, ForecastEvent>({
  name: 'forecast',
  reads: ['ForecastSubmitted'],
  idOf: ({ data }) => `${data.scopeType}~${data.scopeId}`,
  initial: (id) => {
    const [scopeType = 'rep'] = id.split('~', 1) as [ForecastBook['scopeType']] // Sound: made by idOf
    return { scopeType, scopeId: id.slice(scopeType.length + 1), submissions: [] }
  },
  evolve: (book, { data, position, recordedAt }) => ({
    ...book,
    submissions: [...book.submissions, { data, setBy: position, recordedAt }],
  }),
  isConcerned: ({ scopeId }, { kind, keys }) => kind === 'currency' || (kind === 'rep' && keys.includes(scopeId)),
  document: null,
})

/** One month's forecast in force. */
export type MonthForecast = { readonly month: FiscalPeriod; readonly amount: bigint; readonly setBy: bigint }

/** Which submissions count for a month. */
type Counts = (submission: Submission, month: FiscalPeriod) => boolean

/** The forecast of each month by the submissions that count for it; what no rate converts is left out. */
const monthForecasts = ({ book, reference }: ForecastView, counts: Counts): readonly MonthForecast[] => {
  const months = new Map<string, MonthForecast>()
  for (const submission of book.submissions) {
    for (const { month, amount } of quotaMonths({ data: submission.data }, reference.calendar)) {
      const converted = counts(submission, month) ? inReportingCurrency(submission, month, { amount, reference }) : null
      if (converted !== null) months.set(month.id, { month, amount: converted, setBy: submission.setBy })
    }
  }
  return [...months.values()]
}

const inReportingCurrency = (
  { data }: Submission,
  { first }: FiscalPeriod,
  { amount, reference }: { readonly amount: bigint; readonly reference: Reference },
): bigint | null => {
  const { calendar, rates } = reference
  const rule = policyFor(reference, 'fx-rule', dayNumber(first))
  const found = rateFor(rates, { from: data.currency, to: currencyOf(reference), day: first, rule, calendar })
  return found === null ? null : convertAt(amount, found.rate)
}

/** A rep sits in the team of the month's last day. */
const scopeEntity = ({ book, reference }: ForecastView, month: FiscalPeriod): RowEntity => {
  if (book.scopeType !== 'rep') return rowEntity(book.scopeType, book.scopeId)
  return rowEntity('seat', book.scopeId, teamOn(reference, book.scopeId, dayNumber(month.until) - 1))
}

const rows = (view: ForecastView, counts: Counts, amountOf: (forecast: MonthForecast) => bigint): readonly Contribution[] =>
  monthForecasts(view, counts).map((forecast) => ({
    cell: { entity: scopeEntity(view, forecast.month), period: periodKey(forecast.month) },
    from: beginning,
    until: null,
    amounts: [amountOf(forecast)],
    because: [forecast.setBy],
  }))

/** The forecasts as they stand: the latest of each month. */
export const latestForecasts = (view: ForecastView, amountOf: (forecast: MonthForecast) => bigint): readonly Contribution[] =>
  rows(view, () => true, amountOf)

/** The forecasts as they were known at the first instant of their month: 00:00 of its first day in the reporting zone. M-26. */
export const openingForecasts = (view: ForecastView, amountOf: (forecast: MonthForecast) => bigint): readonly Contribution[] =>
  rows(view, ({ recordedAt }, month) => localDay(recordedAt - 1, zoneOf(view.reference)) < month.first, amountOf)

/** Descriptions that the KPIs of the ledger `forecast` have in common. */
export const forecastKpi = {
  version: 1,
  kind: 'plan',
  view: 'owner',
  ledger: 'forecast',
  measure: 'amount',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month'],
  fold: 'forecast',
  per: 'whole',
} as const

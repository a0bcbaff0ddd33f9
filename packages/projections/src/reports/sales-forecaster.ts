import { accept, amountOf, dayNumber, decimalOf, type FiscalPeriod } from '@daybook/domain'
import { z } from 'zod'
import { type BaselineMethod, baselineMethods, baselineOf, type PastMonth } from '../baseline.ts'
import { accountsInBooks } from '../book-owner.ts'
import { runningSums } from '../day-sales.ts'
import { isEnded } from '../period-arithmetic.ts'
import {
  type CellsFound,
  type DaySales,
  defineReport,
  type ReportColumn,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import { monthsBefore, placeInYear } from '../sales-history.ts'

const quartersBack = [4, 3, 2, 1] as const
const monthsBack = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0] as const
const monthsAhead = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const

const money = (id: string, title: string): ReportColumn => ({ id, title, type: 'money', unit: 'currency' })
const quarterId = (back: number): string => `qMinus${back}`
const monthId = (back: number): string => (back === 0 ? 'm0' : `mMinus${back}`)

/** R-136 of the domain specification: M-06, M-24 and M-25 of each account; of a rep or a team, of those in their books on the day. */
export const salesForecaster = defineReport({
  name: 'sales-forecaster',
  title: 'Sales forecaster',
  definition:
    'For each account what it bought by quarter and month, and what it is expected to buy in the twelve months to come: as submitted, else by what it bought before.',
  whenEmpty: { needs: ['OrderAccepted', 'ForecastSubmitted'] },
  version: 1,
  view: 'credit',
  parameters: z.strictObject({
    scope: z.enum(['org', 'team', 'rep', 'account']).optional(),
    entity: repeated,
    method: z.enum(baselineMethods).optional(),
  }),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    money('previousYearSales', 'Fiscal year before'),
    ...quartersBack.map((back) => money(quarterId(back), back === 1 ? 'Quarter before' : `${back} quarters before`)),
    ...monthsBack.map((back) => money(monthId(back), back === 0 ? 'This month' : `${back} months before`)),
    ...monthsAhead.map((ahead) => money(`forecastM${ahead}`, `Forecast, month ${ahead}`)),
    { id: 'method', title: 'Method', type: 'id' },
    money('ytdForecast', 'Forecast, year to date'),
    money('ytdActual', 'Net sales, year to date'),
    money('ytdVariance', 'Variance, year to date'),
    money('outlook', 'Outlook for the year'),
  ],
  rows: (context, { method, ...whose }) => {
    const calendar = calendarOf(context)
    if (calendar === null) return Promise.resolve(accept([]))
    const named = whose.scope === undefined || whose.scope === 'account' ? whose.entity : undefined
    const months = [...calendar.year, ...calendar.ahead].map(({ id }) => id)
    return Promise.all([
      accountsInBooks(context, whose),
      context.salesByDay(named ?? null),
      context.cells({ kpi: 'submitted-forecast', scope: 'account', entities: named ?? null, periods: months }),
    ]).then(([accounts, sales, forecasts]) => {
      const isMeant = new Set(named ?? [...sales.keys(), ...forecasts.entities])
      return accept(
        accounts
          .filter(({ accountId }) => isMeant.has(accountId))
          .map(({ accountId, name }) => {
            const soldIn = soldBy(sales.get(accountId) ?? [])
            return { accountId, accountName: name, ...rowOf({ soldIn, forecasts, accountId, method, calendar }) }
          }),
      )
    })
  },
})

/** The periods around the day: those of its year, and those before and after its month. */
type Periods = {
  readonly month: FiscalPeriod
  readonly yearBefore: FiscalPeriod | null
  readonly year: readonly FiscalPeriod[]
  readonly quarters: readonly (FiscalPeriod | null)[]
  readonly months: readonly (FiscalPeriod | null)[]
  readonly ahead: readonly FiscalPeriod[]
  readonly isOver: (month: FiscalPeriod) => boolean
  /** The months that a forecast rests on, in order, each with its place in its year. */
  readonly historyOf: (month: FiscalPeriod) => readonly Past[]
  readonly placeOf: (month: FiscalPeriod) => number
}

type Past = { readonly place: number; readonly month: FiscalPeriod }

const calendarOf = ({ reference, asOf }: ReportContext): Periods | null => {
  const { calendar } = reference
  const month = calendar.monthOf(asOf)
  const quarter = calendar.quarterOf(asOf)
  const year = calendar.yearOf(asOf)
  if (month === null || quarter === null || year === null) return null
  const ahead: FiscalPeriod[] = []
  for (let next = calendar.monthOf(month.until); next !== null && ahead.length < monthsAhead.length; ) {
    ahead.push(next)
    next = calendar.monthOf(next.until)
  }
  const placeOf = remembering((each: FiscalPeriod) => placeInYear(reference, each))
  const historyOf = remembering((each: FiscalPeriod) =>
    monthsBefore(reference, each, asOf).map((past) => ({ place: placeOf(past), month: past })),
  )
  return {
    month,
    yearBefore: calendar.previous(year, 1),
    year: calendar.monthsOf(year),
    quarters: quartersBack.map((back) => calendar.previous(quarter, back)),
    months: monthsBack.map((back) => calendar.previous(month, back)),
    ahead,
    isOver: (each) => isEnded(each, asOf),
    historyOf,
    placeOf,
  }
}

/** What is found of each period, found once. */
const remembering = <Value>(find: (period: FiscalPeriod) => Value): ((period: FiscalPeriod) => Value) => {
  const known = new Map<string, Value>()
  return (period) => {
    const found = known.get(period.id) ?? find(period)
    known.set(period.id, found)
    return found
  }
}

/** Net sales of an account in a period, as far as it has come. */
const soldBy = (sales: readonly DaySales[]): ((period: FiscalPeriod) => bigint) => {
  const sumBetween = runningSums(sales.map(({ day, net }) => ({ day, amount: net })))
  return remembering(({ first, until }) => sumBetween(dayNumber(first), dayNumber(until)))
}

type Own = {
  readonly soldIn: (period: FiscalPeriod) => bigint
  readonly forecasts: CellsFound
  readonly accountId: string
  readonly method: BaselineMethod | undefined
  readonly calendar: Periods
}

const rowOf = (own: Own): ReportRow => {
  const { calendar } = own
  const soldIn = (period: FiscalPeriod | null): string | null => (period === null ? null : decimalOf(own.soldIn(period)))
  const ahead = calendar.ahead.map((month) => forecastOf(own, month))
  return {
    previousYearSales: soldIn(calendar.yearBefore),
    ...Object.fromEntries(calendar.quarters.map((quarter, place) => [quarterId(quartersBack[place] ?? 0), soldIn(quarter)])),
    ...Object.fromEntries(calendar.months.map((month, place) => [monthId(monthsBack[place] ?? 0), soldIn(month)])),
    ...Object.fromEntries(ahead.map((forecast, place) => [`forecastM${place + 1}`, shown(forecast)])),
    method: ahead[0]?.method ?? null,
    ...yearOf(own),
  }
}

type Forecast = { readonly method: string; readonly amount: bigint } | null

const shown = (forecast: Forecast): string | null => (forecast === null ? null : decimalOf(forecast.amount))

/** What is expected of a month: as submitted, unless a method is asked for by name. */
const forecastOf = ({ soldIn, forecasts, accountId, method, calendar }: Own, month: FiscalPeriod): Forecast => {
  const { value } = forecasts.of(accountId, month.id)
  if (method === undefined && typeof value === 'string') return { method: 'submitted', amount: amountOf(value) }
  const history = calendar.historyOf(month).map((past): PastMonth => ({ place: past.place, sales: soldIn(past.month) }))
  return baselineOf(history, { place: calendar.placeOf(month), ...(method === undefined ? {} : { method }) })
}

/** The year: what was to be sold of it so far, what was, and what it is expected to come to. */
const yearOf = (own: Own): ReportRow => {
  const { soldIn, calendar } = own
  const forecasts = calendar.year.map((month) => ({ month, forecast: forecastOf(own, month) }))
  const over = forecasts.filter(({ month }) => calendar.isOver(month))
  const toCome = forecasts.filter(({ month }) => !calendar.isOver(month))
  const expected = sumOf(over.map(({ forecast }) => forecast))
  const ahead = sumOf(toCome.map(({ forecast }) => forecast))
  const actual = calendar.year.reduce((sum, month) => sum + soldIn(month), 0n)
  const sold = over.reduce((sum, { month }) => sum + soldIn(month), 0n)
  const isOutlookKnown = toCome.length === 0 || ahead !== null
  return {
    ytdForecast: expected === null ? null : decimalOf(expected),
    ytdActual: decimalOf(actual),
    ytdVariance: expected === null ? null : decimalOf(actual - expected),
    outlook: isOutlookKnown ? decimalOf(sold + (ahead ?? 0n)) : null,
  }
}

/** What is known of some forecasts, added up; null where nothing is. */
const sumOf = (forecasts: readonly Forecast[]): bigint | null =>
  forecasts.reduce<bigint | null>((sum, forecast) => (forecast === null ? sum : (sum ?? 0n) + forecast.amount), null)

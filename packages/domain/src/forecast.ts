import { z } from 'zod'
import type { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event } from './event.ts'
import { Code, OwnerId, PeriodId } from './ids.ts'
import { Currency, Decimal } from './money.ts'
import { closedMonth, type PeriodRefusal, type PeriodSurroundings } from './period.ts'
import { accept, refuse } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** What somebody expects to sell in a period; the latest wins. */
export const ForecastSubmitted = event('ForecastSubmitted', {
  scopeType: z.enum(['rep', 'team', 'org', 'account']),
  scopeId: OwnerId,
  period: PeriodId,
  amount: Decimal,
  currency: Currency,
  method: Code.exactOptional(),
})

/** What can happen to the forecasts of one scope and fiscal year. */
export const forecastEvents = [ForecastSubmitted] as const
export type ForecastEvent = z.infer<(typeof forecastEvents)[number]>

type Data = ForecastEvent['data']

/** What may be decided about a forecast. */
export type ForecastCommand = { type: 'SubmitForecast'; effectiveOn: Day; data: Data; around: PeriodSurroundings }

/** The latest forecast of each period. */
export type ForecastState = ReadonlyMap<PeriodId, Data>

/** The forecasts of one scope and fiscal year. */
export const forecast: Decider<ForecastState, ForecastCommand, ForecastEvent, PeriodRefusal> = {
  initialState: new Map(),
  evolve: (state, { data }) => new Map([...state, [data.period, data]]),
  decide: (state, { effectiveOn, data, around }) => {
    const period = around.calendar.period(data.period)
    if (period === null) return refuse({ code: 'unknown-period', period: data.period })
    const closed = closedMonth(period, around)
    if (closed !== null) return refuse({ code: 'period-closed', period: closed })
    if (isSame(state.get(data.period), data)) return accept([])
    return accept([{ type: 'ForecastSubmitted', effectiveOn, data }])
  },
}

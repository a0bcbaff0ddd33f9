import { z } from 'zod'
import { event } from './event.ts'
import { Code, OwnerId, PeriodId } from './ids.ts'
import { Currency, Decimal } from './money.ts'

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

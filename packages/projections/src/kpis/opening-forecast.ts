import { type ForecastView, forecastKpi, openingForecasts } from '../forecast-book.ts'
import { defineKpi } from '../kpi.ts'

/** What M-26 of the domain specification measures against: what is submitted later never changes it. */
export const openingForecast = defineKpi<ForecastView>({
  ...forecastKpi,
  name: 'opening-forecast',
  title: 'Forecast at the start of the month',
  definition: 'The forecast of the fiscal month as it was known at its first instant; what was submitted later does not count.',
  unit: 'money',
  set: { by: 'opening-forecast-set', reason: 'no-estimate' },
  contributions: (view) => openingForecasts(view, ({ amount }) => amount),
})

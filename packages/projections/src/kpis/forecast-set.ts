import { type ForecastView, forecastKpi, latestForecasts } from '../forecast-book.ts'
import { defineKpi } from '../kpi.ts'

/** Tells a forecast of zero from none. */
export const forecastSet = defineKpi<ForecastView>({
  ...forecastKpi,
  name: 'forecast-set',
  title: 'Forecasts set',
  definition: 'Number of forecasts submitted for the month.',
  unit: 'flags',
  listed: false,
  contributions: (view) => latestForecasts(view, () => 1n),
})

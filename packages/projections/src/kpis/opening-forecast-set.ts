import { type ForecastView, forecastKpi, openingForecasts } from '../forecast-book.ts'
import { defineKpi } from '../kpi.ts'

/** Tells a forecast of zero at the start of the month from none. */
export const openingForecastSet = defineKpi<ForecastView>({
  ...forecastKpi,
  name: 'opening-forecast-set',
  title: 'Forecasts set at the start of the month',
  definition: 'Number of forecasts that were known at the first instant of the month.',
  unit: 'flags',
  listed: false,
  contributions: (view) => openingForecasts(view, () => 1n),
})

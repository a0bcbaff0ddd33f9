import { type ForecastView, forecastKpi, latestForecasts } from '../forecast-book.ts'
import { defineKpi } from '../kpi.ts'

/** What M-24 of the domain specification takes first. */
export const submittedForecast = defineKpi<ForecastView>({
  ...forecastKpi,
  name: 'submitted-forecast',
  title: 'Submitted forecast',
  definition:
    'The forecast submitted for the fiscal month; the latest one wins. A team or organisation without its own adds up its reps.',
  unit: 'money',
  set: { by: 'forecast-set', reason: 'no-estimate' },
  contributions: (view) => latestForecasts(view, ({ amount }) => amount),
})

import { assigned, exactly, forecastOf, given, registered, sold } from './example-book.ts'

/** Before the first month that is forecast. */
export const before = '2024-12-20T12:00:00Z'

/** A quarter that was forecast for R1 before it began, and once more in its last month. */
export const book = given(
  registered('A1'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  forecastOf('2025-01', '1500.0000', before),
  forecastOf('2025-02', '1500.0000', before),
  forecastOf('2025-03', '2500.0000', before),
  sold('2025-01-09', '1800.0000'),
  sold('2025-02-08', '1100.0000'),
  sold('2025-03-12', '2200.0000'),
  forecastOf('2025-03', '2200.0000', '2025-03-17T12:00:00Z'),
)

/** A figure of R1. */
export const ofR1 = (kpi: string, period: string, asOf = '2025-04-01') =>
  exactly(book.outcome(kpi, { scope: 'rep', entity: 'R1', period, asOf }))

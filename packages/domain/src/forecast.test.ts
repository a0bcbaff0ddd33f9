import { test } from 'vitest'
import { amount, day, period, specification, usd } from '../../../tests/domain/given.ts'
import { fiscalCalendar } from './calendar.ts'
import { type ForecastEvent, forecast } from './forecast.ts'
import { OwnerId, type PeriodId } from './ids.ts'

const given = specification(forecast)
const effectiveOn = day('2024-12-20')
const of = (id: string, value: string) =>
  ({ scopeType: 'rep', scopeId: OwnerId.parse('R1'), period: period(id), amount: amount(value), currency: usd }) as const
const was = (id: string, value: string): ForecastEvent => ({ type: 'ForecastSubmitted', effectiveOn, data: of(id, value) })
const submit = (id: string, value: string, ...closed: PeriodId[]) =>
  ({
    type: 'SubmitForecast',
    effectiveOn,
    data: of(id, value),
    around: { calendar: fiscalCalendar([]), closed: new Set(closed) },
  }) as const

test('a forecast is submitted until its period is closed', () => {
  given(was('2025-03', '2500')).when(submit('2025-03', '2200')).thenRecorded(was('2025-03', '2200'))
  given(was('2025-03', '2500')).when(submit('2025-03', '2500')).thenNothing()
  given()
    .when(submit('2025-03', '2200', period('2025-03')))
    .thenRefused({ code: 'period-closed', period: '2025-03' })
  given().when(submit('2025-3', '2200')).thenRefused({ code: 'unknown-period', period: '2025-3' })
})

import { dayNumber, dayOf, divideHalfEven, type EventOf, type FiscalCalendar } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'
import { heldOn, stated, type Timeline } from './timeline.ts'

/** Published rates by kind and pair; the same pair, kind and date again restates. P-08. */
export type RateBook = ReadonlyMap<string, Timeline<string>>

/** One unit of the fact's currency in the reporting currency, exactly; `stale` when it is that of an earlier day. */
export type Quote = { readonly num: bigint; readonly den: bigint; readonly setBy: bigint; readonly stale: boolean }

export type FxRule = 'effective-date' | 'month-average' | 'plan-rate'

const daysUntilTooOld = 7

export const withRate = (
  rates: RateBook,
  event: { readonly data: EventOf<'FxRatePublished'>['data'] } & RateStatement,
): RateBook => {
  const key = keyOf(event.data.kind, event.data.base, event.data.quote)
  const statement = {
    eventId: event.eventId,
    setBy: event.position,
    from: dayNumber(event.effectiveOn),
    until: null,
    value: event.data.rate,
  }
  return new Map(rates).set(key, stated(rates.get(key) ?? [], statement))
}

type RateStatement = {
  readonly eventId: string
  readonly position: bigint
  readonly effectiveOn: EventOf<'FxRatePublished'>['effectiveOn']
}

const keyOf = (kind: string, base: string, quote: string): string => `${kind}:${base}:${quote}`

/** The rate from one currency to another for facts of a day; null when there is none, or only one more than seven days old. */
export const quoteOn = (
  rates: RateBook,
  pair: { readonly from: string; readonly to: string },
  at: { readonly rule: FxRule; readonly day: DayNumber; readonly calendar: FiscalCalendar },
): Quote | null => {
  const kind = at.rule === 'effective-date' ? 'daily' : at.rule === 'month-average' ? 'month' : 'plan'
  const direct = ruled(rates.get(keyOf(kind, pair.from, pair.to)), at)
  if (direct !== null) return direct
  const inverse = ruled(rates.get(keyOf(kind, pair.to, pair.from)), at)
  return inverse === null ? null : { ...inverse, num: inverse.den, den: inverse.num }
}

const ruled = (
  timeline: Timeline<string> | undefined,
  at: { readonly rule: FxRule; readonly day: DayNumber; readonly calendar: FiscalCalendar },
): Quote | null => {
  if (timeline === undefined) return null
  const month = at.rule === 'month-average' ? at.calendar.monthOf(dayOf(at.day)) : null
  const until = month === null ? at.day : dayNumber(month.until) - 1
  const held = heldOn(timeline, until)
  if (held === null || held.value === null) return null
  if (at.rule === 'effective-date' && at.day - held.from > daysUntilTooOld) return null
  if (month !== null && held.from < dayNumber(month.first)) return null
  return { ...fraction(held.value), setBy: held.setBy, stale: at.rule === 'effective-date' && held.from !== at.day }
}

const fraction = (rate: string): { readonly num: bigint; readonly den: bigint } => {
  const point = rate.indexOf('.')
  if (point < 0) return { num: BigInt(rate), den: 1n }
  return { num: BigInt(rate.slice(0, point) + rate.slice(point + 1)), den: 10n ** BigInt(rate.length - point - 1) }
}

/** An amount at a rate, rounded half to even to ten-thousandths. */
export const quoted = (amount: bigint, quote: Quote): bigint => divideHalfEven(amount * quote.num, quote.den)

/** The days whose facts a published rate can concern. */
export const rateDays = (
  kind: 'daily' | 'month' | 'plan',
  day: DayNumber,
): { readonly from: DayNumber; readonly until: DayNumber } | null =>
  kind === 'daily' ? { from: day, until: day + daysUntilTooOld + 1 } : null

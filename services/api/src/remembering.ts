import { type Day, localDay } from '@daybook/domain'

/** The answer to a question whose last answer is remembered: most are asked about the head. */
export const rememberingLast = <Key, Value>(ask: (key: Key) => Promise<Value>): ((key: Key) => Promise<Value>) => {
  let last: { readonly key: Key; readonly value: Value } | null = null
  return async (key) => {
    if (last !== null && last.key === key) return last.value
    const value = await ask(key)
    last = { key, value }
    return value
  }
}

const minuteMs = 60_000

/** The minute in which an instant lies, counted from 1970. */
export const minuteOf = (instant: number): number => Math.floor(instant / minuteMs)

/** The business date of now in a zone. Offsets are whole minutes, so that a minute has one date. */
export const rememberingDay = (clock: () => number): ((zone: string) => Day) => {
  let last: { readonly minute: number; readonly zone: string; readonly day: Day } | null = null
  return (zone) => {
    const minute = minuteOf(clock())
    if (last?.minute !== minute || last.zone !== zone) last = { minute, zone, day: localDay(minute * minuteMs, zone) }
    return last.day
  }
}

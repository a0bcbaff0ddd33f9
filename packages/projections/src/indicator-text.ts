import { type Exact, fourDecimals, fraction, sixDecimals } from './exact.ts'
import type { Unit } from './kpi.ts'

const unitsOfMoney = 10_000n

/** A fraction in the unit of a measure, as it stands in tables: money with four decimals, all else with six. */
export const indicatorText = (value: Exact | null, unit: Unit): string | null => {
  if (value === null) return null
  return unit === 'money' ? fourDecimals(fraction(value.num, value.den * unitsOfMoney)) : sixDecimals(value)
}

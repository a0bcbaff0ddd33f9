import { dayNumber, firstDayEver } from '@daybook/domain'
import type { BuyingHistory } from './bg-nbd.ts'
import { type Cadence, cadenceOf, overdueFrom, spreadUnits, windowOf } from './cadence.ts'
import type { CalculationQuestion, Part, PartsOperand } from './calculation.ts'
import { type Exact, fraction } from './exact.ts'
import type { DayNumber } from './kpi.ts'
import { dayAsked } from './period-arithmetic.ts'
import { policyFor, type Reference } from './reference.ts'
import { seasonalGap } from './seasonal-gap.ts'

/** A day on which an account bought. */
export type Occasion = { readonly day: DayNumber }

/** The rhythm of an account after its last occasion. `lateUntil`: its silence is usual for the season until then, and late at most. */
export type Rhythm = {
  readonly last: DayNumber
  readonly cadence: Cadence
  /** The first overdue day by the rhythm alone. */
  readonly overdueOn: DayNumber
  readonly lateUntil: DayNumber | null
}

/** The rhythm that occasions, in order, make up; null where they are too few for the rule in force on the last. M-29, P-21. */
export const rhythmOf = (reference: Reference, occasions: readonly Occasion[]): Rhythm | null => {
  const last = occasions.at(-1)
  if (last === undefined) return null
  const place = occasions.length - 1
  const rule = policyFor(reference, 'overdue-rule', last.day)
  const window = windowOf(occasions, place, rule).map(({ day }) => day)
  const cadence = cadenceOf(window)
  const overdueOn = overdueFrom(window, rule)
  if (cadence === null || overdueOn === null) return null
  const gap = seasonalGap(occasions, { place, overdueOn, window })
  return { last: last.day, cadence, overdueOn, lateUntil: gap?.until ?? null }
}

/** z = (days since the last occasion − median) / σ̂, exactly. M-30. */
export const scoreOn = ({ last, cadence: { medianHalves, spread } }: Rhythm, day: DayNumber): Exact =>
  fraction(BigInt(2 * (day - last) - medianHalves) * BigInt(spreadUnits / 2), BigInt(spread))

/** How an account stands on a day by its own rhythm, with what makes it late instead of overdue. M-30. */
export type Standing = { readonly status: 'on-track' | 'due' | 'late' | 'overdue'; readonly note: 'seasonal-gap' | null }

/** The status of an account on a day: overdue from the first overdue day on, unless prior years show the same gap. M-30. */
export const standingOn = (rhythm: Rhythm, day: DayNumber): Standing => {
  if (day >= rhythm.overdueOn) {
    const isSeasonal = rhythm.lateUntil !== null && day < rhythm.lateUntil
    return isSeasonal ? { status: 'late', note: 'seasonal-gap' } : { status: 'overdue', note: null }
  }
  const { num, den } = scoreOn(rhythm, day)
  return { status: num <= 0n ? 'on-track' : num <= den ? 'due' : 'late', note: null }
}

/** What the model of M-33 knows of an account on a day. */
export const historyOn = (occasions: readonly Occasion[], day: DayNumber): BuyingHistory => {
  const first = occasions[0]?.day ?? day
  const last = occasions.at(-1)?.day ?? day
  return { repeats: Math.max(0, occasions.length - 1), recency: (last - first) / daysOfWeek, age: (day - first) / daysOfWeek }
}

const daysOfWeek = 7

/** Orders by the day, from the beginning until the day asked for: what occasions are told from. */
export const ordersUntil = (question: CalculationQuestion): PartsOperand => ({
  kpi: 'orders',
  by: 'day',
  from: dayNumber(firstDayEver),
  last: dayAsked(question),
})

/** The days on which orders stand. */
export const occasionsIn = (orders: readonly Part[]): readonly Part[] => orders.filter(({ amount }) => amount > 0n)

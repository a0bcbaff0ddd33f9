import { amountOf, byBigint, type Policies, type PolicyValues } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'

/** The last intervals that make up an account's rhythm. */
export const intervalsMax = 12

/**
 * The occasions that the rhythm at one of them rests on: itself and, of the rule by deviations, up to twelve before it (M-29); the
 * median of the other rule is that of all the account's days (P-21).
 */
export const windowOf = <Occasion>(
  occasions: readonly Occasion[],
  place: number,
  rule: PolicyValues['overdue-rule'],
): readonly Occasion[] => occasions.slice(rule.method === 'mad' ? Math.max(0, place - intervalsMax) : 0, place + 1)

/** How many occasions after a changed one rest on it. */
export const reachOf = ({ defaults, settings }: Policies): number => {
  const rules = [defaults['overdue-rule'], ...settings.map(({ value }) => value)]
  const looksFar = rules.some((rule) => typeof rule === 'object' && rule.method === 'median-factor')
  return looksFar ? Number.POSITIVE_INFINITY : intervalsMax
}

/**
 * The rhythm of an account, exactly: the median interval in half days, the median absolute deviation in quarter days, and the spread
 * σ̂ = max(1.4826·MAD, 0.10·median, 1 day) in forty-thousandths of a day.
 */
export type Cadence = { readonly medianHalves: number; readonly madQuarters: number; readonly spread: number }

/** What the spread is counted in: forty-thousandths of a day. */
export const spreadUnits = 40_000

/** The cadence of the days bought on, in order; null with fewer than two. */
export const cadenceOf = (days: readonly DayNumber[]): Cadence | null => {
  const intervals: number[] = []
  for (let index = 1; index < days.length; index += 1) intervals.push((days[index] ?? 0) - (days[index - 1] ?? 0))
  if (intervals.length === 0) return null
  const medianHalves = twiceMedian(intervals)
  const madQuarters = twiceMedian(intervals.map((interval) => Math.abs(2 * interval - medianHalves)))
  return { medianHalves, madQuarters, spread: Math.max(14_826 * madQuarters, 2_000 * medianHalves, spreadUnits) }
}

/** The median interval of the days bought on, in whole days; none with fewer than two. */
export const usualDaysOf = (days: readonly DayNumber[]): number => Math.floor((cadenceOf(days)?.medianHalves ?? 0) / 2)

/** Twice the median, an integer: the sum of the two middle values, or the middle one doubled. */
const twiceMedian = (values: readonly number[]): number => {
  const ordered = inOrder(values)
  const middle = ordered.length >> 1
  const upper = ordered[middle] ?? 0
  return ordered.length % 2 === 1 ? 2 * upper : upper + (ordered[middle - 1] ?? 0)
}

/** The same of whole numbers without bound. */
export const twiceMedianOf = (amounts: readonly bigint[]): bigint => {
  const ordered = [...amounts].sort(byBigint)
  return (ordered[(ordered.length - 1) >> 1] ?? 0n) + (ordered[ordered.length >> 1] ?? 0n)
}

/** By insertion where there are few, as each order sorts a window or two; the rule of a factor looks at all of an account's days. */
const inOrder = (values: readonly number[]): readonly number[] => {
  if (values.length > intervalsMax) return [...values].sort((a, b) => a - b)
  const ordered: number[] = []
  for (const value of values) {
    let place = ordered.length
    for (; place > 0 && (ordered[place - 1] ?? 0) > value; place -= 1) ordered[place] = ordered[place - 1] ?? 0
    ordered[place] = value
  }
  return ordered
}

/** The first day on which the account is overdue after the last of the days; null when there is too little history. M-30, P-21. */
export const overdueFrom = (days: readonly DayNumber[], rule: PolicyValues['overdue-rule']): DayNumber | null => {
  const cadence = cadenceOf(days)
  const last = days.at(-1)
  if (cadence === null || last === undefined) return null
  if (rule.method === 'median-factor') {
    if (days.length < rule.minOccasions) return null
    return last + Math.floor((cadence.medianHalves * scaled(rule.factor)) / (2 * scale)) + 1
  }
  if (days.length - 1 < rule.minIntervals) return null
  const beyond = cadence.medianHalves * (spreadUnits / 2) * scale + scaled(rule.threshold) * cadence.spread
  return last + Math.floor(beyond / (spreadUnits * scale)) + 1
}

/** Settings such as 1.5 count in ten-thousandths, so that all of this is integers. */
const scale = 10_000
const scaled = (setting: string): number => {
  if (setting !== lastScaled.setting) lastScaled = { setting, amount: Number(amountOf(setting)) }
  return lastScaled.amount
}

/** A book has one rule, which every order looks at. */
let lastScaled = { setting: '0', amount: 0 }

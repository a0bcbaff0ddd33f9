import { addMonths, dayNumber, dayOf } from '@daybook/domain'
import type { Fact } from './fact.ts'
import { isQualifying } from './fact.ts'
import type { DayNumber } from './kpi.ts'
import { policyFor, type Reference } from './reference.ts'
import { forever, type Range } from './timeline.ts'

/**
 * A day on which at least one order stands. `boughtBy` names the event that set the day of its first qualifying order: with it, the
 * day is an occasion. `seller` is the salesperson of the day's last order, by id, so that the order of arrival plays no part.
 */
export type DayMark = {
  readonly day: DayNumber
  readonly boughtBy: bigint | null
  readonly seller: string | null
  readonly sellerBy: bigint
}

/** The marks, by day, with one day looked at again: `facts` are those dated on it. */
export const marked = (days: readonly DayMark[], day: DayNumber, facts: readonly Fact[]): readonly DayMark[] => {
  const mark = markOf(day, facts)
  const place = placeOf(days, day)
  const present = days[place]?.day === day
  if (mark === null) return present ? days.toSpliced(place, 1) : days
  if (place === days.length) return [...days, mark]
  return days.toSpliced(place, present ? 1 : 0, mark)
}

/** The mark of a day from the facts dated on it; null when no order stands. */
export const markOf = (day: DayNumber, facts: readonly Fact[]): DayMark | null => {
  const orders = facts.filter((fact) => fact.kind === 'order' && fact.standing === 'open')
  const first = orders[0]
  if (first === undefined) return null
  const last = orders.reduce((latest, order) => (order.key > latest.key ? order : latest), first)
  return { day, boughtBy: orders.find(isQualifying)?.daySetBy ?? null, seller: last.salesperson, sellerBy: last.sellerSetBy }
}

/** The place of the first mark on or after the day. */
export const placeOf = (days: readonly { readonly day: DayNumber }[], day: DayNumber): number => {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((days[middle]?.day ?? forever) < day) low = middle + 1
    else high = middle
  }
  return low
}

/** An unbroken stretch of activity: from an occasion until the first day that is a whole activity window after the last one. P-11. */
export type Run = Range & { readonly startedBy: bigint; readonly endedBy: bigint }

const lapses = new Map<number, DayNumber>()

/** The first day D with D − window >= `day`. @example lapseDay(dayNumber('2024-03-01'), 12) // dayNumber('2025-03-01') */
export const lapseDay = (day: DayNumber, windowMonths: number): DayNumber => {
  const key = day * 1_024 + windowMonths
  const known = lapses.get(key)
  if (known !== undefined) return known
  const ahead = addMonths(dayOf(day), windowMonths)
  // Clamping: 2025-02-28 minus 12 months is 2024-02-28, so that an order of 2024-02-29 still counts on it.
  const lapse = dayNumber(addMonths(ahead, -windowMonths)) >= day ? dayNumber(ahead) : dayNumber(ahead) + 1
  if (lapses.size > 50_000) lapses.clear()
  lapses.set(key, lapse)
  return lapse
}

/** The runs of activity that the occasions make up, loss left aside. P-16. */
export const runsOf = (days: readonly DayMark[], reference: Reference): readonly Run[] => {
  const runs: Run[] = []
  for (const mark of days) extend(runs, mark, reference)
  return runs
}

/** The runs after one more day, which is later than all others. */
export const runsExtended = (runs: readonly Run[], mark: DayMark, reference: Reference): readonly Run[] => {
  const extended = [...runs]
  extend(extended, mark, reference)
  return extended
}

const extend = (runs: Run[], { day, boughtBy }: DayMark, reference: Reference): void => {
  if (boughtBy === null) return
  const until = lapseDay(day, policyFor(reference, 'activity-window', day))
  const open = runs.at(-1)
  if (open === undefined || day > open.until) runs.push({ from: day, until, startedBy: boughtBy, endedBy: boughtBy })
  else if (until >= open.until) runs[runs.length - 1] = { ...open, until, endedBy: boughtBy }
}

/** The days on which two lists of runs differ: of a run that only ends otherwise the days around its ends, of others all of them. */
export const differingRuns = (before: readonly Run[], after: readonly Run[]): Range | null => {
  let start = 0
  while (start < before.length && start < after.length && isSame(before[start], after[start])) start += 1
  let tail = 0
  const shorter = Math.min(before.length, after.length) - start
  while (tail < shorter && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail += 1
  const gone = before.slice(start, before.length - tail)
  const come = after.slice(start, after.length - tail)
  const changed = [...gone, ...come]
  if (changed.length === 0) return null
  const [old, now] = [gone[0], come[0]]
  const onlyEnds = changed.length === 2 && old?.from === now?.from && old?.startedBy === now?.startedBy
  const from = Math.min(...changed.map((run) => (onlyEnds ? run.until : run.from)))
  return { from, until: Math.max(...changed.map((run) => run.until)) + 1 }
}

const isSame = (a: Run | undefined, b: Run | undefined): boolean =>
  a?.from === b?.from && a?.until === b?.until && a?.startedBy === b?.startedBy && a?.endedBy === b?.endedBy

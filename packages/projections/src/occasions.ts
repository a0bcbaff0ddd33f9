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

/**
 * The days of an account on which an order stands, in order, and what is made of them: a new value with every change. Where a day comes
 * after all others, as nearly every order brings one, the runs of activity are carried on instead of made anew.
 */
export class Days {
  readonly marks: readonly DayMark[]
  /** Those on which the account bought. */
  readonly occasions: readonly DayMark[]
  #runs: KnownRuns | null
  /** The runs before the last mark. */
  readonly #runsBefore: KnownRuns | null

  constructor(
    marks: readonly DayMark[],
    known: { readonly runs?: KnownRuns | null; readonly runsBefore?: KnownRuns | null } = {},
  ) {
    this.marks = marks
    this.occasions = marks.every(({ boughtBy }) => boughtBy !== null) ? marks : marks.filter(({ boughtBy }) => boughtBy !== null)
    this.#runs = known.runs ?? null
    this.#runsBefore = known.runsBefore ?? null
  }

  /** The same with one day looked at again: `facts` are those dated on it. */
  with(day: DayNumber, facts: readonly Fact[]): Days {
    const mark = markOf(day, facts)
    const place = placeOf(this.marks, day)
    const present = this.marks[place]?.day === day ? this.marks[place] : undefined
    if (mark === null) return present === undefined ? this : new Days(this.marks.toSpliced(place, 1))
    if (place === this.marks.length) return new Days([...this.marks, mark], { runsBefore: this.#runs })
    const runs = present?.boughtBy === mark.boughtBy ? this.#runs : null
    return new Days(this.marks.toSpliced(place, present === undefined ? 0 : 1, mark), { runs })
  }

  /** The runs of activity that the occasions make up, loss left aside. P-16. */
  runs(reference: Reference): readonly Run[] {
    if (this.#runs?.policies !== reference.policies) this.#runs = { policies: reference.policies, runs: this.#made(reference) }
    return this.#runs.runs
  }

  #made(reference: Reference): readonly Run[] {
    const last = this.marks.at(-1)
    const isKnown = last !== undefined && this.#runsBefore?.policies === reference.policies
    const runs = isKnown ? [...this.#runsBefore.runs] : []
    for (const mark of isKnown ? [last] : this.marks) extend(runs, mark, reference)
    return runs
  }
}

/** Who sold to an account from a day on; null where its order named nobody. */
export type SellerFrom = Pick<DayMark, 'day' | 'seller'>

/** The days of orders whose seller is another than the one before, in order: who had sold last on any day, told shortly. */
export const sellerChanges = ({ marks }: Pick<Days, 'marks'>): readonly SellerFrom[] =>
  marks.flatMap(({ day, seller }, place) => (place > 0 && marks[place - 1]?.seller === seller ? [] : [{ day, seller }]))

type KnownRuns = { readonly policies: Reference['policies']; readonly runs: readonly Run[] }

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

/** A stretch of days on which something is so, with what began and what ended it. */
export type Interval = Range & { readonly startedBy: readonly bigint[]; readonly endedBy: readonly bigint[] }

/** An unbroken stretch of activity: from an occasion until the first day that is a whole activity window after the last one. P-11. */
export type Run = Interval

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

const extend = (runs: Run[], { day, boughtBy }: DayMark, reference: Reference): void => {
  if (boughtBy === null) return
  const until = lapseDay(day, policyFor(reference, 'activity-window', day))
  const open = runs.at(-1)
  if (open === undefined || day > open.until) runs.push({ from: day, until, startedBy: [boughtBy], endedBy: [boughtBy] })
  else if (until >= open.until) runs[runs.length - 1] = { ...open, until, endedBy: [boughtBy] }
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
  const onlyEnds = changed.length === 2 && old?.from === now?.from && old?.startedBy[0] === now?.startedBy[0]
  const from = Math.min(...changed.map((run) => (onlyEnds ? run.until : run.from)))
  return { from, until: Math.max(...changed.map((run) => run.until)) + 1 }
}

const isSame = (a: Run | undefined, b: Run | undefined): boolean =>
  a?.from === b?.from && a?.until === b?.until && a?.startedBy[0] === b?.startedBy[0] && a?.endedBy[0] === b?.endedBy[0]

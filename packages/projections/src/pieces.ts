import { dayNumber, dayOf, type FiscalPeriod } from '@daybook/domain'
import type { AccountView, Loss } from './account-book.ts'
import { ActivityPiece } from './activity.ts'
import { reachOf } from './cadence.ts'
import { type Cohort, cohortOf } from './cohort.ts'
import { orderPiece } from './credit.ts'
import type { Fact } from './fact.ts'
import type { DayNumber, Grain, Kpi, PeriodKey } from './kpi.ts'
import { type DayMark, placeOf } from './occasions.ts'
import { lessEarlier, type PeriodKeys } from './period-keys.ts'
import { lessLosses } from './presence.ts'
import { periodKey, periodsIn } from './reference.ts'
import { laterSeasons } from './seasonal-gap.ts'
import { always, beginning, forever, type Range } from './timeline.ts'

/**
 * The facts of one account dated in one fiscal period, by (day, position). `only` narrows what is looked for to some keys (a rep, a
 * team, the organisation, an industry …): a quarter changes only where one of its months does.
 */
export type PeriodPiece = {
  readonly view: AccountView
  readonly period: PeriodKey
  readonly facts: readonly Fact[]
  readonly only: PeriodKeys | null
}

/** One fact, whatever stands of it. */
export type FactPiece = { readonly view: AccountView; readonly fact: Fact }

/** One occasion of an account, with all the others around it: a piece reads its window before and the one after. */
export type OccasionPiece = { readonly view: AccountView; readonly occasions: readonly DayMark[]; readonly place: number }

/** The account's part in the opening cohort of a period. */
export type CohortPiece = Cohort

export type LossPiece = { readonly view: AccountView; readonly loss: Loss }

/** Which parts of an account an event may have changed: a superset is right, only slower. Null ranges: nothing of that kind. */
export type Touched = {
  /** Facts whose own contributions may differ. */
  readonly facts: ReadonlySet<string>
  /** Facts whose flags may differ: those, and others that are compared with them. */
  readonly flags: ReadonlySet<string>
  /** Days on which qualifying orders or their credit may differ. */
  readonly days: ReadonlySet<DayNumber>
  /** Days on which activity or its seats may differ. */
  readonly activity: Range | null
  /** Days on which occasions or the seats and losses over the gaps between them may differ. */
  readonly gaps: Range | null
  /** Whether losses, the owners around them or the first days bought on may differ. */
  readonly lifecycle: boolean
  /** Whether the fiscal periods themselves may differ: then a year may change where none of its months does. */
  readonly periods: boolean
}

/** Everything, as the definition of a KPI reads it. */
export const everything = (view: AccountView): Touched => {
  const facts = view.facts.between(always)
  const keys = new Set(facts.map((fact) => fact.key))
  return {
    facts: keys,
    flags: keys,
    days: new Set(facts.map((fact) => fact.day)),
    activity: always,
    gaps: always,
    lifecycle: true,
    periods: true,
  }
}

/** What the pieces of a KPI are: how its partition falls apart, and the grains that it has cells of. */
export type Pieces = Pick<Kpi, 'per' | 'grain'>

/** A view, what may differ in it, and, of longer periods, the keys that are looked for: see `keysOf`. */
export type Asked = { readonly view: AccountView; readonly touched: Touched; readonly only: PeriodKeys | null }

/** The touched pieces of a view. */
export const piecesOf = ({ per, grain }: Pieces, asked: Asked): readonly unknown[] => {
  const { view, touched } = asked
  switch (per) {
    case 'order':
      return orderPieces(view, touched)
    case 'fact':
      return factPieces(view, touched)
    case 'period':
      return grain.flatMap((each) => periodPieces(each, asked))
    case 'activity':
      return touched.activity === null ? [] : [new ActivityPiece(view, widened(touched.activity))]
    case 'occasion':
      return touched.gaps === null ? [] : occasionPieces(view, touched.gaps)
    case 'cohort':
      return touched.activity === null ? [] : cohortPieces(grain, view, touched.activity)
    case 'lifecycle':
      return touched.lifecycle ? view.head.losses.map((loss) => ({ view, loss })) : []
    case 'tenure':
      return touched.lifecycle ? [view] : []
    case 'trailing':
      return touched.days.size === 0 ? [] : [{ view, months: touchedMonths(view, touched), only: asked.only }]
    case 'whole':
      return [view]
  }
}

const factPieces = (view: AccountView, touched: Touched): readonly FactPiece[] => {
  const pieces: FactPiece[] = []
  for (const key of touched.flags) {
    const fact = view.facts.get(key)
    if (fact !== null) pieces.push({ view, fact })
  }
  return pieces
}

const orderPieces = (view: AccountView, touched: Touched): readonly unknown[] => {
  const pieces: unknown[] = []
  for (const key of touched.facts) {
    const fact = view.facts.get(key)
    const piece = fact === null ? null : orderPiece(view, fact)
    if (piece !== null) pieces.push(piece)
  }
  return pieces
}

const touchedMonths = (view: AccountView, touched: Touched): readonly FiscalPeriod[] => {
  const months = new Map<string, FiscalPeriod>()
  for (const day of touched.days) {
    const month = view.reference.calendar.monthOf(dayOf(day))
    if (month !== null) months.set(month.first, month)
  }
  return [...months.values()]
}

/** The periods of a grain that hold a touched day, where anything of what is looked for can have come first on it or later. */
const periodPieces = (grain: Grain, { view, touched, only }: Asked): readonly PeriodPiece[] => {
  const pieces: PeriodPiece[] = []
  for (const { key, range, day } of touchedPeriods(grain, view, touched)) {
    const sought = only === null ? null : lessEarlier(view, { from: range.from, until: day }, only)
    if (sought?.size === 0) continue
    pieces.push({ view, period: key, facts: view.facts.between(range), only: sought })
  }
  return pieces
}

type TouchedPeriod = { readonly key: PeriodKey; readonly range: Range; day: DayNumber }

/** Each period once, with the first of its touched days. */
const touchedPeriods = (grain: Grain, view: AccountView, touched: Touched): readonly TouchedPeriod[] => {
  const periods: TouchedPeriod[] = []
  for (const day of touched.days) {
    const known = periods.find(({ range }) => range.from <= day && day < range.until)
    if (known !== undefined) known.day = Math.min(known.day, day)
    else {
      const period = periodsIn(view.reference, grain, { from: day, until: day + 1 })[0]
      if (period === undefined) continue
      periods.push({ key: periodKey(period), range: { from: dayNumber(period.first), until: dayNumber(period.until) }, day })
    }
  }
  return periods
}

/** A change of state on the first day of a range shows against the day before, one at its end on the day after. */
const widened = (range: Range): Range => ({
  from: Math.max(range.from, beginning + 1) - 1,
  until: Math.min(range.until + 1, forever),
})

/**
 * The occasions whose window or gap meets the days: the one before, those on them, those after whose rhythm rests on them; and those
 * of later years whose silence falls in the same season.
 */
const occasionPieces = (view: AccountView, gaps: Range): readonly OccasionPiece[] => {
  const { occasions } = view.days
  const first = Math.max(0, placeOf(occasions, gaps.from) - 1)
  const last = Math.min(occasions.length, placeOf(occasions, gaps.until) + reachOf(view.reference.policies))
  const pieces: OccasionPiece[] = []
  for (let place = first; place < last; place += 1) pieces.push({ view, occasions, place })
  for (const place of laterPlaces(occasions, gaps, last)) pieces.push({ view, occasions, place })
  return pieces
}

/** The places from `first` on whose silence holds a day of the seasons of later years; the days around the range are of the season. */
const laterPlaces = (occasions: readonly DayMark[], gaps: Range, first: number): Iterable<number> => {
  const places = new Set<number>()
  const [next, last] = [occasions[placeOf(occasions, gaps.until)], occasions.at(-1)]
  if (first >= occasions.length || next === undefined || last === undefined) return places
  const from = occasions[placeOf(occasions, gaps.from) - 1]?.day ?? gaps.from
  for (const season of laterSeasons({ from, until: next.day }, last.day)) {
    const until = placeOf(occasions, season.until + 1)
    for (let place = Math.max(first, placeOf(occasions, season.from) - 1); place < until; place += 1) places.add(place)
  }
  return places
}

/** The periods that hold one of the days or begin on the day after one; nobody is active before the first order or long after the last. */
const cohortPieces = (grains: readonly Grain[], view: AccountView, activity: Range): readonly CohortPiece[] => {
  const known = lifeOf(view)
  const range = { from: Math.max(activity.from, known.from), until: Math.min(activity.until + 1, known.until) }
  if (range.from >= range.until) return []
  const intervals = lessLosses(view, view.days.runs(view.reference))
  const pieces: CohortPiece[] = []
  for (const grain of grains) {
    for (const period of periodsIn(view.reference, grain, range)) {
      const cohort = cohortOf(view, period, intervals)
      if (cohort !== null) pieces.push(cohort)
    }
  }
  return pieces
}

const yearsAfterMax = 30 * 366

const lifeOf = (view: AccountView): Range => {
  const first = view.days.marks[0]?.day
  const last = view.days.marks.at(-1)?.day
  if (first === undefined || last === undefined) return { from: 0, until: 0 }
  return { from: first, until: Math.min(last + yearsAfterMax, forever) }
}

/** The fiscal day range of a calendar month around a day, for rules that look at the owner of its last day. */
export const monthAround = (view: AccountView, day: DayNumber): Range => {
  const month = view.reference.calendar.monthOf(dayOf(day))
  return month === null ? { from: day, until: day + 1 } : { from: dayNumber(month.first), until: dayNumber(month.until) }
}

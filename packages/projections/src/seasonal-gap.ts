import { addMonths, dayNumber, dayOf } from '@daybook/domain'
import { usualDaysOf } from './cadence.ts'
import type { DayNumber } from './kpi.ts'
import { lapseDay, placeOf } from './occasions.ts'
import { beginning, forever, type Range } from './timeline.ts'

/** Prior years that must each show a gap. M-30. */
const yearsMin = 2
const daysOfYear = 365

/** Prior years that are looked at: no book is older, and a typing error in a date must not cost a thousand looks. */
const yearsMax = 50

/** A silence that is usual for the season: until when, and the occasions around the gaps that show it. */
export type SeasonalGap<Occasion> = { readonly until: DayNumber; readonly around: readonly Occasion[] }

/** A silence after the occasion at a place: overdue from a day on by the rhythm of the days of its window. */
export type Silence = { readonly place: number; readonly overdueOn: DayNumber; readonly window: readonly DayNumber[] }

/**
 * The seasonal guard of M-30: at least two prior years each show a gap over the same calendar span, so that the account is late and not
 * overdue until the last day on which two of them still do. Null where fewer do on the first overdue day.
 *
 * A gap is the time between two occasions, ended by the last one or before, that is long enough to be overdue by the present rhythm. It
 * covers the span where it holds the same calendar day and began no more than one usual interval later than the present silence, since
 * nobody's season ends on the same day each year.
 *
 * @example
 * // Monthly from March to October in 2022, 2023 and 2024: in January 2025 late, and overdue from 2025-03-15 on.
 */
export const seasonalGap = <Occasion extends { readonly day: DayNumber }>(
  occasions: readonly Occasion[],
  silence: Silence,
): SeasonalGap<Occasion> | null => {
  const gaps = gapsBefore(occasions, silence).sort((a, b) => b.until - a.until || b.around[0].day - a.around[0].day)
  const deciding = gaps[yearsMin - 1]
  return deciding === undefined
    ? null
    : { until: deciding.until, around: gaps.slice(0, yearsMin).flatMap(({ around }) => around) }
}

type Gap<Occasion> = { readonly until: DayNumber; readonly around: readonly [Occasion, Occasion] }

const gapsBefore = <Occasion extends { readonly day: DayNumber }>(
  occasions: readonly Occasion[],
  { place, overdueOn, window }: Silence,
): Gap<Occasion>[] => {
  const [first, last] = [occasions[0]?.day ?? overdueOn, occasions[place]?.day ?? overdueOn]
  const gaps: Gap<Occasion>[] = []
  // Most accounts of a young book have no two prior years: no order need look for them.
  if (overdueOn - first < yearsMin * daysOfYear) return gaps
  for (let years = 1; years <= yearsMax; years += 1) {
    const day = yearsEarlier(overdueOn, years)
    if (day < first) break
    const after = placeOf(occasions, day + 1)
    const [start, end] = [occasions[after - 1], occasions[after]]
    if (start === undefined || end === undefined || after > place) continue
    if (end.day - start.day < overdueOn - last) continue
    const isSameSpan = start.day <= yearsEarlier(last, years) + usualDaysOf(window)
    if (isSameSpan) gaps.push({ until: comesAgain(end.day, years), around: [start, end] })
  }
  return gaps
}

/** The first day that lies so many years after a day or later. */
const comesAgain = (day: DayNumber, years: number): DayNumber =>
  yearsLater(day, years) === forever ? forever : lapseDay(day, 12 * years)

const yearsEarlier = (day: DayNumber, years: number): DayNumber =>
  yearOf(day) <= years ? beginning : dayNumber(addMonths(dayOf(day), -12 * years))

const yearsLater = (day: DayNumber, years: number): DayNumber =>
  yearOf(day) + years > 9_999 ? forever : dayNumber(addMonths(dayOf(day), 12 * years))

const yearOf = (day: DayNumber): number => Number(dayOf(day).slice(0, 4))

/** Clamping at the end of February moves a day by one. */
const clampDays = 1

/**
 * The days of later years whose seasonal gaps rest on what lies in a range: where a silence holds one of them, it may end otherwise.
 * `last` is the account's last occasion, after which its silence goes on: the first season that lies there stands for those after it.
 */
export const laterSeasons = ({ from, until }: Range, last: DayNumber): readonly Range[] => {
  const seasons: Range[] = []
  for (let years = 1; years <= yearsMax; years += 1) {
    const season = { from: yearsLater(from, years) - clampDays, until: yearsLater(until, years) + clampDays }
    seasons.push(season)
    if (season.from >= last) break
  }
  return seasons
}

import { dayNumber, dayOf, type FiscalCalendar, type FiscalPeriod } from '@daybook/domain'
import type { AccountView } from './account-book.ts'
import type { Contribution, DayNumber, RowEntity } from './kpi.ts'
import { seatSpans } from './ownership.ts'
import { legOf } from './presence.ts'
import { periodKey, policyFor } from './reference.ts'
import { type Standing, standingsOf } from './standing.ts'
import { beginning, forever, type Range } from './timeline.ts'

/**
 * What tells the retention of a period from the active accounts of two days. M-15, P-23.
 *
 * The opening cohort of a period is who was active on the day before it, less those who have left the book since (`departed`); who is kept is
 * who is active now, less those who are active and not of the cohort (`joined`; negative where a policy keeps who went to another book).
 * Of the cohort some are lost (`lost`), and some of these would be active otherwise (`lostBuying`). These are few and change rarely, while
 * the cohorts themselves would change with every order: each moves the lapse of its account.
 *
 * Each is a function of the first day of a period, F, and of the day asked. It is kept in the cells of fiscal months as differences: the cells
 * from F's month on add up to it, so that any period finds it, whatever its length.
 */
type RetentionMeasure = 'departed' | 'joined' | 'lost' | 'lostBuying'
const measures = ['departed', 'joined', 'lost', 'lostBuying'] as const satisfies readonly RetentionMeasure[]
type Amounts = readonly [number, number, number, number]
const nothing: Amounts = [0, 0, 0, 0]

/** What of each measure changes on the days of the range, and on those after it whose cohorts reach back into it. */
export const retentionOf = (view: AccountView, range: Range): Readonly<Record<RetentionMeasure, readonly Contribution[]>> => {
  const legs = { departed: [], joined: [], lost: [], lostBuying: [] } as Record<RetentionMeasure, Contribution[]>
  const { calendar } = view.reference
  const until = range.until >= forever ? forever : Math.max(range.until, horizonAt(calendar, range.until))
  const opened = monthsReaching(calendar, range.from + 1)[0]?.from ?? range.from + 1
  const from = Math.max(beginning, Math.min(range.from, opened - 1))
  const spans = seatSpans(view, { from, until })
  if (view.head.losses.length === 0 && spans.length === 1 && hasPlainLapses(view, { from: range.from, until })) return legs
  const standings = standingsOf(view, { from, until }, spans)
  for (let place = 1; place < standings.length; place += 1) {
    const turn = turnAt(view, standings, place)
    if (turn.day <= range.from || isPlainLapse(turn)) continue
    for (const key of keysIn(turn)) addLegs(legs, turn, key)
  }
  return legs
}

/** Whether all that happens on the days after the first is that long activity ends: what nearly every order moves. */
const hasPlainLapses = ({ days, reference }: AccountView, { from, until }: Range): boolean =>
  days.runs(reference).every((run) => {
    if (run.from > from && run.from < until) return false
    if (run.until <= from || run.until >= until) return true
    return run.from < (monthsReaching(reference.calendar, run.until)[0]?.from ?? Number.NEGATIVE_INFINITY)
  })

/** A day on which an account stands otherwise than the day before, with how it stood since the first cohort that still matters opened. */
type Turn = {
  readonly view: AccountView
  readonly day: DayNumber
  readonly before: Standing
  readonly after: Standing
  readonly past: readonly Standing[]
  readonly months: readonly Month[]
}

const turnAt = (view: AccountView, standings: readonly Standing[], place: number): Turn => {
  const [before, after] = [standings[place - 1], standings[place]] as [Standing, Standing] // Sound: place lies within
  const months = monthsReaching(view.reference.calendar, after.from)
  const first = months[0]?.from ?? after.from
  const past = standings.slice(0, place + 1).filter((standing) => standing.until > first - 1)
  return { view, day: after.from, before, after, past, months }
}

/** Nearly every turn: who was active in one book all the time lapses, and is of no cohort's exceptions before and after. */
const isPlainLapse = ({ before, after, past }: Turn): boolean =>
  past.length === 2 && before.isActive && before.seats === after.seats && !after.isActive && !after.isLost

/** Whose cohort the account may be in: a rep, a team, the organisation, an industry or territory, and the row that they are counted in. */
type Key = { readonly entity: RowEntity; readonly place: 0 | 1 | 2; readonly isIn: (standing: Standing) => boolean }

const keysIn = ({ past }: Turn): readonly Key[] => {
  const keys = new Map<string, Key>()
  for (const { seats, places } of past) {
    for (const { entity } of seats) {
      const { id, team } = entity
      keys.set(`rep ${id}`, { entity, place: 0, isIn: (each) => each.seats.some((seat) => seat.entity.id === id) })
      if (team !== '')
        keys.set(`team ${team}`, { entity, place: 1, isIn: (each) => each.seats.some((seat) => seat.entity.team === team) })
      keys.set('org', { entity, place: 2, isIn: isCustomer })
    }
    for (const entity of places)
      keys.set(`${entity.scope} ${entity.id}`, { entity, place: 0, isIn: ({ places: of }) => of.includes(entity) })
  }
  return [...keys.values()]
}

/** Whether the account stands for itself: else it is in nobody's cohort any more, not even that of the organisation. P-15. */
const isCustomer = ({ seats }: Standing): boolean => seats.length > 0

const addLegs = (legs: Record<RetentionMeasure, Contribution[]>, turn: Turn, key: Key): void => {
  const changes = turn.months.map((month) => {
    const [was, is] = [amountsOn(turn, key, { month, day: turn.day - 1 }), amountsOn(turn, key, { month, day: turn.day })]
    return is.map((amount, index) => amount - (was[index] ?? 0))
  })
  for (const [place, month] of turn.months.entries()) {
    for (const [index, measure] of measures.entries()) {
      const amount = (changes[place]?.[index] ?? 0) - (changes[place + 1]?.[index] ?? 0)
      if (amount !== 0) legs[measure].push(legAt(turn, key, { month, amount: BigInt(amount) }))
    }
  }
}

const legAt = (
  { day, after }: Turn,
  { entity, place }: Key,
  { month, amount }: { readonly month: Month; readonly amount: bigint },
): Contribution => {
  const amounts = entity.scope === 'seat' ? [0n, 0n, 0n].with(place, amount) : [amount]
  return legOf({ day, period: month.period, because: after.because }, entity, amounts)
}

/** The four measures of the cohort that a month opens, on a day. */
const amountsOn = (
  { view, before, after, past, day: turned }: Turn,
  { isIn }: Key,
  { month, day }: { readonly month: Month; readonly day: DayNumber },
): Amounts => {
  if (day < month.from) return nothing
  const now = day < turned ? before : after
  const opened = past.find(({ until }) => until > month.from - 1)
  const isMember = opened?.isActive === true && isIn(opened)
  const stays = policyFor(view.reference, 'retention-transfers', month.from) === 'keep'
  const isWithin = (each: Standing): boolean => each.until <= month.from - 1 || each.from > day || isIn(each)
  const hasStayed = isCustomer(now) && (stays || past.every(isWithin))
  const isOpening = isMember && hasStayed
  const isHere = now.isActive && isIn(now)
  return [
    isMember && !hasStayed ? 1 : 0,
    (isHere ? 1 : 0) - (isOpening && now.isActive ? 1 : 0),
    isOpening && now.isLost ? 1 : 0,
    isOpening && now.isLost && now.isBuying ? 1 : 0,
  ]
}

/** A fiscal month as the first one of periods. */
type Month = { readonly from: DayNumber; readonly period: number; readonly horizon: DayNumber }

const known = new WeakMap<FiscalCalendar, Map<DayNumber, readonly Month[]>>()

/** The months up to a day's that begin a period in which the day can lie, by time: those of twelve months and of its fiscal year. */
const monthsReaching = (calendar: FiscalCalendar, day: DayNumber): readonly Month[] => {
  const month = calendar.monthOf(dayOf(day))
  if (month === null) return []
  const ofCalendar = known.get(calendar) ?? new Map<DayNumber, readonly Month[]>()
  known.set(calendar, ofCalendar)
  const key = dayNumber(month.first)
  const months = ofCalendar.get(key) ?? monthsBefore(calendar, month)
  ofCalendar.set(key, months)
  return months
}

const monthsBefore = (calendar: FiscalCalendar, last: FiscalPeriod): readonly Month[] => {
  const months: Month[] = []
  for (let month: FiscalPeriod | null = last; month !== null; month = calendar.previous(month, 1)) {
    const horizon = horizonOf(calendar, month)
    if (horizon <= dayNumber(last.first)) break
    months.unshift({ from: dayNumber(month.first), period: periodKey(month), horizon })
  }
  return months
}

const monthsMax = 12

/** The first day after every period that a month can begin. */
const horizonOf = (calendar: FiscalCalendar, month: FiscalPeriod): DayNumber => {
  let last = month
  for (let count = 1; count < monthsMax; count += 1) last = calendar.monthOf(last.until) ?? last
  const year = calendar.period(month.year)
  return Math.max(dayNumber(last.until), year === null ? 0 : dayNumber(year.until))
}

/** Up to where cohorts reach that opened by a day. */
const horizonAt = (calendar: FiscalCalendar, day: DayNumber): DayNumber => {
  const month = calendar.monthOf(dayOf(day))
  return month === null ? day : horizonOf(calendar, month)
}

/** What the KPIs of retention read of a range of days, worked out once for all of them. */
export type RetentionMoves = ReturnType<typeof retentionOf>

import { dayNumber, type FiscalPeriod } from '@daybook/domain'
import type { AccountView } from './account-book.ts'
import type { Contribution, DayNumber } from './kpi.ts'
import type { Interval } from './occasions.ts'
import { type SeatSpan, seatSpans } from './ownership.ts'
import { periodKey, policyFor } from './reference.ts'
import type { Seat } from './seats.ts'

/** The first day on which an account is no longer in a book, and the event that moved it. */
type Leaving = { readonly day: DayNumber; readonly because: readonly bigint[] }

/** One seat of the opening cohort: when the rep and when his team lose the account; the organisation never does. */
type Member = { readonly seat: Seat; readonly leavings: readonly (Leaving | null)[] }

/** An account's part in the cohort of a period: the accounts active on the day before it. M-15. */
export type Cohort = {
  readonly first: DayNumber
  readonly until: DayNumber
  readonly period: number
  readonly members: readonly Member[]
  readonly startedBy: readonly bigint[]
  readonly intervals: readonly Interval[]
}

/** The cohort of a period as far as the account is in it; null when it was not active on the day before. */
export const cohortOf = (view: AccountView, period: FiscalPeriod, intervals: readonly Interval[]): Cohort | null => {
  const first = dayNumber(period.first)
  const until = dayNumber(period.until)
  const opening = intervals.find((interval) => interval.from < first && interval.until >= first)
  if (opening === undefined) return null
  const spans = seatSpans(view, { from: first - 1, until })
  const keeps = policyFor(view.reference, 'retention-transfers', first) === 'keep'
  const [atOpening, ...later] = spans
  const stays = keeps || later.length === 0
  const merged = view.composition?.merged ?? null
  const isMerged = merged !== null && merged.day >= first && merged.day < until
  const members = (atOpening?.seats ?? []).map((seat) => {
    const leavings = stays ? nobodyLeaves : leavingsOf(seat, spans)
    return { seat, leavings: isMerged ? leavings.map((leaving) => soonerOf(leaving, merged)) : leavings }
  })
  const within = intervals.filter((interval) => interval.from < until && interval.until > first)
  return { first, until, period: periodKey(period), members, startedBy: opening.startedBy, intervals: within }
}

/** An account that another one stands for leaves the cohort, also that of the organisation: it is neither kept nor lost. P-15. */
const soonerOf = (leaving: Leaving | null, merged: { readonly day: DayNumber; readonly setBy: bigint }): Leaving =>
  leaving !== null && leaving.day <= merged.day ? leaving : { day: merged.day, because: [merged.setBy] }

const nobodyLeaves: Member['leavings'] = [null, null, null]

const leavingsOf = ({ entity }: Seat, spans: readonly SeatSpan[]): readonly (Leaving | null)[] => {
  const later = spans.slice(1)
  const leaves = (isThere: (seat: Seat) => boolean): Leaving | null => {
    const gone = later.find(({ seats }) => !seats.some(isThere))
    return gone === undefined ? null : { day: gone.from, because: gone.setBy === null ? [] : [gone.setBy] }
  }
  return [leaves((seat) => seat.entity.id === entity.id), leaves((seat) => seat.entity.team === entity.team), null]
}

/** The cohort: +1 on the first day, −1 where the account is transferred out of the scope. */
export const openingOf = (cohort: Cohort): readonly Contribution[] => {
  const legs: Contribution[] = []
  for (const member of cohort.members) {
    legs.push(leg(cohort, member, { day: cohort.first, because: cohort.startedBy, amounts: member.seat.counts }))
    member.leavings.forEach((leaving, measure) => {
      if (leaving !== null) legs.push(leg(cohort, member, { ...leaving, amounts: only(member.seat, measure, -1n) }))
    })
  }
  return legs
}

/** The cohort's members while they are active. */
export const keptOf = (cohort: Cohort): readonly Contribution[] => {
  const legs: Contribution[] = []
  for (const member of cohort.members)
    for (const part of partsOf(member)) for (const interval of cohort.intervals) addKept(legs, cohort, { member, part, interval })
  return legs
}

/** What of a member leaves together. */
type Part = { readonly leaving: Leaving | null; readonly counts: readonly bigint[] }

/** Where nobody leaves, rep, team and organisation are one. */
const partsOf = ({ seat, leavings }: Member): readonly Part[] =>
  leavings === nobodyLeaves
    ? [{ leaving: null, counts: seat.counts }]
    : leavings.map((leaving, measure) => ({ leaving, counts: only(seat, measure, 1n) }))

const addKept = (
  legs: Contribution[],
  cohort: Cohort,
  { member, part, interval }: { readonly member: Member; readonly part: Part; readonly interval: Interval },
): void => {
  const { leaving, counts } = part
  const from = Math.max(interval.from, cohort.first)
  const until = Math.min(interval.until, cohort.until, leaving?.day ?? cohort.until)
  if (from >= until) return
  legs.push(leg(cohort, member, { day: from, because: interval.startedBy, amounts: counts }))
  if (until === cohort.until) return
  const because = until === interval.until ? interval.endedBy : (leaving?.because ?? [])
  legs.push(leg(cohort, member, { day: until, because, amounts: counts.map((count) => -count) }))
}

const only = (seat: Seat, measure: number, sign: bigint): readonly bigint[] =>
  seat.counts.map((count, index) => (index === measure ? sign * count : 0n))

const leg = (
  cohort: Cohort,
  { seat }: Member,
  at: { readonly day: DayNumber; readonly because: readonly bigint[]; readonly amounts: readonly bigint[] },
): Contribution => ({
  cell: { entity: seat.entity, period: cohort.period },
  from: at.day,
  until: null,
  amounts: at.amounts,
  because: at.because,
})

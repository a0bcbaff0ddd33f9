import type { AccountView } from './account-book.ts'
import type { Contribution, DayNumber } from './kpi.ts'
import { isLostOn } from './lost-on.ts'
import { type LegTime, legOf, lessLosses, type Stretch, stretchesOf } from './presence.ts'
import { bucketKey } from './reference.ts'
import { type RetentionMoves, retentionOf } from './retention.ts'
import type { Seat } from './seats.ts'
import type { Range } from './timeline.ts'

/** What happened to an account on a day on which its activity or its book is another than on the day before. M-14, P-16. */
type TurnKind = 'new' | 'reactivated' | 'won-back' | 'lost' | 'lapsed' | 'merged' | 'transferred'

/** The change from one stretch of days to the next, on the first day of the second. */
type Turn = { readonly kind: TurnKind; readonly day: DayNumber; readonly before: Stretch; readonly after: Stretch }

/**
 * A range of days over which an account's activity is looked at; changes on its first day belong to what was before. What the KPIs of
 * activity read is worked out once for all of them.
 */
export class ActivityPiece {
  readonly view: AccountView
  readonly range: Range
  #stretches: readonly Stretch[] | null = null
  #turns: readonly Turn[] | null = null
  #retention: RetentionMoves | null = null

  constructor(view: AccountView, range: Range) {
    this.view = view
    this.range = range
  }

  /** Where the account counts as active, without gaps. */
  get stretches(): readonly Stretch[] {
    const { view, range } = this
    this.#stretches ??= stretchesOf(view, lessLosses(view, view.days.runs(view.reference)), range)
    return this.#stretches
  }

  /** What changes from day to day, by day. */
  get turns(): readonly Turn[] {
    this.#turns ??= turnsOf(this.view, this.stretches)
    return this.#turns
  }

  /** What tells the retention of periods from the active accounts of two days. */
  get retention(): RetentionMoves {
    this.#retention ??= retentionOf(this.view, this.range)
    return this.#retention
  }
}

const turnsOf = (view: AccountView, stretches: readonly Stretch[]): readonly Turn[] =>
  stretches.slice(1).flatMap((after, index) => {
    const before = stretches[index]
    return before === undefined ? [] : [{ kind: kindOf(view, before, after), day: after.from, before, after }]
  })

/**
 * Won back is who was lost until the day, new who buys on it for the first time, reactivated whoever else becomes active. Lost on the
 * day is lost, also where the account would have lapsed on it; merged is for whom another account stands from the day on. P-15, P-16.
 */
const kindOf = (view: AccountView, before: Stretch, after: Stretch): TurnKind => {
  const day = after.from
  if (before.seats.length > 0 && after.seats.length > 0) return 'transferred'
  if (after.seats.length === 0 && view.composition?.merged?.day === day) return 'merged'
  if (after.seats.length === 0) return isLost(view, day) ? 'lost' : 'lapsed'
  if (isLost(view, day - 1)) return 'won-back'
  return view.days.occasions[0]?.day === day ? 'new' : 'reactivated'
}

const isLost = ({ head }: AccountView, day: DayNumber): boolean => head.losses.some((loss) => isLostOn(loss, day))

/** Accounts that became active in one of these ways, in the book that they are in on the day. */
export const entering =
  (kind: 'new' | 'reactivated' | 'won-back') =>
  ({ turns }: ActivityPiece): readonly Contribution[] =>
    turns.flatMap((turn) => (turn.kind === kind ? counted(turn, turn.after) : []))

/** Accounts that ceased to be active in one of these ways, in the book that they were in on the day before. */
export const leaving =
  (kind: 'lost' | 'lapsed' | 'merged') =>
  ({ turns }: ActivityPiece): readonly Contribution[] =>
    turns.flatMap((turn) => (turn.kind === kind ? counted(turn, turn.before) : []))

const counted = (turn: Turn, { seats, places }: Stretch): readonly Contribution[] => {
  const at = timeOf(turn)
  return [...seats.map(({ entity, counts }) => legOf(at, entity, counts)), ...places.map((place) => legOf(at, place, one))]
}

/** A lapse stands in one row with the end of the activity: the same bucket, day and reason. */
const timeOf = ({ day, after }: Turn): LegTime => ({ day, period: bucketKey(day), because: after.because })

const one: readonly bigint[] = [1n]

/** Active accounts that came into a book, or that went out of one: counted for a rep, a team or a place that had them on one side alone. */
export const transferred =
  (direction: 'in' | 'out') =>
  ({ turns }: ActivityPiece): readonly Contribution[] =>
    turns.flatMap((turn) => {
      if (turn.kind !== 'transferred') return []
      return direction === 'in' ? moved(turn, turn.after, turn.before) : moved(turn, turn.before, turn.after)
    })

const moved = (turn: Turn, here: Stretch, there: Stretch): readonly Contribution[] => {
  const at = timeOf(turn)
  const legs: Contribution[] = []
  for (const seat of here.seats) {
    const amounts = countsLess(seat, there.seats)
    if (amounts.some((amount) => amount !== 0n)) legs.push(legOf(at, seat.entity, amounts))
  }
  for (const place of here.places) if (!there.places.includes(place)) legs.push(legOf(at, place, one))
  return legs
}

/** A seat's counts for the rep and the team who are not among the others; the organisation has the account all the time. */
const countsLess = ({ entity, counts }: Seat, others: readonly Seat[]): readonly bigint[] => [
  others.some((other) => other.entity.id === entity.id) ? 0n : counts[0],
  others.some((other) => other.entity.team === entity.team) ? 0n : counts[1],
  0n,
]

/** What the KPIs of activity have in common. M-14. */
export const activityKpi = {
  version: 1,
  kind: 'flow',
  view: 'book',
  measure: 'count',
  unit: 'accounts',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: [],
  fold: 'account',
  per: 'activity',
} as const

/** What the KPIs that follow the opening cohort of a period have in common; only retention reads them. M-15. */
export const cohortKpi = { ...activityKpi, grain: ['month'], anyDay: true } as const

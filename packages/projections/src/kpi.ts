import type { DomainEvent, EventName, Recorded } from '@daybook/domain'

/** What a KPI is asked about: the organisation, a team, a rep, an account, or all accounts or lines of one kind. */
export type Scope = 'org' | 'team' | 'rep' | 'account' | 'industry' | 'territory' | 'family'
/** The fiscal periods that cells are kept for. */
export type Grain = 'month' | 'quarter' | 'year'
/** The three kinds of value: what happened, what is so on a day, what was planned. Domain 1.1. */
export type Kind = 'flow' | 'stock' | 'plan'
/** Whose a fact is: the credited rep's, the owner's of the account, or the owner's of a plan. P-05. */
export type View = 'credit' | 'book' | 'owner'

/** Days since 1970-01-01: what the ledger stores and compares. */
export type DayNumber = number

/** `firstDay * 8 + grain`: sorts by time without a dictionary. Grain 0 is the bucket of a stock, the Gregorian month of its day. */
export type PeriodKey = number

/** Whom a stored row belongs to. A seat is a rep in the team that he belonged to on that day; rep, team and org are sums of seats. */
export type RowScope = 'seat' | 'team' | 'org' | 'account' | 'industry' | 'territory' | 'family' | 'quality'
export type RowEntity = { readonly scope: RowScope; readonly id: string; readonly team: string }

/** The rep of facts that nobody is credited for and of accounts that nobody owns. */
export const house = 'HOUSE'

/** The cell of a row: an entity in a period. */
export type RowCell = { readonly entity: RowEntity; readonly period: PeriodKey }

/**
 * `cell` is higher by `amounts` on every day d with `from <= d` and (`until` is null or `d < until`).
 *
 * `amounts` holds one number, or for a count at a seat three: for the rep, for his team, for the organisation. `because` names, by
 * position, the events that the contribution rests on.
 */
export type Contribution = {
  readonly cell: RowCell
  readonly from: DayNumber
  readonly until: DayNumber | null
  readonly amounts: readonly bigint[]
  readonly because: readonly bigint[]
}

/** One posted row: all measures of one ledger that agree in cell, position, day and reason. `deltas` has the ledger's columns. */
export type EntryRow = {
  readonly ledger: string
  readonly period: PeriodKey
  readonly entity: RowEntity
  readonly position: bigint
  readonly day: DayNumber
  readonly reason: string
  readonly partition: string
  readonly because: readonly bigint[]
  readonly deltas: readonly bigint[]
}

/** A row as stored: with its place among the rows of its cell and position, and the running totals after it. */
export type StoredRow = EntryRow & { readonly ord: number; readonly totals: readonly bigint[] }

/** What the piece-wise evaluation of a KPI is called for; `whole` for small partitions. */
export type Per = 'order' | 'fact' | 'period' | 'occasion' | 'activity' | 'cohort' | 'lifecycle' | 'tenure' | 'trailing' | 'whole'

/** Money and shares add up over seats and take one column; a count takes three (rep, team, org) at a seat and one elsewhere. */
export type Measure = 'amount' | 'count'

/** What a value counts: money in ten-thousandths, a share or ratio, or whole things. */
export type Unit =
  | 'money'
  | 'share'
  | 'ratio'
  | 'accounts'
  | 'orders'
  | 'commitments'
  | 'flags'
  | 'opportunities'
  | 'activities'
  | 'plans'
  | 'respondents'
  | 'dependencies'
  | 'programs'
  | 'touchpoints'
  | 'roles'
  | 'lines'
  | 'estimates'
  | 'days'
  | 'points'

/** The event without which nothing counts, the timeline of the reference that it begins, and where to look until then. */
export type Since = { readonly event: EventName; readonly timeline: 'keyReviews'; readonly until: string }

/** What a KPI says about itself, whatever it is computed from. */
export type KpiDescription = {
  readonly name: string
  readonly title: string
  readonly definition: string
  readonly unit: Unit
  readonly version: number
  readonly kind: Kind
  readonly view: View
  readonly ledger: string
  readonly measure: Measure
  readonly scopes: readonly Scope[]
  /** Grains that have cells of their own. What adds up over time lists the month alone and is summed; a stock has none. */
  readonly grain: readonly Grain[]
  /** Contributions may be dated outside the period of their cell (commitments); such cells are always read with the day filter. */
  readonly anyDay?: boolean
  /** The KPI for which this one, a stock, answers periods of twelve months: what counts once in them does not add up over months. */
  readonly trailingOf?: string
  /** Of a plan: the KPI that counts whether it is set at all, and the reason where it is not. Zero is another thing. */
  readonly set?: { readonly by: string; readonly reason: string }
  /** What must have been decided before it counts anything. */
  readonly since?: Since
  /** False for ledgers that only feed ratios and reports; they are in no list. */
  readonly listed?: boolean
  /** Reasons that override the table of reasons, by the sign of the delta. */
  readonly reasons?: { readonly up: string; readonly down: string }
}

/** One KPI: one file. `Piece` is what its partition's state falls apart into. */
export type Kpi<Piece = never> = KpiDescription & {
  readonly per: Per
  /** `account`, or the name of a small partition's fold. */
  readonly fold: string
  readonly contributions: (piece: Piece) => readonly Contribution[]
}

/** A KPI, checked: one file gives one. */
export const defineKpi = <Piece>(kpi: Kpi<Piece>): Kpi<Piece> => kpi

/** A KPI made of two others at one (asOf, position): exact, computed when read, never stored. */
export type Ratio = {
  readonly name: string
  readonly title: string
  readonly definition: string
  readonly unit: 'ratio' | 'money'
  readonly version: number
  readonly kind: Kind
  readonly view: View
  readonly scopes: readonly Scope[]
  readonly grain: readonly Grain[]
  readonly numerator: string
  readonly denominator: string
  /** Why there is no value when the denominator is zero. */
  readonly reason: string
}

/** A ratio, checked: one file gives one. */
export const defineRatio = (ratio: Ratio): Ratio => ratio

/** An event as the log gives it back. */
export type RecordedEvent = Recorded<DomainEvent>

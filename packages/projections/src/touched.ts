import { dayNumber } from '@daybook/domain'
import type { AccountChange, AccountView, Loss } from './account-book.ts'
import type { AccountEvent } from './account-event.ts'
import { mayCreditsUncount } from './buying.ts'
import { dismissedPair } from './dismissed.ts'
import type { Fact } from './fact.ts'
import { changedFirsts } from './first-purchases.ts'
import type { DayNumber } from './kpi.ts'
import { type DayMark, differingRuns, placeOf } from './occasions.ts'
import { everything, monthAround, type Touched } from './pieces.ts'
import type { ReferenceEvent } from './reference.ts'
import { always, differing, forever, type Range, spanning } from './timeline.ts'

/** The views around an event, and the former versions of the facts that it changed. */
export type Change = Pick<AccountChange, 'before' | 'after' | 'former'>

/** Which pieces of an account one of its own events may have changed. */
export const touchedBy = (event: AccountEvent, change: Change): Touched => {
  switch (event.type) {
    case 'AccountRegistered':
      return everything(change.after)
    case 'AccountProfileChanged':
      return touchedByPlaces(change)
    case 'AccountAssigned':
    case 'AssignmentEnded':
    case 'AssignmentCorrected':
      return touchedByOwners(change)
    case 'AccountLost':
    case 'AccountLossRetracted':
    case 'AccountLossReasonCorrected':
    case 'AccountWonBack':
      return touchedByLosses(change)
    case 'AccountClassified':
      return { ...nothing, lifecycle: true }
    case 'WinBackContactPlanned':
    case 'WinBackContactMade':
    case 'AccountEvaluated':
    case 'MovedToLka':
    case 'TakenFromLka':
    case 'TouchpointPlanned':
    case 'TouchpointHeld':
    case 'TouchpointSkipped':
      return nothing
    case 'OrderAccepted':
    case 'OrderCorrected':
    case 'OrderCancelled':
    case 'OrderVoided':
    case 'CreditOverridden':
    case 'CreditNoteIssued':
    case 'CreditNoteVoided':
      return touchedByFacts(change)
    case 'WalletEstimated':
      return { ...nothing, facts: soldIn(change.after, dayNumber(event.effectiveOn), dayNumber(event.data.effectiveUntil)) }
  }
}

const nothing: Touched = {
  facts: new Set(),
  flags: new Set(),
  days: new Set(),
  activity: null,
  gaps: null,
  lifecycle: false,
  periods: false,
}

const daysOfYear = 366

/** The facts that an estimate of the wallet is compared with: sold up to twelve months before a day on which it holds. M-48. */
const soldIn = (view: AccountView, from: DayNumber, until: DayNumber): ReadonlySet<string> =>
  new Set(view.facts.between({ from: from - daysOfYear, until }).map(({ key }) => key))

const touchedByFacts = (change: Change): Touched => {
  const { before, after, former } = change
  const facts = new Set<string>()
  const days = new Set<DayNumber>()
  for (const [key, old] of former) {
    facts.add(key)
    const now = after.facts.get(key)
    if (now?.kind === 'order') days.add(now.day)
    // Where merges act from a day on, an order may leave one customer for another, and its credit notes may be another's.
    if (old?.kind === 'order') days.add(old.day)
    for (const order of mayCreditsUncount(after.reference) ? creditedBy(change, [old, now]) : []) {
      facts.add(order.key)
      days.add(order.day)
    }
    if (mayHaveReturns(change, key)) for (const credit of after.facts.returnsOf(key)) facts.add(credit)
  }
  for (const key of changedFirsts(before, after)) facts.add(key)
  const marks = [...days].map((day) => markChange(before, after, day))
  const sellers = marks.map(({ sellers }) => sellers).reduce(spanning, null)
  const bought = marks.map(({ bought }) => bought).reduce(spanning, null)
  const runs = bought === null ? null : differingRuns(before.days.runs(before.reference), after.days.runs(after.reference))
  const first = firstBought(change)
  return {
    facts,
    flags: comparedWith(change, facts, days),
    days,
    activity: [runs, sellers, first].reduce(spanning),
    gaps: spanning(bought, sellers),
    lifecycle: sellers !== null || first !== null || (bought !== null && after.head.losses.length > 0),
    periods: false,
  }
}

/** The orders that a credit note is or was set against: they may make their account a buyer no more, or again. */
const creditedBy = ({ before, after }: Change, versions: readonly (Fact | null | undefined)[]): readonly Fact[] => {
  const originals = versions.flatMap((fact) => fact?.original ?? [])
  return originals.flatMap((key) => [before.facts.get(key), after.facts.get(key)]).filter((fact) => fact !== null)
}

/** A new order has no credit notes, but for one that was awaited: looking for them would cost every order a read. */
const mayHaveReturns = ({ before, after, former }: Change, key: string): boolean =>
  after.composition !== null || (former.get(key) ?? null) !== null || before.head.awaited.includes(key)

/**
 * The facts themselves, and what was recorded after them and is compared with them: other orders of the same value on the days around
 * them, other credit notes of the same order. A fact is never compared with a later one, so that a day of a thousand equal orders costs
 * each of them nothing.
 */
const comparedWith = (
  { after, former }: Change,
  facts: ReadonlySet<string>,
  days: ReadonlySet<DayNumber>,
): ReadonlySet<string> => {
  const compared = new Set(facts)
  const versions = [...former].flatMap(([key, old]) => [old, after.facts.get(key)]).filter((fact) => fact !== null)
  for (const day of days) {
    for (const { key, value, currency, position } of after.facts.between({ from: day - 1, until: day + 2 }))
      if (versions.some((fact) => fact.position < position && fact.value === value && fact.currency === currency))
        compared.add(key)
  }
  for (const { original, position } of versions) {
    if (original === null) continue
    for (const key of after.facts.returnsOf(original)) {
      const credit = after.facts.get(key)
      if (credit !== null && credit.position > position) compared.add(key)
    }
  }
  return compared
}

/** What a changed day did: to the occasions, and, for an account that was never assigned, to its owner from then on. */
const markChange = (before: AccountView, after: AccountView, day: DayNumber): { bought: Range | null; sellers: Range | null } => {
  const old = markOn(before.days.marks, day)
  const now = markOn(after.days.marks, day)
  const bought = old?.boughtBy === now?.boughtBy ? null : { from: day, until: day + 1 }
  const same = old?.seller === now?.seller && old?.sellerBy === now?.sellerBy
  if (same || after.head.assignments.length > 0) return { bought, sellers: null }
  return { bought, sellers: { from: day, until: after.days.marks[placeOf(after.days.marks, day + 1)]?.day ?? forever } }
}

/** Where the first day bought on, or what made it one, is another: who was new on the former one is not any more. */
const firstBought = ({ before, after }: Change): Range | null => {
  const [old, now] = [before.days.occasions[0], after.days.occasions[0]]
  if (old?.day === now?.day && old?.boughtBy === now?.boughtBy) return null
  const days = [old?.day, now?.day].filter((day) => day !== undefined)
  return { from: Math.min(...days), until: Math.max(...days) + 1 }
}

const markOn = (days: readonly DayMark[], day: DayNumber): DayMark | null => {
  const mark = days[placeOf(days, day)]
  return mark?.day === day ? mark : null
}

const touchedByPlaces = ({ before, after }: Change): Touched => {
  const range = spanning(
    differing(before.head.industries, after.head.industries),
    differing(before.head.territories, after.head.territories),
  )
  return range === null ? nothing : { ...touchedDays(after, range), activity: range, gaps: range, lifecycle: true }
}

const touchedByOwners = ({ before, after }: Change): Touched => {
  const changed = differing(before.head.assignments, after.head.assignments)
  if (changed === null) return nothing
  const first = before.head.assignments.length === 0 || after.head.assignments.length === 0
  const range = first ? always : changed
  return { ...touchedDays(after, creditedOver(after, changed)), activity: range, gaps: range, lifecycle: true }
}

/** The days of the facts whose credit may rest on owners of the range. P-05. */
const creditedOver = (view: AccountView, range: Range): Range => {
  const rules = view.reference.policies.settings.map(({ value }) => value)
  if (rules.includes('current-owner')) return always
  return rules.includes('period-end-owner') ? (spanning(range, monthAround(view, range.from)) ?? range) : range
}

/** The facts dated in a range, and the credit notes that follow them wherever they are dated. */
const touchedDays = (view: AccountView, range: Range): Touched => {
  // The orders of its credit notes may be dated on days that are another customer's.
  if (view.composition?.isBounded === true) return { ...everything(view), activity: null, gaps: null, lifecycle: false }
  const dated = view.facts.between(range)
  const facts = new Set(dated.map((fact) => fact.key))
  for (const fact of dated) if (fact.kind === 'order') for (const credit of view.facts.returnsOf(fact.key)) facts.add(credit)
  return { ...nothing, facts, flags: facts, days: new Set(dated.map((fact) => fact.day)) }
}

const touchedByLosses = ({ before, after }: Change): Touched => {
  const changed = [
    ...before.head.losses.filter((loss) => !after.head.losses.includes(loss)),
    ...after.head.losses.filter((loss) => !before.head.losses.includes(loss)),
  ]
  const range = changed.map(daysOf).reduce<Range | null>(spanning, null)
  return { ...nothing, activity: range, gaps: range, lifecycle: changed.length > 0 }
}

const daysOf = (loss: Loss): Range => ({ from: loss.lostOn, until: loss.wonBackOn ?? forever })

/** Which accounts a reference event concerns: those that have to do with a key (of kinds `account` and `order`, which it names), all, or none. */
export type Concern = { readonly kind: string; readonly keys: readonly string[] } | 'all' | 'none'

export const concernOf = (event: ReferenceEvent): Concern => {
  switch (event.type) {
    case 'FiscalCalendarDefined':
    case 'PolicySet':
      return 'all'
    case 'AccountsMerged':
    case 'AccountsUnmerged':
      return { kind: 'account', keys: [event.data.survivorId, event.data.absorbedId] }
    case 'FxRatePublished':
      return { kind: 'currency', keys: [event.data.base, event.data.quote] }
    case 'RepHired':
    case 'RepLeft':
    case 'TeamJoined':
    case 'TeamLeft':
    case 'MembershipCorrected':
      return { kind: 'rep', keys: [event.data.repId] }
    case 'ProductRegistered':
      return { kind: 'product', keys: [event.data.productId] }
    case 'KeyReviewRun':
      return { kind: 'designation', keys: ['KEY'] }
    case 'DuplicateDismissed':
      return { kind: 'order', keys: [event.data.accountId] }
    case 'TeamFormed':
    case 'PeriodClosed':
    case 'PeriodReopened':
    case 'PlanOpened':
    case 'PlanClosed':
      return 'none'
  }
}

/** A daily rate holds for its own day and the seven after it. P-08. */
const daysOfRate = 8

/** Which pieces of an account a reference event may have changed. */
export const touchedByReference = (event: ReferenceEvent, { before, after: view }: Omit<Change, 'former'>): Touched => {
  const former = before.reference
  switch (event.type) {
    case 'FxRatePublished': {
      const from = dayNumber(event.effectiveOn)
      // Whether an estimate in another currency holds at all may hang on the rate, and with it what it is compared with.
      const isOfEstimates = view.head.estimates.some(({ currency }) => [event.data.base, event.data.quote].includes(currency))
      const range = event.data.kind === 'daily' && !isOfEstimates ? { from, until: from + daysOfRate } : always
      return { ...touchedDays(view, range), days: new Set() }
    }
    case 'RepHired':
    case 'RepLeft':
    case 'TeamJoined':
    case 'TeamLeft':
    case 'MembershipCorrected': {
      const { repId } = event.data
      const flags = event.type === 'RepHired' ? touchedDays(view, always).flags : null
      const changed = differing(former.memberships.get(repId) ?? [], view.reference.memberships.get(repId) ?? [])
      if (changed === null) return { ...nothing, flags: flags ?? nothing.flags, lifecycle: flags !== null }
      const touched = touchedDays(view, changed)
      return { ...touched, flags: flags ?? touched.flags, activity: changed, gaps: changed, lifecycle: true }
    }
    case 'KeyReviewRun':
      return { ...nothing, lifecycle: true }
    case 'DuplicateDismissed':
      return { ...nothing, flags: new Set(dismissedPair(event)) }
    case 'FiscalCalendarDefined':
    case 'PolicySet':
    case 'ProductRegistered':
    case 'TeamFormed':
    case 'PeriodClosed':
    case 'PeriodReopened':
    case 'AccountsMerged':
    case 'AccountsUnmerged':
      return everythingOf(before, view)
    case 'PlanOpened':
    case 'PlanClosed':
      return everything(view)
  }
}

/** Everything of both views: where merges change, one may have facts that the other has not. */
export const everythingOf = (before: AccountView, after: AccountView): Touched => {
  const now = everything(after)
  if (before.facts === after.facts) return now
  const old = everything(before)
  const facts = new Set([...old.facts, ...now.facts])
  return { ...now, facts, flags: facts, days: new Set([...old.days, ...now.days]) }
}

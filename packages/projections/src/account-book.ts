import { dayNumber, dayOf } from '@daybook/domain'
import type { AccountEvent } from './account-event.ts'
import type { Composition } from './customer.ts'
import type { Fact, Share } from './fact.ts'
import { factVersions, originalKey } from './fact-versions.ts'
import { FactIndex, type FactSource, type Facts, noFacts, replacing } from './facts.ts'
import { type FirstPurchases, firstsAfter } from './first-purchases.ts'
import type { DayNumber } from './kpi.ts'
import { Days } from './occasions.ts'
import { isClosed, policyFor, type Reference } from './reference.ts'
import { restated, stated, type Timeline } from './timeline.ts'
import { type WalletEstimate, walletEstimate } from './wallet.ts'

/** One loss of an account, until it was won back; retracted, it is gone from the list. P-16. */
export type Loss = {
  readonly eventId: string
  readonly lostBy: bigint
  readonly lostOn: DayNumber
  readonly reasonClass: string
  /** Who corrected the reason last; null where it stands as declared. */
  readonly reasonBy: bigint | null
  readonly wonBackOn: DayNumber | null
  readonly wonBackBy: bigint | null
}

/** A day from which an account is a customer again: it ends every loss dated before it, whenever that was recorded. */
export type WinBack = { readonly on: DayNumber; readonly setBy: bigint }

/** What a review of the key accounts made of the account; it holds from that review until the next. M-36. */
type Classification = { readonly reviewId: string; readonly isKey: boolean; readonly setBy: bigint }

/** What is known of an account besides its facts. Small, and a new value with every change. */
export type AccountHead = {
  readonly accountId: string
  /** As registered: what holds before the first change, and for all time where nothing has changed. */
  readonly industry: string | null
  readonly territory: string | null
  readonly industries: Timeline<string>
  readonly territories: Timeline<string>
  readonly assignments: Timeline<readonly Share[]>
  readonly losses: readonly Loss[]
  readonly winBacks: readonly WinBack[]
  readonly classifications: readonly Classification[]
  /** Orders that credit notes refer to and that are not there (yet). */
  readonly awaited: readonly string[]
  /** What it was estimated to spend, in the order of recording. */
  readonly estimates: readonly WalletEstimate[]
  /** When it first bought what. */
  readonly firsts: FirstPurchases
}

/** The account at one moment: head, facts, and the days on which it bought. What every piece is computed from. */
export type AccountView = {
  readonly head: AccountHead
  readonly days: Days
  readonly facts: Facts
  readonly reference: Reference
  /** What accounts that were merged add to it; null for an account by itself, as nearly all are. P-15. */
  readonly composition: Composition | null
}

/** The state that all account KPIs share. `facts` belongs to the book and moves on with it. */
export type AccountBook = { readonly head: AccountHead; readonly days: Days; readonly facts: FactIndex }

/** What one event did to a book: the view before, the view after, and the facts it changed. */
export type AccountChange = {
  readonly book: AccountBook
  readonly before: AccountView
  readonly after: AccountView
  /** Former version of each changed fact; null where it is new. */
  readonly former: ReadonlyMap<string, Fact | null>
  /** The credit note that was linked to an order, to be kept with it. */
  readonly returns: { readonly original: string; readonly keys: readonly string[] } | null
}

export const emptyHead = (accountId: string): AccountHead => ({
  accountId,
  industry: null,
  territory: null,
  industries: [],
  territories: [],
  assignments: [],
  losses: [],
  winBacks: [],
  classifications: [],
  awaited: [],
  estimates: [],
  firsts: {},
})

export const emptyBook = (accountId: string, source: FactSource = noFacts): AccountBook => ({
  head: emptyHead(accountId),
  days: new Days([]),
  facts: new FactIndex(source),
})

/** The book after one more event: total and obedient. What is in the log happened. */
export const evolveAccount = (book: AccountBook, event: AccountEvent, reference: Reference): AccountChange => {
  const versions = factVersions({ accountId: book.head.accountId, facts: book.facts }, event, reference)
  // What opens a stream has no former version: looking for one would cost every new order a read.
  const isFirst = event.revision === 0n
  const former = new Map(versions.map((fact) => [fact.key, isFirst ? null : book.facts.get(fact.key)]))
  for (const fact of versions) book.facts.put(fact, former.get(fact.key) ?? null)
  const head = withFirsts(awaiting(headAfter(book.head, event, reference), event, book), former, book.facts)
  const days = daysAfter(book, versions, former)
  const next: AccountBook = { head, days, facts: book.facts }
  const before = { head: book.head, days: book.days, facts: replacing(book.facts, former), reference, composition: null }
  const after = { head, days, facts: book.facts, reference, composition: null }
  return { book: next, before, after, former, returns: returnsAfter(book, event) }
}

const headAfter = (head: AccountHead, event: AccountEvent, reference: Reference): AccountHead => {
  switch (event.type) {
    case 'AccountRegistered':
      return { ...head, industry: event.data.industry ?? null, territory: event.data.territory ?? null }
    case 'AccountAssigned':
      return { ...head, assignments: stated(head.assignments, statement(event, event.data.owners, reference)) }
    case 'AssignmentEnded':
      return { ...head, assignments: stated(head.assignments, statement(event, null, reference)) }
    case 'AssignmentCorrected': {
      const until = event.data.effectiveUntil === undefined ? null : dayNumber(event.data.effectiveUntil)
      const corrected = { ...statement(event, event.data.owners, reference), until }
      return { ...head, assignments: restated(head.assignments, event.data.corrects, corrected) }
    }
    case 'AccountLost':
      return { ...head, losses: ended([...head.losses, lossOf(event)], head.winBacks) }
    case 'AccountLossRetracted':
      return { ...head, losses: head.losses.filter((loss) => loss.eventId !== event.data.corrects) }
    case 'AccountLossReasonCorrected':
      return { ...head, losses: head.losses.map((loss) => corrected(loss, event)) }
    case 'AccountClassified': {
      const { reviewId, designation } = event.data
      const classification = { reviewId, isKey: designation === 'KEY', setBy: event.position }
      return { ...head, classifications: [...head.classifications, classification] }
    }
    case 'AccountWonBack':
      return wonBack(head, { on: dayNumber(event.effectiveOn), setBy: event.position })
    case 'AccountProfileChanged':
      return movedTo(head, event)
    case 'OrderAccepted':
    case 'OrderCorrected':
    case 'OrderCancelled':
    case 'OrderVoided':
    case 'CreditOverridden':
    case 'CreditNoteIssued':
    case 'CreditNoteVoided':
    case 'WinBackContactPlanned':
    case 'WinBackContactMade':
    case 'AccountEvaluated':
    case 'MovedToLka':
    case 'TakenFromLka':
    case 'TouchpointPlanned':
    case 'TouchpointHeld':
    case 'TouchpointSkipped':
      return head
    case 'WalletEstimated':
      return { ...head, estimates: [...head.estimates, walletEstimate(event)] }
  }
}

const withFirsts = (head: AccountHead, former: ReadonlyMap<string, Fact | null>, facts: FactIndex): AccountHead => {
  const firsts = firstsAfter(head.firsts, former, facts)
  return firsts === head.firsts ? head : { ...head, firsts }
}

const movedTo = (head: AccountHead, event: Extract<AccountEvent, { type: 'AccountProfileChanged' }>): AccountHead => {
  const { industry, territory } = event.data.changes
  const said = { eventId: event.eventId, setBy: event.position, from: dayNumber(event.effectiveOn), until: null }
  return {
    ...head,
    industries: industry === undefined ? head.industries : stated(head.industries, { ...said, value: industry }),
    territories: territory === undefined ? head.territories : stated(head.territories, { ...said, value: territory }),
  }
}

const statement = (event: AccountEvent, owners: readonly Share[] | null, reference: Reference) => ({
  eventId: event.eventId,
  setBy: event.position,
  from: actingFrom(dayNumber(event.effectiveOn), reference),
  until: null,
  value: owners,
})

/** Under `next-open-period` an assignment that reaches into a closed month acts from the first open one. P-07. */
const actingFrom = (day: DayNumber, reference: Reference): DayNumber => {
  if (policyFor(reference, 'backdated-assignment', day) !== 'next-open-period') return day
  let from = day
  for (let month = reference.calendar.monthOf(dayOf(from)); month !== null && isClosed(reference, month.id); ) {
    from = dayNumber(month.until)
    month = reference.calendar.monthOf(month.until)
  }
  return from
}

const lossOf = (event: Extract<AccountEvent, { type: 'AccountLost' }>): Loss => ({
  eventId: event.eventId,
  lostBy: event.position,
  lostOn: dayNumber(event.effectiveOn),
  reasonClass: event.data.reasonClass,
  reasonBy: null,
  wonBackOn: null,
  wonBackBy: null,
})

const corrected = (loss: Loss, event: Extract<AccountEvent, { type: 'AccountLossReasonCorrected' }>): Loss =>
  loss.eventId === event.data.corrects ? { ...loss, reasonClass: event.data.reasonClass, reasonBy: event.position } : loss

const wonBack = (head: AccountHead, winBack: WinBack): AccountHead => {
  const winBacks = [...head.winBacks, winBack].sort((a, b) => a.on - b.on)
  return { ...head, winBacks, losses: ended(head.losses, winBacks) }
}

/** Each loss until the first win-back after it; a loss that ends as before stays the same. */
const ended = (losses: readonly Loss[], winBacks: readonly WinBack[]): readonly Loss[] =>
  losses.map((loss) => {
    const winBack = winBacks.find(({ on }) => on > loss.lostOn)
    if (winBack === undefined || winBack.setBy === loss.wonBackBy) return loss
    return { ...loss, wonBackOn: winBack.on, wonBackBy: winBack.setBy }
  })

const awaiting = (head: AccountHead, event: AccountEvent, book: AccountBook): AccountHead => {
  if (event.type === 'OrderAccepted' || event.type === 'OrderCorrected') {
    if (!head.awaited.includes(event.stream)) return head
    return { ...head, awaited: head.awaited.filter((key) => key !== event.stream) }
  }
  if (event.type !== 'CreditNoteIssued' || event.data.orderId === undefined) return head
  const original = originalKey(event.source, event.data.orderId)
  if (book.facts.get(original) !== null || head.awaited.includes(original)) return head
  return { ...head, awaited: [...head.awaited, original] }
}

const returnsAfter = (book: AccountBook, event: AccountEvent): AccountChange['returns'] => {
  if (event.type !== 'CreditNoteIssued' || event.data.orderId === undefined) return null
  const original = originalKey(event.source, event.data.orderId)
  return { original, keys: book.facts.addReturn(original, event.stream) }
}

/** The days on which an order stands, after some facts changed: each day concerned is looked at again. */
const daysAfter = (book: AccountBook, versions: readonly Fact[], former: ReadonlyMap<string, Fact | null>): Days => {
  const concerned = new Set<DayNumber>()
  for (const fact of versions) {
    if (fact.kind === 'credit') continue
    concerned.add(fact.day)
    concerned.add(former.get(fact.key)?.day ?? fact.day)
  }
  let days = book.days
  for (const day of concerned) days = days.with(day, book.facts.between({ from: day, until: day + 1 }))
  return days
}

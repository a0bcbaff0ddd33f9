import { type DomainEvent, dayNumber, dayOf, localDay } from '@daybook/domain'
import { type Fact, factLines, type Share, valueOf } from './fact.ts'
import { FactIndex, type FactSource, type Facts, noFacts, replacing } from './facts.ts'
import type { DayNumber, RecordedEvent } from './kpi.ts'
import { type DayMark, marked } from './occasions.ts'
import { isClosed, policyFor, type Reference, zoneOf } from './reference.ts'
import { restated, stated, type Timeline } from './timeline.ts'

/** One loss of an account, until it was won back; retracted, it is gone from the list. P-16. */
export type Loss = {
  readonly eventId: string
  readonly lostBy: bigint
  readonly lostOn: DayNumber
  readonly wonBackOn: DayNumber | null
  readonly wonBackBy: bigint | null
}

/** What is known of an account besides its facts. Small, and a new value with every change. */
export type AccountHead = {
  readonly accountId: string
  readonly industry: string | null
  readonly territory: string | null
  readonly assignments: Timeline<readonly Share[]>
  readonly losses: readonly Loss[]
  /** Orders that credit notes refer to and that are not there (yet). */
  readonly awaited: readonly string[]
}

/** The account at one moment: head, facts, and the days on which it bought. What every piece is computed from. */
export type AccountView = {
  readonly head: AccountHead
  readonly days: readonly DayMark[]
  readonly facts: Facts
  readonly reference: Reference
}

/** The state that all account KPIs share. `facts` belongs to the book and moves on with it. */
export type AccountBook = { readonly head: AccountHead; readonly days: readonly DayMark[]; readonly facts: FactIndex }

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

/** Everything the fold of an account reads besides the reference. */
export const accountReads = [
  'AccountRegistered',
  'AccountAssigned',
  'AssignmentEnded',
  'AssignmentCorrected',
  'AccountLost',
  'AccountLossRetracted',
  'AccountWonBack',
  'OrderAccepted',
  'OrderCorrected',
  'OrderCancelled',
  'OrderVoided',
  'CreditOverridden',
  'CreditNoteIssued',
  'CreditNoteVoided',
] as const satisfies readonly DomainEvent['type'][]

export type AccountEvent = Extract<RecordedEvent, { type: (typeof accountReads)[number] }>

const reads: ReadonlySet<string> = new Set(accountReads)

export const isAccountEvent = (event: RecordedEvent): event is AccountEvent => reads.has(event.type)

/** The accounts that an event concerns: one, or two when a correction moves an order. */
export const accountsOf = (event: AccountEvent): readonly string[] =>
  event.type === 'OrderCorrected' && event.data.previousAccountId !== undefined
    ? [event.data.previousAccountId, event.data.accountId]
    : [event.data.accountId]

export const emptyHead = (accountId: string): AccountHead => ({
  accountId,
  industry: null,
  territory: null,
  assignments: [],
  losses: [],
  awaited: [],
})

export const emptyBook = (accountId: string, source: FactSource = noFacts): AccountBook => ({
  head: emptyHead(accountId),
  days: [],
  facts: new FactIndex(source),
})

/** The book after one more event: total and obedient. What is in the log happened. */
export const evolveAccount = (book: AccountBook, event: AccountEvent, reference: Reference): AccountChange => {
  const { accountId } = book.head
  const versions = factsAfter(book, event, reference, accountId)
  const former = new Map(versions.map((fact) => [fact.key, book.facts.get(fact.key)]))
  for (const fact of versions) book.facts.put(fact)
  const head = awaiting(headAfter(book.head, event, reference), event, book)
  const days = daysAfter(book, versions, former)
  const next: AccountBook = { head, days, facts: book.facts }
  const before = { head: book.head, days: book.days, facts: replacing(book.facts, former), reference }
  const after = { head, days, facts: book.facts, reference }
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
      return { ...head, losses: [...head.losses, lossOf(event)] }
    case 'AccountLossRetracted':
      return { ...head, losses: head.losses.filter((loss) => loss.eventId !== event.data.corrects) }
    case 'AccountWonBack':
      return { ...head, losses: head.losses.map((loss) => wonBack(loss, event)) }
    case 'OrderAccepted':
    case 'OrderCorrected':
    case 'OrderCancelled':
    case 'OrderVoided':
    case 'CreditOverridden':
    case 'CreditNoteIssued':
    case 'CreditNoteVoided':
      return head
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

const lossOf = (event: AccountEvent): Loss => ({
  eventId: event.eventId,
  lostBy: event.position,
  lostOn: dayNumber(event.effectiveOn),
  wonBackOn: null,
  wonBackBy: null,
})

const wonBack = (loss: Loss, event: AccountEvent): Loss =>
  loss.wonBackOn === null && loss.lostOn < dayNumber(event.effectiveOn)
    ? { ...loss, wonBackOn: dayNumber(event.effectiveOn), wonBackBy: event.position }
    : loss

const awaiting = (head: AccountHead, event: AccountEvent, book: AccountBook): AccountHead => {
  if (event.type === 'OrderAccepted' || event.type === 'OrderCorrected') {
    if (!head.awaited.includes(event.stream)) return head
    return { ...head, awaited: head.awaited.filter((key) => key !== event.stream) }
  }
  if (event.type !== 'CreditNoteIssued' || event.data.orderId === undefined) return head
  const original = originalOf(event.source, event.data.orderId)
  if (book.facts.get(original) !== null || head.awaited.includes(original)) return head
  return { ...head, awaited: [...head.awaited, original] }
}

const originalOf = (source: string, orderId: string): string => `order-${source}~${orderId}`

const returnsAfter = (book: AccountBook, event: AccountEvent): AccountChange['returns'] => {
  if (event.type !== 'CreditNoteIssued' || event.data.orderId === undefined) return null
  const original = originalOf(event.source, event.data.orderId)
  return { original, keys: book.facts.addReturn(original, event.stream) }
}

/** The days on which an order stands, after some facts changed: each day concerned is looked at again. */
const daysAfter = (
  book: AccountBook,
  versions: readonly Fact[],
  former: ReadonlyMap<string, Fact | null>,
): readonly DayMark[] => {
  const concerned = new Set<DayNumber>()
  for (const fact of versions) {
    if (fact.kind === 'credit') continue
    concerned.add(fact.day)
    concerned.add(former.get(fact.key)?.day ?? fact.day)
  }
  let days = book.days
  for (const day of concerned) days = marked(days, day, book.facts.between({ from: day, until: day + 1 }))
  return days
}

type FactEvent = Extract<AccountEvent, { data: { lines: unknown; currency: unknown } }>

/** The new versions of the facts that an event changes. */
const factsAfter = (book: AccountBook, event: AccountEvent, reference: Reference, accountId: string): readonly Fact[] => {
  switch (event.type) {
    case 'OrderAccepted':
    case 'CreditNoteIssued':
      return [recorded(event, reference)]
    case 'OrderCorrected': {
      const known = book.facts.get(event.stream)
      if (event.data.previousAccountId === accountId && event.data.accountId !== accountId) {
        return known === null ? [] : [{ ...known, standing: known.standing === 'void' ? 'void' : 'moved' }]
      }
      if (known === null || known.standing === 'moved') return [recorded(event, reference)]
      return known.standing === 'void' ? [] : [corrected(known, event, reference)]
    }
    case 'OrderCancelled':
      return changedFact(book, event.stream, (fact) => cancelled(fact, event))
    case 'OrderVoided':
    case 'CreditNoteVoided':
      return changedFact(book, event.stream, (fact) => ({ ...fact, standing: 'void', valueSetBy: event.position }))
    case 'CreditOverridden':
      return changedFact(book, event.stream, (fact) => ({
        ...fact,
        override: { owners: event.data.owners, setBy: event.position },
      }))
    case 'AccountRegistered':
    case 'AccountAssigned':
    case 'AssignmentEnded':
    case 'AssignmentCorrected':
    case 'AccountLost':
    case 'AccountLossRetracted':
    case 'AccountWonBack':
      return []
  }
}

const changedFact = (book: AccountBook, key: string, change: (fact: Fact) => Fact): readonly Fact[] => {
  const known = book.facts.get(key)
  return known === null || known.standing === 'void' ? [] : [change(known)]
}

const recorded = (event: FactEvent, reference: Reference): Fact => {
  const credit = event.type === 'CreditNoteIssued'
  const lines = factLines(event.data.lines, credit ? undefined : event.data.orderDiscount)
  const day = dayNumber(event.effectiveOn)
  return {
    key: event.stream,
    kind: credit ? 'credit' : 'order',
    standing: 'open',
    position: event.position,
    day,
    currency: event.data.currency,
    lines,
    value: valueOf(lines),
    salesperson: event.data.salespersonId ?? null,
    original: credit && event.data.orderId !== undefined ? originalOf(event.source, event.data.orderId) : null,
    override: null,
    daySetBy: event.position,
    valueSetBy: event.position,
    sellerSetBy: event.position,
    lateBy: isLate(event, day, reference) ? event.position : null,
  }
}

/** The whole order anew: what it states again keeps the event that set it. P-04. */
const corrected = (known: Fact, event: FactEvent, reference: Reference): Fact => {
  const anew = recorded(event, reference)
  const sameLines = sameValue(known, anew)
  return {
    ...anew,
    position: known.position,
    override: known.override,
    daySetBy: anew.day === known.day ? known.daySetBy : event.position,
    valueSetBy: known.standing === 'open' && sameLines ? known.valueSetBy : event.position,
    sellerSetBy: anew.salesperson === known.salesperson ? known.sellerSetBy : event.position,
    lateBy: known.lateBy,
  }
}

const sameValue = (a: Fact, b: Fact): boolean =>
  a.currency === b.currency &&
  a.lines.length === b.lines.length &&
  a.lines.every(
    (line, index) =>
      line.net === b.lines[index]?.net && line.family === b.lines[index]?.family && line.productId === b.lines[index]?.productId,
  )

const cancelled = (fact: Fact, event: Extract<AccountEvent, { type: 'OrderCancelled' }>): Fact => {
  const named = event.data.lines
  const lines = named === undefined ? [] : fact.lines.filter((line) => !named.some((lineId) => lineId === line.lineId))
  if (lines.length === fact.lines.length) return fact
  return {
    ...fact,
    lines,
    value: valueOf(lines),
    standing: lines.length === 0 ? 'cancelled' : fact.standing,
    valueSetBy: event.position,
  }
}

const daysUntilLate = 3

const isLate = (event: RecordedEvent, day: DayNumber, reference: Reference): boolean => {
  const recordedOn = dayNumber(localDay(event.recordedAt, zoneOf(reference)))
  if (recordedOn - day > daysUntilLate) return true
  const month = reference.calendar.monthOf(event.effectiveOn)
  return month !== null && isClosed(reference, month.id)
}

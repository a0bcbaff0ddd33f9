import { dayNumber, localDay } from '@daybook/domain'
import type { AccountEvent } from './account-event.ts'
import { type Fact, factLines, totalOf } from './fact.ts'
import type { Facts } from './facts.ts'
import type { DayNumber, RecordedEvent } from './kpi.ts'
import { isClosed, type Reference, zoneOf } from './reference.ts'

/** An account and the facts it has so far. */
type KnownFacts = { readonly accountId: string; readonly facts: Facts }

/** The key of an order that a credit note of the same source refers to. P-06. */
export const originalKey = (source: string, orderId: string): string => `order-${source}~${orderId}`

type FactEvent = Extract<AccountEvent, { data: { lines: unknown; currency: unknown } }>

/** The new versions of the facts that an event changes. */
export const factVersions = (book: KnownFacts, event: AccountEvent, reference: Reference): readonly Fact[] => {
  switch (event.type) {
    case 'OrderAccepted':
    case 'CreditNoteIssued':
      return [recorded(event, reference)]
    case 'OrderCorrected': {
      if (event.data.afterVoid === true) return []
      const known = book.facts.get(event.stream)
      if (event.data.previousAccountId === book.accountId && event.data.accountId !== book.accountId) {
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
    case 'AccountLossReasonCorrected':
    case 'AccountWonBack':
    case 'WinBackContactPlanned':
    case 'WinBackContactMade':
    case 'AccountClassified':
    case 'AccountEvaluated':
    case 'MovedToLka':
    case 'TakenFromLka':
    case 'TouchpointPlanned':
    case 'TouchpointHeld':
    case 'TouchpointSkipped':
    case 'AccountProfileChanged':
    case 'WalletEstimated':
      return []
  }
}

const changedFact = (book: KnownFacts, key: string, change: (fact: Fact) => Fact): readonly Fact[] => {
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
    value: totalOf(lines),
    salesperson: event.data.salespersonId ?? null,
    original: credit && event.data.orderId !== undefined ? originalKey(event.source, event.data.orderId) : null,
    override: creditedTo(event),
    daySetBy: event.position,
    valueSetBy: event.position,
    sellerSetBy: event.position,
    detailsSetBy: event.position,
    lateBy: isLate(event, day, reference) ? event.position : null,
  }
}

/** The split that an order brings along from another account. */
const creditedTo = (event: FactEvent): Fact['override'] =>
  event.type === 'OrderCorrected' && event.data.credited !== undefined
    ? { owners: event.data.credited, setBy: event.position }
    : null

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
    detailsSetBy: sameDetails(known, anew) ? known.detailsSetBy : event.position,
    lateBy: known.lateBy,
  }
}

const sameDetails = (a: Fact, b: Fact): boolean =>
  a.lines.length === b.lines.length &&
  a.lines.every((line, index) => line.cost === b.lines[index]?.cost && line.upgradeOf === b.lines[index]?.upgradeOf)

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
    value: totalOf(lines),
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

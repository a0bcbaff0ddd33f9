import { byBigint, byText, type DatedChanges, type Day, type Profile, profileOn, withChanges } from '@daybook/domain'
import type { AccountEvent } from '../account-event.ts'
import { type AccountSaid, nothingSaid, saidAfter } from '../account-said.ts'

/** An assignment as recorded; `corrected` tells that another one replaced it. Instants are milliseconds since 1970. */
export type AssignmentRecord = {
  readonly eventId: string
  readonly position: string
  readonly recordedAt: number
  readonly effectiveOn: string
  readonly effectiveUntil: string | null
  /** Null where the account was left without owner. */
  readonly owners: readonly { readonly repId: string; readonly basisPoints: number }[] | null
}

/** A declared loss, and how it ended. */
export type LossRecord = {
  readonly eventId: string
  readonly position: string
  readonly recordedAt: number
  readonly lostOn: string
  readonly reasonCode: string
  readonly reasonClass: string
  readonly competitor: string | null
  readonly wonBackOn: string | null
}

/** The profile of accounts, by position. */
export const account = {
  name: 'account',
  initial: (id: string) => emptyAccountDocument(id),
  evolve: (document: AccountDocument, event: AccountEvent) => evolveAccountDocument(document, event),
} as const

/** The profile of an account with its assignments and losses: one version per change. */
export type AccountDocument = AccountSaid & {
  readonly accountId: string
  readonly name: string | null
  readonly industry: string | null
  readonly segment: string | null
  readonly territory: string | null
  readonly country: string | null
  readonly parentId: string | null
  /** What has changed of the profile since it was registered, by day: `accountOn` lays it over the fields above. */
  readonly changes: readonly DatedChanges[]
  /** By effectiveOn, then by the order of recording; corrected ones replaced. */
  readonly assignments: readonly AssignmentRecord[]
  readonly losses: readonly LossRecord[]
  /** The days from which it was won back, by day. */
  readonly winBacks: readonly string[]
}

/** The document of an account of which nothing is known yet. */
export const emptyAccountDocument = (accountId: string): AccountDocument => ({
  accountId,
  name: null,
  industry: null,
  segment: null,
  territory: null,
  country: null,
  parentId: null,
  changes: [],
  assignments: [],
  losses: [],
  winBacks: [],
  ...nothingSaid,
})

/** The next version of an account's document; the same one when the event does not concern it. */
export const evolveAccountDocument = (document: AccountDocument, event: AccountEvent): AccountDocument => {
  switch (event.type) {
    case 'AccountRegistered': {
      const { name, industry = null, segment = null, territory = null, country = null, parentId = null } = event.data
      return { ...document, name, industry, segment, territory, country, parentId }
    }
    case 'AccountAssigned':
      return withAssignment(document, assignment(event, event.data.owners, null))
    case 'AssignmentEnded':
      return withAssignment(document, assignment(event, null, null))
    case 'AssignmentCorrected': {
      const { corrects, owners, effectiveUntil = null } = event.data
      const others = document.assignments.filter(({ eventId }) => eventId !== corrects)
      return withAssignment({ ...document, assignments: others }, assignment(event, owners, effectiveUntil))
    }
    case 'AccountLost':
      return { ...document, losses: ended([...document.losses, loss(event)], document.winBacks) }
    case 'AccountLossRetracted':
      return { ...document, losses: document.losses.filter(({ eventId }) => eventId !== event.data.corrects) }
    case 'AccountLossReasonCorrected':
      return { ...document, losses: document.losses.map((record) => withReason(record, event)) }
    case 'AccountWonBack':
      return wonBack(document, event.effectiveOn)
    case 'WinBackContactPlanned':
    case 'WinBackContactMade':
    case 'AccountClassified':
    case 'AccountEvaluated':
    case 'MovedToLka':
    case 'TakenFromLka':
    case 'TouchpointPlanned':
    case 'TouchpointHeld':
    case 'TouchpointSkipped':
      return { ...document, ...saidAfter(document, event) }
    case 'AccountProfileChanged': {
      const { effectiveOn, data } = event
      return { ...document, changes: withChanges(document.changes, { effectiveOn, changes: data.changes }) }
    }
    case 'OrderAccepted':
    case 'OrderCorrected':
    case 'OrderCancelled':
    case 'OrderVoided':
    case 'CreditOverridden':
    case 'CreditNoteIssued':
    case 'CreditNoteVoided':
    case 'WalletEstimated':
      return document
  }
}

/** The document with the profile of a day: as registered, with the changes that act by then. */
export const accountOn = (document: AccountDocument, day: Day): AccountDocument => {
  if (document.changes.length === 0) return document
  const { name, industry, segment, territory, country, parentId } = document
  const known = Object.entries({ industry, segment, territory, country, parentId }).filter(([, value]) => value !== null)
  const registered: Profile = { name: name ?? '', ...Object.fromEntries(known) }
  const profile = profileOn(registered, document.changes, day)
  return {
    ...document,
    name: profile.name === '' ? null : profile.name,
    industry: profile.industry ?? null,
    segment: profile.segment ?? null,
    territory: profile.territory ?? null,
    country: profile.country ?? null,
    parentId: profile.parentId ?? null,
  }
}

const assignment = (
  event: AccountEvent,
  owners: AssignmentRecord['owners'],
  effectiveUntil: string | null,
): AssignmentRecord => ({
  eventId: event.eventId,
  position: event.position.toString(),
  recordedAt: event.recordedAt,
  effectiveOn: event.effectiveOn,
  effectiveUntil,
  owners,
})

const withAssignment = (document: AccountDocument, record: AssignmentRecord): AccountDocument => ({
  ...document,
  assignments: [...document.assignments, record].sort(byDayThenPosition),
})

const byDayThenPosition = (a: AssignmentRecord, b: AssignmentRecord): number =>
  byText(a.effectiveOn, b.effectiveOn) || byBigint(BigInt(a.position), BigInt(b.position))

const loss = (event: Extract<AccountEvent, { type: 'AccountLost' }>): LossRecord => ({
  eventId: event.eventId,
  position: event.position.toString(),
  recordedAt: event.recordedAt,
  lostOn: event.effectiveOn,
  reasonCode: event.data.reasonCode,
  reasonClass: event.data.reasonClass,
  competitor: event.data.competitor ?? null,
  wonBackOn: null,
})

/** The reason of a loss as corrected; the loss itself, and when it was recorded, stay. */
const withReason = (record: LossRecord, event: Extract<AccountEvent, { type: 'AccountLossReasonCorrected' }>): LossRecord => {
  const { corrects, reasonCode, reasonClass, competitor = null } = event.data
  return record.eventId === corrects ? { ...record, reasonCode, reasonClass, competitor } : record
}

const wonBack = (document: AccountDocument, day: string): AccountDocument => {
  const winBacks = [...document.winBacks, day].sort()
  return { ...document, winBacks, losses: ended(document.losses, winBacks) }
}

const ended = (losses: readonly LossRecord[], winBacks: readonly string[]): readonly LossRecord[] =>
  losses.map((record) => ({ ...record, wonBackOn: winBacks.find((day) => day > record.lostOn) ?? null }))

import type { DomainEvent } from '@daybook/domain'
import { saidTypes } from './account-said.ts'
import type { RecordedEvent } from './kpi.ts'

/** Everything the fold of an account reads besides the reference. */
export const accountReads = [
  'AccountRegistered',
  'AccountAssigned',
  'AssignmentEnded',
  'AssignmentCorrected',
  'AccountLost',
  'AccountLossRetracted',
  'AccountLossReasonCorrected',
  'AccountWonBack',
  ...saidTypes,
  'AccountProfileChanged',
  'OrderAccepted',
  'OrderCorrected',
  'OrderCancelled',
  'OrderVoided',
  'CreditOverridden',
  'CreditNoteIssued',
  'CreditNoteVoided',
  'WalletEstimated',
] as const satisfies readonly DomainEvent['type'][]

export type AccountEvent = Extract<RecordedEvent, { type: (typeof accountReads)[number] }>

const reads: ReadonlySet<string> = new Set(accountReads)

export const isAccountEvent = (event: RecordedEvent): event is AccountEvent => reads.has(event.type)

/** The accounts that an event concerns: one, or two when a correction moves an order. */
export const accountsOf = (event: AccountEvent): readonly string[] =>
  event.type === 'OrderCorrected' && event.data.previousAccountId !== undefined
    ? [event.data.previousAccountId, event.data.accountId]
    : [event.data.accountId]

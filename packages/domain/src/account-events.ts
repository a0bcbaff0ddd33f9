import { z } from 'zod'
import { AccountsMerged, AccountsUnmerged } from './account-merge-events.ts'
import { AccountProfileChanged } from './account-profile.ts'
import { Day } from './day.ts'
import { event, Label, Text } from './event.ts'
import { AccountId, Code, EventId, OrderId, RepId } from './ids.ts'
import { lkaEvents } from './lka-events.ts'
import { Currency } from './money.ts'
import { Owners } from './owners.ts'

/** A name under which another system knows an account. */
export const ExternalId = z.strictObject({ system: Code, externalId: Code })
export type ExternalId = z.infer<typeof ExternalId>

const lossReason = {
  reasonCode: Code,
  reasonClass: z.enum(['inevitable', 'preventable', 'unknown']),
  competitor: Label.exactOptional(),
}

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** An account exists, for all business time. */
export const AccountRegistered = event('AccountRegistered', {
  accountId: AccountId,
  name: Label,
  industry: Code.exactOptional(),
  segment: Code.exactOptional(),
  territory: Code.exactOptional(),
  country: Code.exactOptional(),
  timeZone: Code.exactOptional(),
  currency: Currency.exactOptional(),
  parentId: AccountId.exactOptional(),
  externalIds: z.array(ExternalId).max(100).exactOptional(),
})

/** The owners from `effectiveOn` until the next assignment. Overlays (specialists) are apart and add up to nothing. */
export const AccountAssigned = event('AccountAssigned', {
  accountId: AccountId,
  owners: Owners,
  overlays: Owners.exactOptional(),
  transferId: Code.exactOptional(),
  override: z.boolean().exactOptional(),
  reason: Text.exactOptional(),
})

/** `effectiveOn` is the first day without owner. */
export const AssignmentEnded = event('AssignmentEnded', {
  accountId: AccountId,
  override: z.boolean().exactOptional(),
  reason: Text.exactOptional(),
})

/** Replaces the assignment it names, as that stands: `corrects` is the event that last set it. */
export const AssignmentCorrected = event('AssignmentCorrected', {
  accountId: AccountId,
  corrects: EventId,
  owners: Owners,
  effectiveUntil: Day.exactOptional(),
  override: z.boolean().exactOptional(),
  reason: Text.exactOptional(),
})

/** The account is lost from `effectiveOn` on, that day included, until it is won back. P-16. */
export const AccountLost = event('AccountLost', {
  accountId: AccountId,
  ...lossReason,
  note: Text.exactOptional(),
})

/** It was never lost: takes back the loss it names. */
export const AccountLossRetracted = event('AccountLossRetracted', { accountId: AccountId, corrects: EventId, reason: Text })

/** The account is a customer again from `effectiveOn` on. */
export const AccountWonBack = event('AccountWonBack', { accountId: AccountId, causeOrderId: OrderId.exactOptional() })

/** Why the account was lost was something else: `corrects` is the loss, whichever correction stood before. */
export const AccountLossReasonCorrected = event('AccountLossReasonCorrected', {
  accountId: AccountId,
  corrects: EventId,
  ...lossReason,
  note: Text.exactOptional(),
})

/** The manager is to speak with the lost account by `due`; planned again, it is another day or another manager. PM-4. */
export const WinBackContactPlanned = event('WinBackContactPlanned', { accountId: AccountId, managerId: RepId, due: Day })

/** Somebody spoke with the lost account; `outcome` is a code, such as `interested` or `refused`. */
export const WinBackContactMade = event('WinBackContactMade', {
  accountId: AccountId,
  outcome: Code,
  by: RepId.exactOptional(),
  note: Text.exactOptional(),
})

const score = z.int().min(1).max(5)

/** How promising an account is, each from 1 to 5. M-40. */
export const AccountEvaluated = event('AccountEvaluated', {
  accountId: AccountId,
  decisionMakerAccess: score,
  potential: score,
  openness: score,
  note: Text.exactOptional(),
})

/** What can happen to an account. */
export const accountEvents = [
  AccountRegistered,
  AccountAssigned,
  AssignmentEnded,
  AssignmentCorrected,
  AccountLost,
  AccountLossRetracted,
  AccountWonBack,
  AccountLossReasonCorrected,
  WinBackContactPlanned,
  WinBackContactMade,
  AccountEvaluated,
  ...lkaEvents,
  AccountProfileChanged,
  AccountsMerged,
  AccountsUnmerged,
] as const
export type AccountEvent = z.infer<(typeof accountEvents)[number]>

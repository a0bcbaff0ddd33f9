import type { z } from 'zod'
import { Day } from './day.ts'
import { event, Label, Text } from './event.ts'
import { AccountId, Code, OpportunityId, OrderId, ProductId, RepId } from './ids.ts'
import { Currency, Decimal, Probability } from './money.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/**
 * A deal that may come of it. `family` is that of the product where no product is named. Sales systems have deals of no account yet:
 * those are the rep's alone.
 */
export const OpportunityOpened = event('OpportunityOpened', {
  opportunityId: OpportunityId,
  accountId: AccountId.exactOptional(),
  ownerId: RepId,
  amount: Decimal,
  currency: Currency,
  probability: Probability,
  expectedCloseOn: Day,
  stage: Code.exactOptional(),
  productId: ProductId.exactOptional(),
  family: Code.exactOptional(),
  name: Label.exactOptional(),
})

/** Another amount; without a currency, in the former one. */
export const OpportunityAmountChanged = event('OpportunityAmountChanged', {
  opportunityId: OpportunityId,
  amount: Decimal,
  currency: Currency,
})

/** A step on, or back, in the sales process; with it, as many systems have it, another probability. */
export const OpportunityStageChanged = event('OpportunityStageChanged', {
  opportunityId: OpportunityId,
  stage: Code,
  probability: Probability.exactOptional(),
})

/** More likely, or less. */
export const OpportunityProbabilitySet = event('OpportunityProbabilitySet', {
  opportunityId: OpportunityId,
  probability: Probability,
})

/** Sooner, or later. */
export const OpportunityExpectedCloseChanged = event('OpportunityExpectedCloseChanged', {
  opportunityId: OpportunityId,
  expectedCloseOn: Day,
})

/** Somebody else is after it: won all the same, it is a competitive win. M-49. */
export const OpportunityCompetitorAttached = event('OpportunityCompetitorAttached', {
  opportunityId: OpportunityId,
  competitor: Label,
})

/** A deal to be watched. M-56. */
export const OpportunityMarkedKeyDeal = event('OpportunityMarkedKeyDeal', {
  opportunityId: OpportunityId,
  reason: Text.exactOptional(),
})

/** Won. `amount` is what it was won for, in its currency; without it, what was last expected. */
export const OpportunityWon = event('OpportunityWon', {
  opportunityId: OpportunityId,
  amount: Decimal.exactOptional(),
  orderId: OrderId.exactOptional(),
  note: Text.exactOptional(),
})

/** Lost, to whom and why as far as is known. M-51. */
export const OpportunityLost = event('OpportunityLost', {
  opportunityId: OpportunityId,
  reasonCode: Code.exactOptional(),
  competitor: Label.exactOptional(),
  note: Text.exactOptional(),
})

/** Open again: neither won nor lost. */
export const OpportunityReopened = event('OpportunityReopened', {
  opportunityId: OpportunityId,
  reason: Text.exactOptional(),
})

/** What can happen to an opportunity. */
export const opportunityEvents = [
  OpportunityOpened,
  OpportunityAmountChanged,
  OpportunityStageChanged,
  OpportunityProbabilitySet,
  OpportunityExpectedCloseChanged,
  OpportunityCompetitorAttached,
  OpportunityMarkedKeyDeal,
  OpportunityWon,
  OpportunityLost,
  OpportunityReopened,
] as const
export type OpportunityEvent = z.infer<(typeof opportunityEvents)[number]>

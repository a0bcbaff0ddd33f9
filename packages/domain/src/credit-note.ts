import { z } from 'zod'
import { event, Text } from './event.ts'
import { AccountId, CreditNoteId, OrderId, RepId } from './ids.ts'
import { Currency } from './money.ts'
import { OrderLine } from './order.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** Reduces sales on its own `effectiveOn`; amounts are positive. `orderId` is an order of the same source. P-03, P-06. */
export const CreditNoteIssued = event('CreditNoteIssued', {
  creditNoteId: CreditNoteId,
  accountId: AccountId,
  orderId: OrderId.exactOptional(),
  currency: Currency,
  lines: z.array(OrderLine).min(1),
  reason: Text.exactOptional(),
  salespersonId: RepId.exactOptional(),
})

/** The credit note never was. */
export const CreditNoteVoided = event('CreditNoteVoided', { creditNoteId: CreditNoteId, accountId: AccountId, reason: Text })

/** What can happen to a credit note. */
export const creditNoteEvents = [CreditNoteIssued, CreditNoteVoided] as const
export type CreditNoteEvent = z.infer<(typeof creditNoteEvents)[number]>

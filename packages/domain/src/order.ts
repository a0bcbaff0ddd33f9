import { z } from 'zod'
import { event, Text } from './event.ts'
import { AccountId, ActorId, Code, LineId, OrderId, ProductId, RepId } from './ids.ts'
import { Currency, Decimal } from './money.ts'
import { Owners } from './owners.ts'

/** One line of an order. `net` is net of discount, without tax and freight. */
export const OrderLine = z.strictObject({
  lineId: LineId,
  productId: ProductId.exactOptional(),
  family: Code.exactOptional(),
  quantity: Decimal.exactOptional(),
  net: Decimal,
  tax: Decimal.exactOptional(),
  freight: Decimal.exactOptional(),
  cost: Decimal.exactOptional(),
  upgradeOf: ProductId.exactOptional(),
})
export type OrderLine = z.infer<typeof OrderLine>

const body = {
  orderId: OrderId,
  accountId: AccountId,
  currency: Currency,
  salespersonId: RepId.exactOptional(),
  orderDiscount: Decimal.exactOptional(),
  lines: z.array(OrderLine).min(1),
}

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** An order as it was accepted; the sale happened on `effectiveOn`. Amounts are decimal strings with four decimals. */
export const OrderAccepted = event('OrderAccepted', body)

/** The whole order anew, `effectiveOn` included: the latest correction wins. P-04. */
export const OrderCorrected = event('OrderCorrected', { ...body, reason: Text, previousAccountId: AccountId.exactOptional() })

/** The sale, or the lines named, never stood: acts in the order's own period. P-03. */
export const OrderCancelled = event('OrderCancelled', {
  orderId: OrderId,
  accountId: AccountId,
  lines: z.array(LineId).min(1).exactOptional(),
  reason: Text.exactOptional(),
})

/** The order never was; final. */
export const OrderVoided = event('OrderVoided', {
  orderId: OrderId,
  accountId: AccountId,
  reason: Text,
  duplicateOf: OrderId.exactOptional(),
})

/** Replaces the credit split of one order. P-05. */
export const CreditOverridden = event('CreditOverridden', {
  orderId: OrderId,
  accountId: AccountId,
  owners: Owners,
  approvedBy: ActorId,
  reason: Text,
})

/** What can happen to an order. */
export const orderEvents = [OrderAccepted, OrderCorrected, OrderCancelled, OrderVoided, CreditOverridden] as const
export type OrderEvent = z.infer<(typeof orderEvents)[number]>

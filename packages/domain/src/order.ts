import { z } from 'zod'
import type { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Text } from './event.ts'
import { AccountId, ActorId, Code, LineId, OrderId, ProductId, RepId, Source } from './ids.ts'
import { Currency, Decimal } from './money.ts'
import { Owners, type SplitRefusal, splitRefusal } from './owners.ts'
import { accept, type Result, refuse } from './result.ts'

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

/**
 * The whole order anew, `effectiveOn` included: the latest correction wins. P-04.
 *
 * An order that moves to another account brings along what that account cannot know: who is credited where the split was overridden,
 * and that it is void, which is final.
 */
export const OrderCorrected = event('OrderCorrected', {
  ...body,
  reason: Text,
  previousAccountId: AccountId.exactOptional(),
  credited: Owners.exactOptional(),
  afterVoid: z.literal(true).exactOptional(),
})

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

/** The two orders look alike and are two all the same. The other one may come from another source. P-13. */
export const DuplicateDismissed = event('DuplicateDismissed', {
  orderId: OrderId,
  accountId: AccountId,
  otherOrderId: OrderId,
  otherSource: Source.exactOptional(),
  reason: Text.exactOptional(),
})

/** What can happen to an order. */
export const orderEvents = [
  OrderAccepted,
  OrderCorrected,
  OrderCancelled,
  OrderVoided,
  CreditOverridden,
  DuplicateDismissed,
] as const
export type OrderEvent = z.infer<(typeof orderEvents)[number]>

type Data<Type extends OrderEvent['type']> = Extract<OrderEvent, { type: Type }>['data']

/** What may be said about an order. The decider adds the account whose partition it touches. */
export type OrderCommand =
  | { type: 'AcceptOrder'; effectiveOn: Day; data: Data<'OrderAccepted'> }
  | { type: 'CorrectOrder'; effectiveOn: Day; data: Omit<Data<'OrderCorrected'>, 'previousAccountId' | 'credited' | 'afterVoid'> }
  | { type: 'CancelOrder'; effectiveOn: Day; data: Omit<Data<'OrderCancelled'>, 'accountId'> }
  | { type: 'VoidOrder'; effectiveOn: Day; data: Omit<Data<'OrderVoided'>, 'accountId'> }
  | {
      type: 'OverrideCredit'
      effectiveOn: Day
      data: Omit<Data<'CreditOverridden'>, 'accountId' | 'approvedBy'>
      approvedBy: ActorId | null
    }
  | {
      type: 'DismissDuplicate'
      effectiveOn: Day
      data: Omit<Data<'DuplicateDismissed'>, 'accountId'>
      /** Whether the other order is known, and whether it was there that the two were told apart. */
      other: 'unknown' | 'known' | 'dismissed'
    }

/** Why nothing is recorded about an order: never a business reason, but for the override of its credit. P-01. */
export type OrderRefusal =
  | { code: 'order-exists'; orderId: OrderId }
  | { code: 'unknown-order'; orderId: OrderId }
  | { code: 'approver-missing' }
  | { code: 'self-approval'; approvedBy: ActorId }
  | { code: 'unknown-other-order'; otherOrderId: OrderId }
  | SplitRefusal

type Recorded = {
  readonly status: 'accepted' | 'void'
  readonly accountId: AccountId
  readonly cancelled: 'all' | readonly LineId[]
  readonly split: Owners | null
  readonly unlike: readonly OtherOrder[]
}

/** An order that this one is no duplicate of; without a source it is one of the same source. */
type OtherOrder = { readonly otherOrderId: OrderId; readonly otherSource?: Source }

/** Whether an order is known, and what has become of it. */
export type OrderState = { readonly status: 'unknown' } | Recorded

const evolve = (state: OrderState, event: OrderEvent): OrderState => {
  if (event.type === 'OrderAccepted')
    return { status: 'accepted', accountId: event.data.accountId, cancelled: [], split: null, unlike: [] }
  if (state.status === 'unknown') return state
  switch (event.type) {
    case 'OrderCorrected':
      return { ...state, accountId: event.data.accountId, cancelled: [] }
    case 'OrderCancelled': {
      const { lines } = event.data
      if (lines === undefined || state.cancelled === 'all') return { ...state, cancelled: 'all' }
      return { ...state, cancelled: [...new Set([...state.cancelled, ...lines])] }
    }
    case 'OrderVoided':
      return { ...state, status: 'void' }
    case 'CreditOverridden':
      return { ...state, split: event.data.owners }
    case 'DuplicateDismissed': {
      const { otherOrderId, otherSource } = event.data
      const other = { otherOrderId, ...(otherSource === undefined ? {} : { otherSource }) }
      return { ...state, unlike: [...state.unlike, other] }
    }
  }
}

/** What a correction says besides its own words. */
const broughtAlong = ({ status, accountId, split }: Recorded, to: AccountId) => ({
  ...(status === 'void' ? { afterVoid: true as const } : {}),
  ...(to === accountId ? {} : { previousAccountId: accountId }),
  ...(to === accountId || split === null ? {} : { credited: split }),
})

const decide = (state: OrderState, command: OrderCommand): Result<readonly OrderEvent[], OrderRefusal> => {
  const { effectiveOn } = command
  const { orderId } = command.data
  if (state.status === 'unknown') {
    if (command.type !== 'AcceptOrder') return refuse({ code: 'unknown-order', orderId })
    return accept([{ type: 'OrderAccepted', effectiveOn, data: command.data }])
  }
  const { accountId } = state
  switch (command.type) {
    case 'AcceptOrder':
      return refuse({ code: 'order-exists', orderId })
    case 'CorrectOrder': {
      const data = { ...command.data, ...broughtAlong(state, command.data.accountId) }
      return accept([{ type: 'OrderCorrected', effectiveOn, data }])
    }
    case 'CancelOrder':
      if (isCancelled(state, command.data.lines)) return accept([])
      return accept([{ type: 'OrderCancelled', effectiveOn, data: { ...command.data, accountId } }])
    case 'VoidOrder':
      if (state.status === 'void') return accept([])
      return accept([{ type: 'OrderVoided', effectiveOn, data: { ...command.data, accountId } }])
    case 'OverrideCredit':
      return overrideCredit(state, command)
    case 'DismissDuplicate':
      if (command.other === 'unknown') return refuse({ code: 'unknown-other-order', otherOrderId: command.data.otherOrderId })
      if (command.other === 'dismissed' || isDismissed(state, command.data)) return accept([])
      return accept([{ type: 'DuplicateDismissed', effectiveOn, data: { ...command.data, accountId } }])
  }
}

/** One order: the fact is recorded whatever the business thinks of it. A void is final: what follows it changes nothing. */
export const order: Decider<OrderState, OrderCommand, OrderEvent, OrderRefusal> = {
  initialState: { status: 'unknown' },
  evolve,
  decide,
}

/** Whether it was said of an order that it is no duplicate of another one. */
export const isDismissed = (state: OrderState, { otherOrderId, otherSource }: OtherOrder): boolean =>
  state.status !== 'unknown' && state.unlike.some((one) => one.otherOrderId === otherOrderId && one.otherSource === otherSource)

const isCancelled = ({ cancelled }: Recorded, lines: readonly LineId[] | undefined): boolean =>
  cancelled === 'all' || (lines?.every((line) => cancelled.includes(line)) ?? false)

const overrideCredit = (
  state: Recorded,
  { data, effectiveOn, approvedBy }: Extract<OrderCommand, { type: 'OverrideCredit' }>,
): Result<readonly OrderEvent[], OrderRefusal> => {
  if (approvedBy === null) return refuse({ code: 'approver-missing' })
  const isBeneficiary = data.owners.some(({ repId }) => (repId as string) === approvedBy)
  if (isBeneficiary) return refuse({ code: 'self-approval', approvedBy })
  const refusal = splitRefusal(data.owners)
  if (refusal !== null) return refuse(refusal)
  if (isSame(state.split, data.owners)) return accept([])
  return accept([{ type: 'CreditOverridden', effectiveOn, data: { ...data, accountId: state.accountId, approvedBy } }])
}

import { z } from 'zod'
import type { AccountEvent } from './account-events.ts'
import { type CreditNoteCommand, CreditNoteIssued, CreditNoteVoided, creditNote } from './credit-note.ts'
import type { DomainEvent } from './events.ts'
import { type AccountId, ActorId, type CreditNoteId, LineId, type OrderId, type Source, type StreamName } from './ids.ts'
import { amountOf, Decimal } from './money.ts'
import {
  CreditOverridden,
  DuplicateDismissed,
  isDismissed,
  OrderAccepted,
  OrderCancelled,
  type OrderCommand,
  OrderCorrected,
  OrderLine,
  OrderVoided,
  order,
} from './order.ts'
import { byCodePoint, normalLines, type Worth } from './order-value.ts'
import {
  eventsOf,
  type KnownStreams,
  type Leg,
  outsideType,
  type Place,
  type Situation,
  stateOf,
  undated,
  wire,
} from './outside-type.ts'
import { customerOf, wonBackBy } from './processes.ts'
import { streams } from './streams.ts'

const worth = { lines: z.array(OrderLine).min(1).exactOptional(), net: Decimal.exactOptional() }
const hasWorth = ({ lines, net }: Worth): boolean => lines !== undefined || net !== undefined
const someWorth = { message: 'give lines or net', path: ['lines'] }
const hasDistinctLines = ({ lines = [] }: Worth): boolean => new Set(lines.map(({ lineId }) => lineId)).size === lines.length
const distinctLines = { message: 'must not give a lineId twice', path: ['lines'] }
const isPositive = ({ lines = [], net }: Worth): boolean =>
  [...lines, { net: net ?? '0' }].every((one) => amountOf(one.net) >= 0n)
const positive = {
  message: 'must give amounts that are not negative',
  path: ['lines'],
  // Zod refines also what has already failed in one of its parts: an amount that is none cannot be compared.
  when: ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0,
}

/** The normal form: lines sorted, the amount for the whole turned into a line or dropped once it agrees. */
const normal = <Data extends Worth>(data: Data, context: z.core.$RefinementCtx) => {
  const { net: _, lines: __, ...rest } = data
  const lines = normalLines(data)
  if (lines.ok) return { ...rest, lines: lines.value }
  const message = 'net must agree with the lines within one ten-thousandth a line'
  context.issues.push({ code: 'custom', message, input: data, path: ['net'], params: lines.refusal })
  return z.NEVER
}

const distinct = (lines: LineId[]): LineId[] => [...new Set(lines)].toSorted(byCodePoint)

const { previousAccountId: _previous, ...correctedShape } = OrderCorrected.shape.data.shape
const { accountId: _ofCancelled, ...cancelledShape } = OrderCancelled.shape.data.shape
const { accountId: _ofVoided, ...voidedShape } = OrderVoided.shape.data.shape
const { accountId: _ofOverridden, ...overriddenShape } = CreditOverridden.shape.data.shape
const { accountId: _ofDismissed, ...dismissedShape } = DuplicateDismissed.shape.data.shape
const { accountId: _ofVoidedNote, ...voidedNoteShape } = CreditNoteVoided.shape.data.shape

const acceptedOrder = wire({ ...OrderAccepted.shape.data.shape, ...worth })
  .refine(hasWorth, someWorth)
  .refine(hasDistinctLines, distinctLines)
  .transform(normal)
const correctedOrder = wire({ ...correctedShape, ...worth })
  .refine(hasWorth, someWorth)
  .refine(hasDistinctLines, distinctLines)
  .transform(normal)
const cancelledOrder = wire({ ...cancelledShape, lines: z.array(LineId).min(1).overwrite(distinct).exactOptional() })
const voidedOrder = wire(voidedShape)
const overriddenCredit = wire({ ...overriddenShape, approvedBy: ActorId.exactOptional() })
const dismissed = wire(dismissedShape).refine(
  ({ orderId, otherOrderId, otherSource }) => orderId !== otherOrderId || otherSource !== undefined,
  {
    message: 'must be another order than orderId',
    path: ['otherOrderId'],
  },
)
const issuedNote = wire({ ...CreditNoteIssued.shape.data.shape, ...worth })
  .refine(hasWorth, someWorth)
  .refine(hasDistinctLines, distinctLines)
  .refine(isPositive, positive)
  .transform(normal)
const voidedNote = wire(voidedNoteShape)

type OfOrder = { orderId: OrderId }
type OfNote = { creditNoteId: CreditNoteId }
type At = Pick<Place, 'source'>

const orderStream = ({ orderId }: OfOrder, { source }: At) => streams.order(source, orderId)
const noteStream = ({ creditNoteId }: OfNote, { source }: At) => streams.creditNote(source, creditNoteId)

const decidedOrder = (situation: Situation<OfOrder>, command: OrderCommand) =>
  order.decide(stateOf(order, situation.streams.get(orderStream(situation.data, situation))), command)

const decidedNote = (situation: Situation<OfNote>, command: CreditNoteCommand) =>
  creditNote.decide(stateOf(creditNote, situation.streams.get(noteStream(situation.data, situation))), command)

/**
 * The streams beside its account's that tell who the customer of an order is, and whether it is lost: known once that is read. None in
 * history, which states win-backs itself.
 */
const customerReads = (
  { accountId }: { accountId: AccountId },
  { isHistory }: Place,
  known: KnownStreams,
): readonly StreamName[] => (isHistory === true || known.size === 0 ? [] : customerOf(accountId, known).reads.slice(1))

/** An order after the loss of its customer wins that back; history says so itself. PM-1, P-22. */
const winningBack = (events: readonly DomainEvent[], { data, ...at }: Situation<{ accountId: AccountId }>): readonly Leg[] => {
  if (at.isHistory === true) return []
  const { accountId } = customerOf(data.accountId, at.streams)
  const stream = streams.account(accountId)
  const past = eventsOf<AccountEvent>(at.streams, stream)
  const wonBack = events.flatMap((event) =>
    event.type === 'OrderAccepted' || event.type === 'OrderCorrected' ? wonBackBy(event, { accountId, past }) : [],
  )
  return [{ stream, events: wonBack, by: 'process' }]
}

type Alike = OfOrder & { otherOrderId: OrderId; otherSource?: Source }

const otherStream = ({ otherOrderId, otherSource }: Alike, { source }: At) => streams.order(otherSource ?? source, otherOrderId)

/** Whether the other order is known, and was told apart from this one already. */
const otherOf = ({ data, source, streams: known }: Situation<Alike>): 'unknown' | 'known' | 'dismissed' => {
  const other = stateOf(order, known.get(otherStream(data, { source })))
  if (other.status === 'unknown') return 'unknown'
  const { otherSource = source } = data
  const back = { otherOrderId: data.orderId, ...(otherSource === source ? {} : { otherSource: source }) }
  return isDismissed(other, back) ? 'dismissed' : 'known'
}

/** Orders and credit notes, and what becomes of them, as they come in. */
export const orderTypes = {
  OrderAccepted: outsideType('OrderAccepted', {
    kind: 'fact',
    data: acceptedOrder,
    stream: orderStream,
    streamMustBeNew: 'order-exists',
    account: ({ accountId }) => accountId,
    first: (data, effectiveOn) => ({ type: 'OrderAccepted', effectiveOn, data: undated(data) }),
    decide: (situation: Situation<z.infer<typeof acceptedOrder>>) => {
      const { effectiveOn, data } = situation
      return decidedOrder(situation, { type: 'AcceptOrder', effectiveOn, data: undated(data) })
    },
    reads: customerReads,
    legs: winningBack,
  }),
  OrderCorrected: outsideType('OrderCorrected', {
    kind: 'fact',
    data: correctedOrder,
    stream: orderStream,
    account: ({ accountId }) => accountId,
    decide: (situation: Situation<z.infer<typeof correctedOrder>>) => {
      const { effectiveOn, data } = situation
      return decidedOrder(situation, { type: 'CorrectOrder', effectiveOn, data: undated(data) })
    },
    reads: customerReads,
    legs: winningBack,
  }),
  OrderCancelled: outsideType('OrderCancelled', {
    kind: 'fact',
    data: cancelledOrder,
    stream: orderStream,
    decide: (situation: Situation<z.infer<typeof cancelledOrder>>) => {
      const { effectiveOn, data } = situation
      return decidedOrder(situation, { type: 'CancelOrder', effectiveOn, data: undated(data) })
    },
  }),
  OrderVoided: outsideType('OrderVoided', {
    kind: 'fact',
    data: voidedOrder,
    stream: orderStream,
    decide: (situation: Situation<z.infer<typeof voidedOrder>>) => {
      const { effectiveOn, data } = situation
      return decidedOrder(situation, { type: 'VoidOrder', effectiveOn, data: undated(data) })
    },
  }),
  CreditOverridden: outsideType('CreditOverridden', {
    kind: 'decision',
    data: overriddenCredit,
    stream: orderStream,
    decide: (situation: Situation<z.infer<typeof overriddenCredit>>) => {
      const { effectiveOn } = situation
      const { approvedBy = null, ...data } = undated(situation.data)
      return decidedOrder(situation, { type: 'OverrideCredit', effectiveOn, data, approvedBy })
    },
  }),
  DuplicateDismissed: outsideType('DuplicateDismissed', {
    kind: 'decision',
    data: dismissed,
    stream: orderStream,
    reads: (data, place) => [otherStream(data, place)],
    decide: (situation: Situation<z.infer<typeof dismissed>>) => {
      const { effectiveOn, source } = situation
      const { otherSource = source, ...data } = undated(situation.data)
      const named = { ...data, ...(otherSource === source ? {} : { otherSource }) }
      return decidedOrder(situation, { type: 'DismissDuplicate', effectiveOn, data: named, other: otherOf(situation) })
    },
  }),
  CreditNoteIssued: outsideType('CreditNoteIssued', {
    kind: 'fact',
    data: issuedNote,
    stream: noteStream,
    streamMustBeNew: 'credit-note-exists',
    account: ({ accountId }) => accountId,
    first: (data, effectiveOn) => ({ type: 'CreditNoteIssued', effectiveOn, data: undated(data) }),
    decide: (situation: Situation<z.infer<typeof issuedNote>>) => {
      const { effectiveOn, data } = situation
      return decidedNote(situation, { type: 'IssueCreditNote', effectiveOn, data: undated(data) })
    },
  }),
  CreditNoteVoided: outsideType('CreditNoteVoided', {
    kind: 'fact',
    data: voidedNote,
    stream: noteStream,
    decide: (situation: Situation<z.infer<typeof voidedNote>>) => {
      const { effectiveOn, data } = situation
      return decidedNote(situation, { type: 'VoidCreditNote', effectiveOn, data: undated(data) })
    },
  }),
}

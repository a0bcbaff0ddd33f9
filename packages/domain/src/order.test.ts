import { test } from 'vitest'
import { acme, all, bo, cy, day, delta, line, order1, specification, usd } from '../../../tests/domain/given.ts'
import { ActorId, LineId, OrderId, Source } from './ids.ts'
import { type OrderEvent, order } from './order.ts'

const given = specification(order)
const today = day('2025-04-08')
const body = { orderId: order1, accountId: acme, currency: usd, lines: [line('1', '100'), line('2', '50')] }
const accepted: OrderEvent = { type: 'OrderAccepted', effectiveOn: day('2025-02-20'), data: body }
const voided: OrderEvent = { type: 'OrderVoided', effectiveOn: today, data: { orderId: order1, accountId: acme, reason: 'test' } }
const cancel = (...lines: string[]) =>
  ({
    type: 'CancelOrder',
    effectiveOn: today,
    data: { orderId: order1, ...(lines.length === 0 ? {} : { lines: lines.map((text) => LineId.parse(text)) }) },
  }) as const
const cancelled = (...lines: string[]): OrderEvent => ({
  type: 'OrderCancelled',
  effectiveOn: today,
  data: { ...cancel(...lines).data, accountId: acme },
})
const correct = (accountId: typeof acme) =>
  ({ type: 'CorrectOrder', effectiveOn: day('2025-02-21'), data: { ...body, accountId, reason: 'note' } }) as const

test('an order is accepted once', () => {
  given()
    .when({ type: 'AcceptOrder', effectiveOn: day('2025-02-20'), data: body })
    .thenRecorded(accepted)
  given(accepted)
    .when({ type: 'AcceptOrder', effectiveOn: day('2025-02-20'), data: body })
    .thenRefused({ code: 'order-exists', orderId: order1 })
})

test('what is said of an order that nobody knows has to wait', () => {
  for (const command of [
    correct(acme),
    cancel(),
    { type: 'VoidOrder', effectiveOn: today, data: { orderId: order1, reason: 'x' } } as const,
  ]) {
    given().when(command).thenRefused({ code: 'unknown-order', orderId: order1 })
  }
})

test('a correction that moves the order names the account it leaves', () => {
  given(accepted)
    .when(correct(delta))
    .thenRecorded({
      type: 'OrderCorrected',
      effectiveOn: '2025-02-21',
      data: { ...correct(delta).data, previousAccountId: acme },
    })
  given(accepted)
    .when(correct(acme))
    .thenRecorded({ type: 'OrderCorrected', effectiveOn: '2025-02-21', data: correct(acme).data })
})

test('what follows a move names the account it moved to', () => {
  const moved: OrderEvent = { type: 'OrderCorrected', effectiveOn: day('2025-02-21'), data: correct(delta).data }
  given(accepted, moved)
    .when({ type: 'VoidOrder', effectiveOn: today, data: { orderId: order1, reason: 'test' } })
    .thenRecorded({ ...voided, data: { ...voided.data, accountId: delta } })
})

test('lines are cancelled once, and a correction brings them back', () => {
  const corrected: OrderEvent = { type: 'OrderCorrected', effectiveOn: day('2025-02-20'), data: correct(acme).data }
  given(accepted).when(cancel('2')).thenRecorded(cancelled('2'))
  given(accepted, cancelled('2')).when(cancel('2')).thenNothing()
  given(accepted, cancelled('2')).when(cancel()).thenRecorded(cancelled())
  given(accepted, cancelled()).when(cancel('1')).thenNothing()
  given(accepted, cancelled('2'), corrected).when(cancel('2')).thenRecorded(cancelled('2'))
})

test('a void is final, and yet what comes after it is recorded', () => {
  given(accepted, voided)
    .when({ type: 'VoidOrder', effectiveOn: today, data: { orderId: order1, reason: 'again' } })
    .thenNothing()
  given(accepted, voided)
    .when(correct(acme))
    .thenRecorded({ type: 'OrderCorrected', effectiveOn: '2025-02-21', data: { ...correct(acme).data, afterVoid: true } })
})

test('credit is overridden with the approval of somebody who gains nothing by it', () => {
  const boss = ActorId.parse('manager-1')
  const override = {
    type: 'OverrideCredit',
    effectiveOn: today,
    data: { orderId: order1, owners: all(bo), reason: 'joint visit' },
  } as const
  const overridden: OrderEvent = {
    type: 'CreditOverridden',
    effectiveOn: today,
    data: { ...override.data, accountId: acme, approvedBy: boss },
  }
  given(accepted)
    .when({ ...override, approvedBy: boss })
    .thenRecorded(overridden)
  given(accepted, overridden)
    .when({ ...override, approvedBy: boss })
    .thenNothing()
  given(accepted)
    .when({ ...override, approvedBy: null })
    .thenRefused({ code: 'approver-missing' })
  given(accepted)
    .when({ ...override, approvedBy: ActorId.parse(bo) })
    .thenRefused({ code: 'self-approval', approvedBy: bo })
  given(accepted)
    .when({ ...override, data: { ...override.data, owners: [...all(bo), ...all(cy)] }, approvedBy: boss })
    .thenRefused({ code: 'split-not-100', basisPoints: 20_000 })
})

test('two orders that look alike are told apart once', () => {
  const twin = { orderId: order1, otherOrderId: OrderId.parse('O1B') }
  const dismiss = { type: 'DismissDuplicate', effectiveOn: today, data: twin, other: 'known' } as const
  const dismissed: OrderEvent = { type: 'DuplicateDismissed', effectiveOn: today, data: { ...twin, accountId: acme } }
  given(accepted).when(dismiss).thenRecorded(dismissed)
  given(accepted, dismissed).when(dismiss).thenNothing()
  given(accepted)
    .when({ ...dismiss, other: 'dismissed' })
    .thenNothing()
  const elsewhere = { ...twin, otherSource: Source.parse('shop') }
  given(accepted, dismissed)
    .when({ ...dismiss, data: elsewhere })
    .thenRecorded({ ...dismissed, data: { ...elsewhere, accountId: acme } })
})

test('an order is told apart from one that is known', () => {
  const data = { orderId: order1, otherOrderId: OrderId.parse('O9') }
  given(accepted)
    .when({ type: 'DismissDuplicate', effectiveOn: today, data, other: 'unknown' })
    .thenRefused({ code: 'unknown-other-order', otherOrderId: 'O9' })
  given()
    .when({ type: 'DismissDuplicate', effectiveOn: today, data, other: 'known' })
    .thenRefused({ code: 'unknown-order', orderId: order1 })
})

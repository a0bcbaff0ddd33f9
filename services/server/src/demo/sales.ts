import { addDays, type Day } from '@daybook/domain'
import { at, businessDay, type CloudEvent, day, decimal, entry } from './entry.ts'
import { centsOf, type Line, type Purchase } from './purchases.ts'
import type { Random } from './random.ts'

/** An order with its number, and when it was recorded. */
export type Order = Purchase & { readonly orderId: string; readonly recordedOn: Day; readonly salespersonId?: string }

/** Late February 2025: a branch sends its orders only after a weekend without a line. */
const stalled = { from: day('2025-02-24'), until: day('2025-03-01'), sentOn: day('2025-03-03') }

/** Numbers the purchases and says when each was recorded: nearly all on their day, a few late. */
export const ordersOf = (purchases: readonly Purchase[], random: Random): readonly Order[] =>
  purchases.map((purchase, index) => {
    const covering = random.chance(2) ? { salespersonId: random.pick(['R1', 'R2', 'R4', 'R5']) } : {}
    return { ...purchase, orderId: `SO-${10_001 + index}`, recordedOn: recordedOn(purchase, random), ...covering }
  })

const recordedOn = ({ account, day: on }: Purchase, random: Random): Day => {
  const late = random.chance(4) ? random.between(2, 16) : 0
  const stuck = account.territory === 'southeast' && on >= stalled.from && on < stalled.until
  return stuck ? stalled.sentOn : businessDay(addDays(on, late))
}

/** What a customer's side of the ledger goes through after the order: acceptance, and whatever happened to it later. */
export const salesEntries = (orders: readonly Order[], random: Random): readonly CloudEvent[] => [
  ...orders.flatMap((order) => [accepted(order, random), ...aftermath(order, random)]),
  ...rebates(orders),
  ...februaryAfterTheClose(orders),
]

const currencyOf = ({ account }: Purchase): string => (account.euro ? 'EUR' : 'USD')

const wireLines = (lines: readonly Line[]): readonly unknown[] =>
  lines.map(({ lineId, productId, family, quantity, cents }) => ({
    lineId,
    productId,
    family,
    quantity: String(quantity),
    net: decimal(cents),
  }))

const bodyOf = (order: Order, lines: readonly Line[] = order.lines): Readonly<Record<string, unknown>> => ({
  orderId: order.orderId,
  accountId: order.account.accountId,
  effectiveOn: order.day,
  currency: currencyOf(order),
  ...(order.salespersonId ? { salespersonId: order.salespersonId } : {}),
  lines: wireLines(lines),
})

const accepted = (order: Order, random: Random): CloudEvent =>
  entry({
    source: 'erp',
    id: order.orderId,
    type: 'OrderAccepted',
    subject: order.account.accountId,
    day: order.recordedOn,
    minute: at(17) + random.below(290),
    data: bodyOf(order),
  })

/** About one order in ten does not stay as it was. */
const aftermath = (order: Order, random: Random): readonly CloudEvent[] => {
  const lot = random.below(1_000)
  const wait = random.between(1, 19)
  const on = businessDay(addDays(order.recordedOn, wait))
  if (lot < 24) return [corrected({ order, on, lines: repriced(order.lines, random) }, 'price agreed with the customer')]
  if (lot < 36) return [cancelled(order, on)]
  if (lot < 46 && order.lines.length > 1) return [cancelled(order, on, ['2'])]
  if (lot < 52) return enteredTwice(order, on)
  if (lot < 88) return [credited({ order, on: addDays(on, 9), lines: random.chance(35) ? order.lines : order.lines.slice(0, 1) })]
  return []
}

const repriced = (lines: readonly Line[], random: Random): readonly Line[] => {
  const percent = random.pick([90, 92, 95, 104, 110])
  return lines.map((line) => ({ ...line, cents: Math.round((line.cents * percent) / 100) }))
}

type Change = { readonly order: Order; readonly on: Day; readonly lines: readonly Line[] }

type Happening = { readonly id: string; readonly type: string; readonly data: CloudEvent['data']; readonly minute?: number }

const after = (order: Order, on: Day, fact: Happening): CloudEvent =>
  entry({
    source: 'erp',
    subject: order.account.accountId,
    day: on,
    minute: at(13, 15),
    ...fact,
  })

const corrected = ({ order, on, lines }: Change, reason: string): CloudEvent =>
  after(order, on, {
    id: `${order.orderId}-corrected`,
    type: 'OrderCorrected',
    data: { ...bodyOf(order, lines), reason },
  })

const cancelled = (order: Order, on: Day, lines?: readonly string[]): CloudEvent =>
  after(order, on, {
    id: `${order.orderId}-cancelled`,
    type: 'OrderCancelled',
    data: { orderId: order.orderId, ...(lines ? { lines } : {}), reason: lines ? 'out of stock' : 'cancelled by the customer' },
  })

/** The same order keyed in under a second number, and taken back when somebody saw it. */
const enteredTwice = (order: Order, on: Day): readonly CloudEvent[] => {
  const twin: Order = { ...order, orderId: `${order.orderId}B` }
  return [
    after(twin, order.recordedOn, { id: twin.orderId, type: 'OrderAccepted', minute: at(22, 30), data: bodyOf(twin) }),
    after(twin, on, {
      id: `${twin.orderId}-voided`,
      type: 'OrderVoided',
      data: { orderId: twin.orderId, reason: 'duplicate', duplicateOf: order.orderId },
    }),
  ]
}

const credited = ({ order, on, lines }: Change): CloudEvent => {
  const issued = businessDay(on)
  return after(order, issued, {
    id: `CN-${order.orderId.slice(3)}`,
    type: 'CreditNoteIssued',
    data: {
      creditNoteId: `CN-${order.orderId.slice(3)}`,
      accountId: order.account.accountId,
      orderId: order.orderId,
      effectiveOn: issued,
      currency: currencyOf(order),
      net: decimal(centsOf(lines)),
      reason: lines.length === order.lines.length ? 'all goods returned' : 'goods returned',
    },
  })
}

/** The yearly volume rebate of the large accounts: credit notes that name no order. */
const rebates = (orders: readonly Order[]): readonly CloudEvent[] => {
  const large = new Map<string, Order[]>()
  for (const order of orders.filter((one) => one.account.size === 'L' && one.day < '2025-01-01')) {
    large.set(order.account.accountId, [...(large.get(order.account.accountId) ?? []), order])
  }
  return [...large].flatMap(([accountId, own], index) => {
    const [first] = own
    if (first === undefined || own.length < 14) return []
    const total = own.reduce((sum, { lines }) => sum + centsOf(lines), 0)
    return [
      after(first, day(`2025-01-${String(13 + (index % 5)).padStart(2, '0')}`), {
        id: `CN-R2024-${accountId}`,
        type: 'CreditNoteIssued',
        data: {
          creditNoteId: `CN-R2024-${accountId}`,
          accountId,
          effectiveOn: '2025-01-10',
          currency: currencyOf(first),
          net: decimal(Math.round(total * 0.015)),
          reason: 'volume rebate 2024',
        },
      }),
    ]
  })
}

/** Two February orders are put right after February was closed: what makes a prior-period adjustment. */
const februaryAfterTheClose = (orders: readonly Order[]): readonly CloudEvent[] => {
  const [first, second] = orders.filter(
    ({ day: on, account, recordedOn: known }) =>
      account.size === 'L' && !account.euro && on === known && on >= '2025-02-10' && on < '2025-02-22',
  )
  if (first === undefined || second === undefined) throw new Error('February 2025 has too few orders')
  const more = first.lines.map((line) => ({ ...line, cents: Math.round(line.cents * 1.25) }))
  return [
    after(first, day('2025-03-06'), {
      id: `${first.orderId}-freight`,
      type: 'OrderCorrected',
      data: { ...bodyOf(first, more), reason: 'delivery was short; the rest was delivered and belongs to this order' },
    }),
    after(second, day('2025-03-11'), {
      id: `${second.orderId}-refused`,
      type: 'OrderCancelled',
      data: { orderId: second.orderId, lines: ['1'], reason: 'refused at the gate on the day of delivery' },
    }),
  ]
}

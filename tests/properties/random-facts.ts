import { addDays, type Day, type Source } from '@daybook/domain'
import {
  amount,
  businessDay,
  daysFromToday,
  decidedHere,
  decimal,
  type KnownOrder,
  owners,
  record,
  today,
  type World,
} from './world.ts'

// What comes from outside: orders and credit notes with all that happens to them, never refused for a business reason.

const erp = 'erp' as Source
const shop = 'web:shop' as Source
const families = ['bikes', 'parts', 'service']
/** Products p1 to p3 are registered (some late, some again under another family); p4 never is. */
const products = ['p1', 'p2', 'p3', 'p4']

type Detail = 'family' | 'productId' | 'quantity' | 'cost' | 'upgradeOf'
type Line = { readonly lineId: string; readonly net: string } & Partial<Record<Detail, string>>

/** What a line of an amount cost, and what it takes the place of: by the amount, so that no other chance is another for it. */
const detailsOf = (one: number): Partial<Record<'cost' | 'upgradeOf', string>> => ({
  ...(one % 3 === 0 ? { cost: decimal(Math.trunc(one / 2)) } : {}),
  ...(one % 5 === 0 ? { upgradeOf: 'p4' } : {}),
})

const lines = (world: World): { readonly lines: readonly Line[]; readonly total: number } => {
  const { random } = world
  const amounts = Array.from({ length: random.pick([1, 1, 1, 2, 3, 4]) }, () => amount(random))
  // A line that gives something back, and with it now and then an order of no value or less.
  if (random.chance(6)) amounts[0] = -amount(random)
  return {
    total: amounts.reduce((sum, one) => sum + one, 0),
    lines: amounts.map((one, index) => ({
      lineId: String(index + 1),
      net: decimal(one),
      ...(random.chance(40) ? { family: random.pick(families) } : {}),
      ...(random.chance(40) ? { productId: random.pick(products) } : {}),
      ...(random.chance(20) ? { quantity: '2.0000' } : {}),
      ...detailsOf(one),
    })),
  }
}

const body = (world: World, order: { readonly accountId: string; readonly currency: string; readonly orderId: string }) => {
  const { random } = world
  const { lines: own, total } = lines(world)
  const discounted = total > 10 && own.every(({ net }) => !net.startsWith('-')) && random.chance(15)
  return {
    total,
    lineIds: own.map(({ lineId }) => lineId),
    data: {
      ...order,
      lines: own,
      ...(discounted ? { orderDiscount: decimal(random.between(1, Math.floor(total / 3))) } : {}),
      ...(random.chance(25) ? { salespersonId: random.pick(world.reps) } : {}),
    },
  }
}

/** Publishes the rate of a day, mostly; or leaves the order to an older rate, or to none. */
const publishRate = (world: World, currency: string, effectiveOn: Day): void => {
  const { random } = world
  if (currency === 'USD' || random.chance(20)) return
  const rate = currency === 'EUR' ? `1.${random.between(1, 20)}` : `0.00${random.between(60, 75)}`
  record(world, {
    stream: `fx-${currency}USD`,
    type: 'FxRatePublished',
    effectiveOn: addDays(effectiveOn, -random.pick([0, 0, 0, 1, 7, 8])),
    data: { base: currency, quote: 'USD', kind: 'daily', rate },
  })
}

const streamOf = (order: { readonly source: Source; readonly orderId: string }): string =>
  `order-${order.source}~${order.orderId}`

/** The account whose order is due first, mostly: so that there are rhythms to fall out of. */
const buyer = (world: World, awaited?: string) => {
  const { random } = world
  const expected = world.accounts.find((account) => account.accountId === awaited)
  if (expected !== undefined) return { account: expected, effectiveOn: businessDay(world) }
  if (random.chance(25)) return { account: random.pick(world.accounts), effectiveOn: businessDay(world) }
  const account = world.accounts.reduce((first, one) => (one.dueOn < first.dueOn ? one : first))
  // An account that fell far behind has paused: it goes on from these days.
  const behind = daysFromToday(world, -30, -20)
  const effectiveOn = account.dueOn < behind ? addDays(behind, 20) : account.dueOn
  const pause = random.chance(8) ? random.between(40, 150) : 0
  account.dueOn = addDays(effectiveOn, account.intervalDays + pause + random.pick([0, 0, 0, 1, -1, 2]))
  return { account, effectiveOn }
}

/** A new order. */
export const acceptOrder = (world: World): void => {
  const { random } = world
  const source = random.chance(15) ? shop : erp
  const number = 1 + world.orders.filter((order) => order.source === source).length
  const { account, effectiveOn } = buyer(world, world.awaited.get(`${source} O${number}`))
  const currency = random.pick(['USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'EUR', 'EUR', 'JPY'])
  const orderId = `O${number}` as KnownOrder['orderId'] // Sound: an id of the schema's shape
  const { data, total, lineIds } = body(world, { orderId, accountId: account.accountId, currency })
  publishRate(world, currency, effectiveOn)
  record(world, { stream: streamOf({ source, orderId }), type: 'OrderAccepted', effectiveOn, data, source })
  world.orders.push({ source, orderId, accountId: account.accountId, effectiveOn, currency, lineIds, total, isVoid: false })
}

/** Mostly an order that still stands; now and then a void one, to which nothing may happen any more. */
const someOrder = (world: World): KnownOrder | undefined => {
  const order = world.orders.length === 0 ? undefined : world.random.pick(world.orders)
  return order?.isVoid && world.random.chance(80) ? undefined : order
}

const correct = (world: World, order: KnownOrder, previousAccountId?: KnownOrder['accountId']): void => {
  const { data, lineIds } = body(world, { orderId: order.orderId, accountId: order.accountId, currency: order.currency })
  order.lineIds = lineIds
  record(world, {
    stream: streamOf(order),
    type: 'OrderCorrected',
    effectiveOn: order.effectiveOn,
    data: { ...data, reason: 'as invoiced', ...(previousAccountId === undefined ? {} : { previousAccountId }) },
    source: order.source,
  })
}

/** The whole order anew: other lines, and sometimes another day. */
export const correctOrder = (world: World): void => {
  const order = someOrder(world)
  if (order === undefined) return
  if (world.random.chance(35)) order.effectiveOn = businessDay(world)
  correct(world, order)
}

/** The order was another account's. */
export const moveOrder = (world: World): void => {
  const order = someOrder(world)
  const { accountId } = world.random.pick(world.accounts)
  if (order === undefined || order.accountId === accountId) return
  const previousAccountId = order.accountId
  order.accountId = accountId
  correct(world, order, previousAccountId)
}

/** Some lines, or all, never stood. */
export const cancelOrder = (world: World): void => {
  const { random } = world
  const order = someOrder(world)
  if (order === undefined) return
  const named = order.lineIds.filter(() => random.chance(50))
  record(world, {
    stream: streamOf(order),
    type: 'OrderCancelled',
    effectiveOn: today(world),
    data: { orderId: order.orderId, accountId: order.accountId, ...(named.length > 0 ? { lines: named } : {}) },
    source: order.source,
  })
}

/** The order never was. */
export const voidOrder = (world: World): void => {
  const order = someOrder(world)
  if (order === undefined || order.isVoid) return
  order.isVoid = true
  record(world, {
    stream: streamOf(order),
    type: 'OrderVoided',
    effectiveOn: today(world),
    data: { orderId: order.orderId, accountId: order.accountId, reason: 'entered twice' },
    source: order.source,
  })
}

/** Somebody decides who is credited for one order. */
export const overrideCredit = (world: World): void => {
  const order = someOrder(world)
  if (order === undefined || order.isVoid) return
  record(world, {
    stream: streamOf(order),
    type: 'CreditOverridden',
    effectiveOn: today(world),
    data: { orderId: order.orderId, accountId: order.accountId, owners: owners(world), approvedBy: 'manager', reason: 'agreed' },
    source: order.source,
  })
}

const creditLines = (world: World, order: KnownOrder | undefined): readonly Line[] => {
  const { random } = world
  const whole = order === undefined ? amount(random) : Math.abs(order.total)
  const net = random.pick([whole, Math.ceil(whole / 3), whole * 2])
  const { cost } = detailsOf(net)
  const costed = cost === undefined ? {} : { cost }
  return [
    { lineId: '1', net: decimal(Math.max(1, net)), ...(random.chance(50) ? { family: random.pick(families) } : {}), ...costed },
    ...(random.chance(20) ? [{ lineId: '2', net: decimal(amount(random)) }] : []),
  ]
}

/** An order that has not come yet, and whose it will be: sometimes what a credit note names. */
const awaitedOrder = (
  world: World,
  source: Source,
): { readonly orderId: KnownOrder['orderId']; readonly accountId: KnownOrder['accountId'] } => {
  const orderId = `O${1 + world.orders.filter((one) => one.source === source).length}` as KnownOrder['orderId'] // Sound: as above
  const accountId = world.awaited.get(`${source} ${orderId}`) ?? world.random.pick(world.accounts).accountId
  world.awaited.set(`${source} ${orderId}`, accountId)
  return { orderId, accountId }
}

/** Returns goods: for an order, for one that has not come yet, or for none; up to its value or above it; after it or before. */
export const issueCreditNote = (world: World): void => {
  const { random } = world
  const order = random.chance(60) ? someOrder(world) : undefined
  const source = order?.source ?? erp
  const number = 1 + world.creditNotes.length
  const named = order ?? (random.chance(10) ? awaitedOrder(world, source) : undefined)
  const accountId = named?.accountId ?? random.pick(world.accounts).accountId
  const effectiveOn =
    order !== undefined && random.chance(60) ? addDays(order.effectiveOn, random.between(0, 30)) : businessDay(world)
  const currency = order?.currency ?? random.pick(['USD', 'USD', 'EUR'])
  if (order === undefined) publishRate(world, currency, effectiveOn)
  record(world, {
    stream: `credit-${source}~C${number}`,
    type: 'CreditNoteIssued',
    effectiveOn,
    data: {
      creditNoteId: `C${number}`,
      accountId,
      currency,
      lines: creditLines(world, order),
      ...(named === undefined ? {} : { orderId: named.orderId }),
      ...(random.chance(20) ? { salespersonId: random.pick(world.reps) } : {}),
    },
    source,
  })
  world.creditNotes.push({ source, creditNoteId: `C${number}` as never, accountId, isVoid: false }) // Sound: an id of the schema's shape
}

/** The credit note never was. */
export const voidCreditNote = (world: World): void => {
  const standing = world.creditNotes.filter((note) => !note.isVoid)
  if (standing.length === 0) return
  const note = world.random.pick(standing)
  note.isVoid = true
  record(world, {
    stream: `credit-${note.source}~${note.creditNoteId}`,
    type: 'CreditNoteVoided',
    effectiveOn: today(world),
    data: { creditNoteId: note.creditNoteId, accountId: note.accountId, reason: 'entered twice' },
    source: note.source,
  })
}

/** A product is registered, or again under another family. */
export const registerProduct = (world: World): void => {
  const productId = world.random.pick(products.slice(0, 3))
  const effectiveOn = daysFromToday(world, -10, 0)
  const age = world.events.length
  record(world, {
    stream: `product-${productId}`,
    type: 'ProductRegistered',
    effectiveOn,
    data: {
      productId,
      family: world.random.pick(families),
      ...(age % 4 === 0 ? {} : { launchedOn: addDays(effectiveOn, -3 * age) }),
    },
    source: decidedHere,
  })
}

/** A rate is published, or restated for a day that has one. */
export const restateRate = (world: World): void => {
  const { random } = world
  const published = world.events.filter((event) => event.type === 'FxRatePublished')
  if (published.length === 0) return
  const { effectiveOn, data } = random.pick(published)
  const rate = data.base === 'EUR' ? `1.${random.between(1, 20)}` : `0.00${random.between(60, 75)}`
  record(world, { stream: `fx-${data.base}${data.quote}`, type: 'FxRatePublished', effectiveOn, data: { ...data, rate } })
}

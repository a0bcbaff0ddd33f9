import { absences, decisionEntries } from './decisions.ts'
import { at, type CloudEvent, day, entry } from './entry.ts'
import { purchasesOf } from './purchases.ts'
import { randomOf } from './random.ts'
import { accountEntries, closeEntries, openingEntries, rateEntries } from './reference.ts'
import { reviewEntries } from './reviews.ts'
import { ordersOf, salesEntries } from './sales.ts'
import { targetEntries } from './targets.ts'

/** The seed of the book that `daybook demo` loads. */
export const demoSeed = 2_025

/**
 * Two years of an invented distributor, as CloudEvents in recorded order: the same for the same seed, byte for byte.
 *
 * Six reps in two teams, some sixty accounts; late orders, corrections, cancellations, credit notes, accounts that change hands,
 * are lost and won back; quotas for every month, closed months, quarterly reviews. Two items are meant to be put aside: an order
 * for an account that nobody registered, and the assignment of a lost account.
 */
export const sampleBook = (seed: number): readonly CloudEvent[] => {
  const random = randomOf(seed)
  const orders = ordersOf(purchasesOf(random, absences), random)
  const entries = [
    ...openingEntries(),
    ...accountEntries(),
    ...rateEntries(random),
    ...decisionEntries(),
    ...salesEntries(orders, random),
    ...targetEntries(orders, random),
    ...reviewEntries(),
    ...closeEntries(),
    strayOrder(),
  ]
  return entries
    .map((event, index) => ({ event, index }))
    .sort((a, b) =>
      a.event.recordedtime < b.event.recordedtime ? -1 : a.event.recordedtime > b.event.recordedtime ? 1 : a.index - b.index,
    )
    .map(({ event }) => event)
}

/** The sample book as lines of JSON, ready for an import. */
export const sampleLines = (seed: number): readonly string[] => sampleBook(seed).map((event) => `${JSON.stringify(event)}\n`)

/** An order whose account nobody knows: it waits in the quarantine until somebody registers A999. */
const strayOrder = (): CloudEvent =>
  entry({
    source: 'erp',
    id: 'SO-90001',
    type: 'OrderAccepted',
    subject: 'A999',
    day: day('2025-11-18'),
    minute: at(17, 5),
    data: { orderId: 'SO-90001', accountId: 'A999', effectiveOn: '2025-11-18', currency: 'USD', net: '1840.0000' },
  })

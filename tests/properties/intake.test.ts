import fc from 'fast-check'
import { expect, test } from 'vitest'
import { account, event, openBook, order } from '../scenarios/intake-book.ts'

const facts: readonly { readonly id: string }[] = [
  ...['A1', 'A2', 'A3'].map((accountId) => account(accountId)),
  ...['O1', 'O2', 'O3', 'O4', 'O5', 'O6'].map((orderId, index) =>
    order(orderId, `A${(index % 3) + 1}`, { net: String(index + 1) }),
  ),
  event('OrderCancelled', 'X1', { orderId: 'O1', reason: 'out of stock' }),
  event('OrderVoided', 'X2', { orderId: 'O2', reason: 'entered twice' }),
  event('OrderCorrected', 'X3', {
    orderId: 'O3',
    accountId: 'A1',
    effectiveOn: '2025-03-06',
    currency: 'USD',
    net: '9',
    reason: 'price',
  }),
  event('CreditNoteIssued', 'C1', { creditNoteId: 'C1', accountId: 'A2', currency: 'USD', net: '1' }),
  event('CreditNoteVoided', 'X4', { creditNoteId: 'C1', reason: 'entered in error' }),
  event('AccountAssigned', 'S1', { accountId: 'A1', repId: 'R1', effectiveOn: '2025-01-01' }),
]

/** All facts in any order, some of them several times, cut into batches anywhere. */
const deliveries = fc
  .tuple(
    fc.shuffledSubarray([...facts], { minLength: facts.length }),
    fc.array(fc.nat(), { maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 7 })),
  )
  .map(([order, again, sizes]) => {
    const sent = [...order, ...again.map((index) => order[index % order.length])]
    const batches: (typeof sent)[] = []
    for (let at = 0, cut = 0; at < sent.length; cut += 1) {
      const size = sizes[cut % Math.max(sizes.length, 1)] ?? 3
      batches.push(sent.slice(at, at + size))
      at += size
    }
    return batches
  })

test('facts in any order, any batches and any number of copies are each recorded once, and nothing stays behind', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, fc.boolean(), async (batches, asFiles) => {
      const book = await openBook({ limits: { chunkItems: 3 } })
      for (const batch of batches) {
        book.time.now += 1
        const { body } = asFiles
          ? await book.importEvents(batch as object[], { type: 'application/x-ndjson' })
          : await book.send(batch)
        const { accepted, duplicate, conflict, rejected, quarantined } = body.summary
        expect([accepted + duplicate + quarantined, conflict, rejected]).toEqual([batch.length, 0, 0])
      }
      const log = await book.store.readAll({ from: 0n, limit: 1_000 })
      expect(log.map(({ id }) => id).toSorted()).toEqual(facts.map(({ id }) => id).toSorted())
      expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => BigInt(index)))
      expect((await book.json('/v1/quarantine')).items).toEqual([])
      for (const one of facts) expect((await book.send(one)).body.results[0].status).toBe('duplicate')
    }),
    { numRuns: 60 },
  )
}, 60_000)

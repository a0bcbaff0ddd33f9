import { StreamName } from '@daybook/domain'
import { openInMemoryEventStore } from '@daybook/event-store'
import { expect, test } from 'vitest'
import { heldCollections, keyOf } from './held.ts'
import { isAnythingWaiting, waitingKeys } from './held-waiting.ts'

const order = (number: number): StreamName => StreamName.parse(`order-erp~O${String(number).padStart(4, '0')}`)
const waitingFor = (stream: StreamName, heldId: string) => ({
  collection: heldCollections.waiting,
  key: keyOf(stream, heldId),
  body: heldId,
})

/** A log in which one item waits for each of a hundred orders and three for the first, and how many records were read of it. */
const bookWithWaiting = async () => {
  const store = openInMemoryEventStore()
  const records = Array.from({ length: 100 }, (_, index) => waitingFor(order(index), 'H1'))
  await store.append({ appends: [], records: [...records, waitingFor(order(0), 'H3'), waitingFor(order(0), 'H2')] })
  const read = { records: 0 }
  const counted: Pick<typeof store, 'records'> = {
    records: async (collection, range) => {
      const found = await store.records(collection, range)
      read.records += found.length
      return found
    },
  }
  return { store: { ...store, ...counted }, read }
}

test('what waits for a stream is found in the order held, page by page', async () => {
  const { store } = await bookWithWaiting()
  const page = await waitingKeys(store, order(0), { limit: 2 })
  expect(page).toEqual([keyOf(order(0), 'H1'), keyOf(order(0), 'H2')])
  expect(await waitingKeys(store, order(0), { after: page[1] ?? '', limit: 2 })).toEqual([keyOf(order(0), 'H3')])
})

test('an order that nothing waits for does not read what waits for those behind it', async () => {
  const { store, read } = await bookWithWaiting()
  expect(await waitingKeys(store, StreamName.parse('order-erp~N1'), { limit: 1_000 })).toEqual([])
  expect(read.records).toBe(1)
})

test('where nothing waits at all that is known at once', async () => {
  expect(await isAnythingWaiting(openInMemoryEventStore())).toBe(false)
  expect(await isAnythingWaiting((await bookWithWaiting()).store)).toBe(true)
})

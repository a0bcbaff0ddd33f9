import { defaultLimits, type FeedChunk, itemOf, RecordingSink } from '@daybook/intake'
import { expect, test } from 'vitest'
import { openBook } from './intake-book.ts'

const orders = { topic: 'orders', partition: 0 }

const event = (id: string, type: string, data: object) => ({
  specversion: '1.0',
  id,
  source: 'erp',
  type,
  time: '2025-01-09T12:00:00Z',
  data,
})
const account = event('A1', 'AccountRegistered', { accountId: 'A1', name: 'Acme' })
const order = (id: string, accountId = 'A1') =>
  event(id, 'OrderAccepted', { orderId: id, accountId, effectiveOn: '2025-01-09', currency: 'USD', net: '10.0000' })

const recordAt = (offset: number, value: string) => ({
  offset: BigInt(offset),
  timestamp: '1735689600000',
  key: Buffer.from('A1'),
  value: Buffer.from(value),
  headers: { 'content-type': ['application/cloudevents+json'] },
})

/** A chunk of the partition that begins at an offset: events, or bytes that are none. */
const chunkAt = (from: number, values: readonly (object | string)[]): FeedChunk => ({
  ...orders,
  from: BigInt(from),
  next: BigInt(from + values.length),
  items: values.map((value, index) =>
    itemOf(recordAt(from + index, typeof value === 'string' ? value : JSON.stringify(value)), defaultLimits),
  ),
  bytes: 100,
})

const openFeed = async () => {
  const book = await openBook()
  const { store, recorder } = book.intake
  const sink = new RecordingSink({ store, recorder, clock: () => book.time.now })
  await sink.begin(orders, 0n)
  const ids = async () => (await store.readAll({ from: 0n, limit: 100 })).map(({ id }) => id)
  const held = async () => (await book.intake.quarantine.list({}, { limit: 100 })).items
  return { book, sink, ids, held }
}

test('records are recorded together with the place after them', async () => {
  const { sink, ids } = await openFeed()
  expect(await sink.take(chunkAt(0, [account, order('O1'), order('O2')]))).toEqual({ status: 'recorded', aside: [] })
  expect(await ids()).toEqual(['A1', 'O1', 'O2'])
  expect(await sink.next(orders)).toBe(3n)
})

test('a partition begins once, wherever a second reader would begin it', async () => {
  const { sink } = await openFeed()
  const other = { topic: 'orders', partition: 1 }
  expect(await sink.next(other)).toBeNull()
  expect(await sink.begin(other, 40n)).toBe(40n)
  expect(await sink.begin(other, 0n)).toBe(40n)
})

test('of two readers of one partition one records, and the other learns where the book stands', async () => {
  const { sink, ids } = await openFeed()
  await sink.take(chunkAt(0, [account]))
  const both = await Promise.all([sink.take(chunkAt(1, [order('O1'), order('O2')])), sink.take(chunkAt(1, [order('O1')]))])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['moved', 'recorded'])
  expect(await ids()).toEqual(['A1', 'O1', 'O2'])
  expect(await sink.next(orders)).toBe(3n)
})

test('a chunk that was recorded, and whose answer was lost, is refused the second time', async () => {
  const { sink, ids } = await openFeed()
  await sink.take(chunkAt(0, [account, order('O1')]))
  expect(await sink.take(chunkAt(0, [account, order('O1')]))).toEqual({ status: 'moved', next: 2n })
  expect(await ids()).toEqual(['A1', 'O1'])
})

test('a chunk from beyond the place is refused: nothing is left out', async () => {
  const { sink, ids } = await openFeed()
  expect(await sink.take(chunkAt(5, [account]))).toEqual({ status: 'moved', next: 0n })
  expect(await ids()).toEqual([])
})

test('what cannot be read is put aside with its bytes and where it came from, and the place moves on', async () => {
  const { sink, held } = await openFeed()
  const taken = await sink.take(chunkAt(0, ['{"not": json', account]))
  expect(taken).toMatchObject({ status: 'recorded', aside: [{ index: 0, stage: 'decode', code: 'not-json' }] })
  expect(await held()).toMatchObject([
    {
      kind: 'dead-letter',
      code: 'not-json',
      raw: { text: '{"not": json', encoding: 'utf8' },
      origin: {
        transport: 'kafka',
        topic: 'orders',
        partition: 0,
        offset: '0',
        key: 'A1',
        headers: { 'content-type': ['application/cloudevents+json'] },
      },
    },
  ])
  expect(await sink.next(orders)).toBe(2n)
})

test('a record that is read again after an operator went back is the same held item', async () => {
  const { sink, held } = await openFeed()
  await sink.take(chunkAt(0, ['{"not": json', account]))
  const [first] = await held()
  await sink.move(orders, 0n)
  const again = await sink.take(chunkAt(0, ['{"not": json', account]))
  expect(again).toMatchObject({ status: 'recorded', aside: [{ index: 0 }] })
  expect((await held()).map(({ heldId }) => heldId)).toEqual([first?.heldId])
})

test('an order before its account waits, and is recorded by itself when the account is', async () => {
  const { sink, ids, held } = await openFeed()
  const taken = await sink.take(chunkAt(0, [order('O1')]))
  expect(taken).toMatchObject({ aside: [{ index: 0, stage: 'domain', code: 'unknown-account' }] })
  await sink.take(chunkAt(1, [account]))
  expect(await ids()).toEqual(['A1', 'O1'])
  expect(await held()).toEqual([])
})

test('a dead letter is released as the record it was: in binary mode with its headers', async () => {
  const { book, sink, ids, held } = await openFeed()
  const { data, ...attributes } = order('O1', 'A9')
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, [value]]))
  const item = itemOf({ ...recordAt(0, JSON.stringify(data)), headers }, defaultLimits)
  await sink.take({ ...orders, from: 0n, next: 1n, items: [item], bytes: 10 })
  const [waiting] = await held()
  expect(waiting).toMatchObject({ code: 'unknown-account', origin: { headers: { ce_id: ['O1'] } } })
  const missing = event('A9', 'AccountRegistered', { accountId: 'A9', name: 'Nine' })
  await book.send([missing])
  expect(await ids()).toEqual(['A9', 'O1'])
})

test('the same fact over HTTP and from a feed is one event', async () => {
  const { book, sink, ids } = await openFeed()
  await book.send([account, order('O1')])
  expect(await sink.take(chunkAt(0, [account, order('O1'), order('O2')]))).toEqual({ status: 'recorded', aside: [] })
  expect(await ids()).toEqual(['A1', 'O1', 'O2'])
})

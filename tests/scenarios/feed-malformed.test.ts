import { defaultLimits, type FeedRecord, itemOf, RecordingSink } from '@daybook/intake'
import { expect, test } from 'vitest'
import { malformedEvents } from '../fixtures/malformed/events.ts'
import { malformedFields } from '../fixtures/malformed/fields.ts'
import { account, openBook, order } from './intake-book.ts'

const poison = [...malformedEvents, ...malformedFields].filter(([, sent]) => sent.length > 0)

const recordOf = (value: Buffer, offset: number): FeedRecord => ({
  offset: BigInt(offset),
  timestamp: '0',
  key: null,
  value,
  headers: { 'content-type': ['application/cloudevents+json'] },
})

type Held = { readonly code: string; readonly origin: { readonly offset: string }; readonly raw: Raw }
type Raw = { readonly text: string; readonly encoding: BufferEncoding }

test('each poison record of a feed is kept once, its bytes unchanged, and the good ones between them are recorded', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const sink = new RecordingSink({ store: book.store, recorder: book.intake.recorder, clock: () => book.time.now })
  const at = { topic: 'orders', partition: 0 }
  const values = poison.flatMap(([, sent], index) => [Buffer.from(JSON.stringify(order(`G${index}`, 'A1'))), Buffer.from(sent)])
  const items = values.map((value, offset) => itemOf(recordOf(value, offset), defaultLimits))
  const chunk = { ...at, from: await sink.begin(at, 0n), next: BigInt(items.length), items, bytes: 0 }
  const taken = await sink.take(chunk)
  expect(taken.status === 'recorded' && taken.aside.map(({ index, code }) => [index, code])).toEqual(
    poison.map(([, , , code], index) => [index * 2 + 1, code]),
  )
  expect(await sink.take(chunk)).toEqual({ status: 'moved', next: BigInt(items.length) })
  const { items: held } = (await book.json('/v1/quarantine?limit=1000')) as { items: readonly Held[] }
  const byOffset = held.toSorted((one, other) => Number(one.origin.offset) - Number(other.origin.offset))
  expect(byOffset.map(({ raw }) => Buffer.from(raw.text, raw.encoding))).toEqual(poison.map(([, sent]) => Buffer.from(sent)))
  expect(await book.recorded()).toHaveLength(poison.length + 1)
})

test('the corpus of poison is as large as it is said to be', () => {
  expect(poison.length).toBeGreaterThanOrEqual(300)
})

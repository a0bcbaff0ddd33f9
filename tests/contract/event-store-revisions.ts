import { type DomainEvent, SourceEventId } from '@daybook/domain'
import { eventIdOf } from '@daybook/event-store'
import { expect, test } from 'vitest'
import {
  accepted,
  erp,
  fact,
  ids,
  metadata,
  noon,
  noStream,
  type Opened,
  order,
  orderStream,
  voided,
} from './event-store-facts.ts'

/** Where events are put. */
export const placesContract = (opened: Opened): void => {
  test('an event comes back as it was stored, with its place and time', async () => {
    await using store = await opened()
    const result = await store.append({ appends: [accepted('SO1')] })
    const recordedAt = await store.recordedAt(0n)
    expect(result).toEqual({ status: 'appended', position: 0n, recordedAt, positions: [0n] })
    const [event] = await store.readAll({ from: 0n, limit: 1 })
    expect(event).toEqual({
      ...order('SO1'),
      eventId: eventIdOf(erp, SourceEventId.parse('SO1')),
      stream: orderStream('SO1'),
      revision: 0n,
      position: 0n,
      recordedAt,
      ingestedAt: noon,
      backfilled: false,
      source: 'erp',
      id: 'SO1',
      payloadHash: 's1:SO1',
      metadata,
    })
    expect(await store.event(event!.eventId)).toEqual(event)
    expect(await store.readStream(orderStream('SO1'))).toEqual([event])
  })

  test('personal fields come back in their event', async () => {
    await using store = await opened()
    const events = [fact('SO1', order('SO1')), fact('V1', voided('SO1'))]
    await store.append({ appends: [{ stream: orderStream('SO1'), expectedRevision: noStream, events }] })
    const [, second] = await store.readStream(orderStream('SO1'))
    expect(second?.data).toEqual(voided('SO1').data)
  })

  test('what the caller changes after an append is not stored', async () => {
    await using store = await opened()
    const event = structuredClone(order('SO1')) as { type: string; data: { accountId: string } }
    const appending = store.append({
      appends: [
        { stream: orderStream('SO1'), expectedRevision: noStream, events: [fact('SO1', event as unknown as DomainEvent)] },
      ],
    })
    event.data.accountId = 'A2'
    await appending
    expect((await store.readAll({ from: 0n, limit: 1 }))[0]?.data).toEqual(order('SO1').data)
  })

  test('positions are dense over all streams and revisions over each', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1'), accepted('SO2')] })
    await store.append({
      appends: [
        { stream: orderStream('SO1'), expectedRevision: 0n, events: [fact('C1', order('SO1')), fact('C2', order('SO1'))] },
        accepted('SO3'),
      ],
    })
    const events = await store.readAll({ from: 0n, limit: 10 })
    expect(events.map(({ id, position, revision }) => [id, position, revision])).toEqual([
      ['SO1', 0n, 0n],
      ['SO2', 1n, 0n],
      ['C1', 2n, 1n],
      ['C2', 3n, 2n],
      ['SO3', 4n, 0n],
    ])
    expect(ids(await store.readStream(orderStream('SO1')))).toEqual(['SO1', 'C1', 'C2'])
  })
}

/** A stream is at exactly the expected revision, or nothing is appended. */
export const revisionsContract = (opened: Opened): void => {
  test('a stream that must be new is refused when it exists', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1')] })
    const result = await store.append({ appends: [{ ...accepted('SO1'), events: [fact('other', order('SO1'))] }] })
    expect(result).toEqual({
      status: 'conflict',
      on: 'revision',
      stream: orderStream('SO1'),
      expectedRevision: noStream,
      actualRevision: 0n,
    })
  })

  test('a stream must be at exactly the expected revision', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1')] })
    for (const expectedRevision of [1n, 2n]) {
      const append = { stream: orderStream('SO1'), expectedRevision, events: [fact('C1', order('SO1'))] }
      expect(await store.append({ appends: [append] })).toMatchObject({ status: 'conflict', on: 'revision', actualRevision: 0n })
    }
    const missing = { stream: orderStream('SO9'), expectedRevision: 0n, events: [fact('SO9', order('SO9'))] }
    expect(await store.append({ appends: [missing] })).toMatchObject({
      status: 'conflict',
      on: 'revision',
      actualRevision: noStream,
    })
    expect((await store.head()).position).toBe(0n)
  })

  test('an expectation without events is checked all the same', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1')] })
    const absent = { stream: orderStream('SO1'), expectedRevision: noStream, events: [] }
    expect(await store.append({ appends: [absent] })).toMatchObject({ status: 'conflict', on: 'revision', actualRevision: 0n })
    const present = { stream: orderStream('SO1'), expectedRevision: 0n, events: [] }
    expect(await store.append({ appends: [present] })).toEqual({
      status: 'appended',
      position: 0n,
      recordedAt: await store.recordedAt(0n),
      positions: [],
    })
  })

  test('one batch may append to the same stream twice', async () => {
    await using store = await opened()
    const correction = { stream: orderStream('SO1'), expectedRevision: 0n, events: [fact('C1', order('SO1'))] }
    expect(await store.append({ appends: [accepted('SO1'), correction] })).toMatchObject({
      status: 'appended',
      positions: [0n, 1n],
    })
    const outdated = { stream: orderStream('SO1'), expectedRevision: 1n, events: [fact('C2', order('SO1'))] }
    const again = { ...outdated, events: [fact('C3', order('SO1'))] }
    expect(await store.append({ appends: [outdated, again] })).toMatchObject({
      on: 'revision',
      expectedRevision: 1n,
      actualRevision: 2n,
    })
  })

  test('of many writers of one stream exactly one wins each revision', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1')] })
    const writers = Array.from({ length: 20 }, (_, writer) => fact(`W${writer}`, order('SO1')))
    const results = await Promise.all(
      writers.map((event) => store.append({ appends: [{ stream: orderStream('SO1'), expectedRevision: 0n, events: [event] }] })),
    )
    expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1)
    expect(await store.readStream(orderStream('SO1'))).toHaveLength(2)
  })
}

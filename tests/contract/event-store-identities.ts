import { Source, SourceEventId, StreamName } from '@daybook/domain'
import { eventIdOf } from '@daybook/event-store'
import { expect, test } from 'vitest'
import { accepted, erp, fact, ids, noStream, type Opened, order, orderStream } from './event-store-facts.ts'

/** An identity is taken once, for ever. */
export const identitiesContract = (opened: Opened): void => {
  test('an identity is taken for ever, whatever the stream and the content', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1')] })
    const append = { ...accepted('SO2'), events: [fact('SO1', order('SO2'), { payloadHash: 's1:changed' })] }
    expect(await store.append({ appends: [append] })).toEqual({
      status: 'conflict',
      on: 'identity',
      eventId: eventIdOf(erp, SourceEventId.parse('SO1')),
      source: 'erp',
      id: 'SO1',
      recorded: { position: 0n, recordedAt: await store.recordedAt(0n), payloadHash: 's1:SO1' },
    })
    expect((await store.head()).position).toBe(0n)
  })

  test('an identity that is taken is told before a revision that does not fit', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1')] })
    expect(await store.append({ appends: [accepted('SO1')] })).toMatchObject({ status: 'conflict', on: 'identity', id: 'SO1' })
  })

  test('the same id from another source is another fact', async () => {
    await using store = await opened()
    const shop = Source.parse('web:shop')
    const append = { stream: StreamName.parse('order-web:shop~SO1'), expectedRevision: noStream }
    const event = fact('SO1', order('SO1'), { source: shop, eventId: eventIdOf(shop, SourceEventId.parse('SO1')) })
    expect(await store.append({ appends: [accepted('SO1'), { ...append, events: [event] }] })).toMatchObject({
      status: 'appended',
    })
  })

  test('an identity twice in one batch is a conflict without a receipt', async () => {
    await using store = await opened()
    const append = { stream: orderStream('SO1'), expectedRevision: noStream }
    const events = [fact('SO1', order('SO1')), fact('SO1', order('SO1'))]
    expect(await store.append({ appends: [{ ...append, events }] })).toMatchObject({ on: 'identity', id: 'SO1', recorded: null })
    expect((await store.head()).position).toBe(-1n)
  })

  test('an event id that does not follow from source and id is not stored', async () => {
    await using store = await opened()
    const eventId = eventIdOf(erp, SourceEventId.parse('SO2'))
    await expect(store.append({ appends: [accepted('SO1', { eventId })] })).rejects.toThrow(TypeError)
  })

  test('identities give receipts of what is recorded and nothing of what is not', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1'), accepted('SO2')] })
    const keys = ['SO2', 'SO3'].map((id) => ({ source: erp, id: SourceEventId.parse(id) }))
    const receipt = { position: 1n, recordedAt: await store.recordedAt(1n), payloadHash: 's1:SO2' }
    expect(await store.identities(keys)).toEqual(new Map([[eventIdOf(erp, SourceEventId.parse('SO2')), receipt]]))
    const unknown = { source: Source.parse('nobody'), id: SourceEventId.parse('SO1') }
    expect(await store.identities([unknown])).toEqual(new Map())
  })
}

/** A batch is stored whole or not at all. */
export const batchesContract = (opened: Opened): void => {
  test('a batch with one conflict leaves nothing behind', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1')] })
    const records = [{ collection: 'held', key: 'h1', body: '{}' }]
    const result = await store.append({ appends: [accepted('SO2'), accepted('SO3'), accepted('SO1')], records })
    expect(result).toMatchObject({ status: 'conflict', on: 'identity', id: 'SO1' })
    expect((await store.head()).position).toBe(0n)
    expect(await store.readStream(orderStream('SO2'))).toEqual([])
    expect(await store.record('held', 'h1')).toBeNull()
    expect(await store.append({ appends: [accepted('SO2')] })).toMatchObject({ status: 'appended', position: 1n })
  })

  test('batches appended at once are each judged by themselves', async () => {
    await using store = await opened()
    const batches = ['SO1', 'SO2', 'SO1', 'SO3'].map((id) => ({ appends: [accepted(id)] }))
    const results = await Promise.all(batches.map((batch) => store.append(batch)))
    expect(results.map(({ status }) => status)).toEqual(['appended', 'appended', 'conflict', 'appended'])
    expect(results[2]).toMatchObject({ on: 'identity', recorded: { position: 0n } })
    expect(ids(await store.readAll({ from: 0n, limit: 10 }))).toEqual(['SO1', 'SO2', 'SO3'])
  })

  test('what is being appended when the store closes is stored or refused, and answered', async () => {
    const store = await opened()
    const appending = store.append({ appends: [accepted('SO1')] })
    await store[Symbol.asyncDispose]()
    expect(await appending).toMatchObject({ status: 'appended' })
  })

  test('a store that is closed says so', async () => {
    const store = await opened()
    await store[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
    await expect(store.append({ appends: [accepted('SO1')] })).rejects.toMatchObject({ code: 'closed' })
    await expect(store.head()).rejects.toMatchObject({ code: 'closed' })
  })
}

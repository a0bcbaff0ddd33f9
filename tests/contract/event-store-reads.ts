import { SourceEventId } from '@daybook/domain'
import { eventIdOf } from '@daybook/event-store'
import { expect, test } from 'vitest'
import { accepted, erp, fact, ids, noon, noStream, type Opened, order, orderStream } from './event-store-facts.ts'

/** What was appended is found again. */
export const readsContract = (opened: Opened): void => {
  test('an empty log has no head, no events and no times', async () => {
    await using store = await opened()
    expect(await store.head()).toEqual({ position: -1n, recordedAt: null })
    expect(await store.readAll({ from: 0n, limit: 10 })).toEqual([])
    expect(await store.readStream(orderStream('SO1'))).toEqual([])
    expect(await store.positionAt(noon)).toBeNull()
    expect(await store.recordedAt(0n)).toBeNull()
    expect(await store.event(eventIdOf(erp, SourceEventId.parse('SO1')))).toBeNull()
  })

  test('a log and a stream are read from anywhere, as far as wanted', async () => {
    await using store = await opened()
    const events = ['E0', 'E1', 'E2', 'E3'].map((id) => fact(id, order('SO1')))
    await store.append({ appends: [{ stream: orderStream('SO1'), expectedRevision: noStream, events }, accepted('SO2')] })
    expect(ids(await store.readStream(orderStream('SO1'), { from: 1n, limit: 2 }))).toEqual(['E1', 'E2'])
    expect(ids(await store.readStream(orderStream('SO1'), { limit: 1 }))).toEqual(['E0'])
    expect(ids(await store.readStream(orderStream('SO1'), { from: 3n }))).toEqual(['E3'])
    expect(ids(await store.readStream(orderStream('SO1'), { from: 4n }))).toEqual([])
    expect(ids(await store.readAll({ from: 2n, limit: 2 }))).toEqual(['E2', 'E3'])
    expect(ids(await store.readAll({ from: 4n, limit: 2 }))).toEqual(['SO2'])
    expect(ids(await store.readAll({ from: 5n, limit: 2 }))).toEqual([])
  })

  test('a waiter wakes when the log passes its position, when it gives up, and when the store closes', async () => {
    const store = await opened()
    const never = new AbortController()
    const waiting = store.waitBeyond(0n, never.signal)
    await store.append({ appends: [accepted('SO1'), accepted('SO2')] })
    await waiting
    await store.waitBeyond(0n, never.signal)
    const impatient = new AbortController()
    const givingUp = store.waitBeyond(1n, impatient.signal)
    impatient.abort()
    await givingUp
    const closing = store.waitBeyond(1n, never.signal)
    await store[Symbol.asyncDispose]()
    await closing
  })

  test('an event is found by its id among many', async () => {
    await using store = await opened()
    for (let start = 0; start < 3_000; start += 1_500) {
      await store.append({ appends: Array.from({ length: 1_500 }, (_, index) => accepted(`SO${start + index}`)) })
    }
    for (const number of [0, 999, 1_000, 1_499, 1_500, 2_999]) {
      const event = await store.event(eventIdOf(erp, SourceEventId.parse(`SO${number}`)))
      expect(event?.position).toBe(BigInt(number))
    }
    expect(await store.event(eventIdOf(erp, SourceEventId.parse('SO3000')))).toBeNull()
  })

  test('events that are what was stored verify', async () => {
    await using store = await opened()
    const appends = Array.from({ length: 1_500 }, (_, index) => accepted(`SO${index}`))
    await store.append({ appends })
    expect(await store.verifyEvents({ from: 0n, to: 1_499n })).toEqual({ checked: 1_500, damage: [] })
    expect(await store.verifyEvents({ from: 1_400n, to: 9_999n })).toEqual({ checked: 100, damage: [] })
    expect(store.fault()).toBeNull()
  })
}

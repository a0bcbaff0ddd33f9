import { SourceEventId } from '@daybook/domain'
import { eventIdOf } from '@daybook/event-store'
import { expect, test } from 'vitest'
import type { Lacking } from './event-store.ts'
import { accepted, erp, noon, type Opened } from './event-store-facts.ts'

/** Side records change with the events. */
export const recordsContract = (opened: Opened): void => {
  test('side records are written, replaced and deleted with the events', async () => {
    await using store = await opened()
    await store.append({ appends: [accepted('SO1')], records: [{ collection: 'offset', key: 'p0', body: '1' }] })
    expect(await store.record('offset', 'p0')).toBe('1')
    await store.append({ appends: [], records: [{ collection: 'offset', key: 'p0', body: '2' }] })
    expect(await store.record('offset', 'p0')).toBe('2')
    expect(await store.record('held', 'p0')).toBeNull()
    await store.append({ appends: [], records: [{ collection: 'offset', key: 'p0', body: null }] })
    expect(await store.record('offset', 'p0')).toBeNull()
  })

  test('a side record is changed only if it is what was expected', async () => {
    await using store = await opened()
    const offset = { collection: 'offset', key: 'p0' }
    expect(await store.append({ appends: [], records: [{ ...offset, body: '1', expected: null }] })).toMatchObject({
      status: 'appended',
    })
    const stale = [{ ...offset, body: '1', expected: null }]
    const conflict = { status: 'conflict', on: 'record', ...offset, actual: '1' }
    expect(await store.append({ appends: [accepted('SO1')], records: stale })).toEqual(conflict)
    expect((await store.head()).position).toBe(-1n)
    const next = [
      { ...offset, body: '2', expected: '1' },
      { ...offset, body: '3', expected: '2' },
    ]
    expect(await store.append({ appends: [accepted('SO1')], records: next })).toMatchObject({ status: 'appended' })
    expect(await store.record('offset', 'p0')).toBe('3')
    const gone = [
      { ...offset, body: null },
      { ...offset, body: '4', expected: '3' },
    ]
    expect(await store.append({ appends: [], records: gone })).toMatchObject({ on: 'record', actual: null })
    expect(await store.record('offset', 'p0')).toBe('3')
  })

  test('collections are those that hold something', async () => {
    await using store = await opened()
    expect(await store.collections()).toEqual([])
    const records = ['held', 'offset', 'gone'].map((collection) => ({ collection, key: 'a', body: '1' }))
    await store.append({ appends: [], records })
    await store.append({ appends: [], records: [{ collection: 'gone', key: 'a', body: null }] })
    expect(await store.collections()).toEqual(['held', 'offset'])
  })

  test('side records are listed by key in pages', async () => {
    await using store = await opened()
    const keys = ['b', 'a', '\u{1F4D2}', '\uFF5E', 'c']
    await store.append({ appends: [], records: keys.map((key) => ({ collection: 'held', key, body: key })) })
    await store.append({ appends: [], records: [{ collection: 'other', key: 'a', body: 'x' }] })
    const first = await store.records('held', { limit: 3 })
    expect(first.map(({ key }) => key)).toEqual(['a', 'b', 'c'])
    const rest = await store.records('held', { after: 'c', limit: 3 })
    expect(rest.map(({ key }) => key)).toEqual(['\uFF5E', '\u{1F4D2}'])
  })
}

/** Recorded times never go back. */
export const timesContract = (opened: Opened, { clock: ownClock }: Lacking): void => {
  const skipped = ownClock === undefined ? '' : ` (skipped: ${ownClock})`
  test.skipIf(ownClock !== undefined)(`recorded times follow the clock and never go back with it${skipped}`, async () => {
    let now = noon
    await using store = await opened(() => now)
    for (const [index, ahead] of [0, 5, -3_600_000, 7].entries()) {
      now = noon + ahead
      await store.append({ appends: [accepted(`SO${index}`)] })
    }
    const events = await store.readAll({ from: 0n, limit: 10 })
    expect(events.map(({ recordedAt }) => recordedAt - noon)).toEqual([0, 5, 5, 7])
  })

  test('history brings its own recorded times, as long as they do not go back', async () => {
    await using store = await opened()
    const march = Date.UTC(2024, 2, 1)
    const april = Date.UTC(2024, 3, 1)
    await store.append({ appends: [accepted('SO1', { recordedAt: march }), accepted('SO2', { recordedAt: april })] })
    expect(await store.append({ appends: [accepted('SO3', { recordedAt: march })] })).toEqual({
      status: 'conflict',
      on: 'recorded-time-goes-back',
      eventId: eventIdOf(erp, SourceEventId.parse('SO3')),
      recordedAt: march,
      head: april,
    })
    await store.append({ appends: [accepted('SO4')] })
    const events = await store.readAll({ from: 0n, limit: 10 })
    expect(events.map(({ recordedAt, ingestedAt, backfilled }) => [recordedAt, ingestedAt, backfilled])).toEqual([
      [march, noon, true],
      [april, noon, true],
      [events[2]?.recordedAt, noon, false],
    ])
    expect(events[2]?.recordedAt).toBeGreaterThanOrEqual(ownClock === undefined ? noon : april)
  })

  test('a recorded time given after one taken from the clock, in one batch, goes back', async () => {
    await using store = await opened()
    const result = await store.append({ appends: [accepted('SO1'), accepted('SO2', { recordedAt: noon - 1 })] })
    expect(result).toMatchObject({ status: 'conflict', on: 'recorded-time-goes-back', head: noon })
  })

  test('an instant finds the last position recorded by then', async () => {
    await using store = await opened()
    const at = (id: string, recordedAt: number) => accepted(id, { recordedAt })
    await store.append({ appends: [at('SO1', 1_000), at('SO2', 2_000), at('SO3', 2_000), at('SO4', 3_000)] })
    const asked = [999, 1_000, 1_999, 2_000, 2_999, 3_000, 9_999]
    const found = await Promise.all(asked.map((instant) => store.positionAt(instant)))
    expect(found).toEqual([null, 0n, 0n, 2n, 2n, 3n, 3n])
    expect(await store.recordedAt(2n)).toBe(2_000)
    expect(await store.recordedAt(4n)).toBeNull()
  })
}

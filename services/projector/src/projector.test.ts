import type { EventStore } from '@daybook/event-store'
import { createPoster } from '@daybook/projections'
import { openInMemoryGenerations } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { at, bookOf, order, start, until } from '../../../tests/contract/projected-log.ts'
import { compareGenerations } from './compare.ts'
import type { MakePoster } from './posting.ts'

test('what is in the log is posted, and what comes later too', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  await using projector = await start({ eventStore, generations })
  await until(projector, at(3n))
  await order(eventStore, 4)
  await until(projector, at(4n))
  const rows = await (await generations.open(1)).rowsBetween(0n, 4n)
  expect(rows.length).toBeGreaterThan(4)
})

test('the ledgers are the same, however the log is cut into runs', async () => {
  const eventStore = await bookOf(7)
  const one = openInMemoryGenerations()
  const many = openInMemoryGenerations()
  await using byOnes = await start({ eventStore, generations: one, batchEvents: 1 })
  await using byFives = await start({ eventStore, generations: many, batchEvents: 5 })
  await until(byOnes, at(7n))
  await until(byFives, at(7n))
  expect(await compareGenerations(await one.open(1), await many.open(1), { position: 7n })).toBeNull()
})

test('posting goes on at the checkpoint after a restart', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  const first = await start({ eventStore, generations })
  await until(first, at(3n))
  await first[Symbol.asyncDispose]()
  await order(eventStore, 4)
  await using second = await start({ eventStore, generations })
  await until(second, at(4n))
  const clean = openInMemoryGenerations()
  await using whole = await start({ eventStore, generations: clean })
  await until(whole, at(4n))
  expect(await compareGenerations(await generations.open(1), await clean.open(1), { position: 4n })).toBeNull()
})

test('a gap in the log stops the projector loudly, and nothing is skipped', async () => {
  const eventStore = await bookOf(5)
  const holed: EventStore = new Proxy(eventStore, {
    get: (store, name) =>
      name === 'readAll'
        ? async (range: { from: bigint; limit: number }) => (await store.readAll(range)).filter(({ position }) => position !== 2n)
        : Reflect.get(store, name).bind(store),
  })
  await using projector = await start({ eventStore: holed, generations: openInMemoryGenerations(), batchEvents: 2 })
  const stopped = await until(projector, ({ state }) => state === 'stopped')
  expect(stopped).toMatchObject({ position: 1n, problem: 'gap: position 2 should follow, the log gave 3' })
})

test('of two projectors on the same ledgers only the later one posts', async () => {
  const eventStore = await bookOf(2)
  const generations = openInMemoryGenerations()
  await using former = await start({ eventStore, generations })
  await until(former, at(2n))
  await using later = await start({ eventStore, generations })
  await order(eventStore, 3)
  await until(later, at(3n))
  expect((await until(former, ({ state }) => state === 'stopped')).problem).toMatch(/epoch|claimed/)
})

test('ledgers of a log that was restored from an older copy are posted anew before anything else', async () => {
  const generations = openInMemoryGenerations()
  const first = await start({ eventStore: await bookOf(5), generations })
  await until(first, at(5n))
  await first[Symbol.asyncDispose]()
  await using second = await start({ eventStore: await bookOf(2), generations })
  expect(second.status()).toMatchObject({ generation: 2, position: 2n, generations: [{ generation: 2, state: 'active' }] })
})

test('a paused projector posts nothing until it is resumed', async () => {
  const eventStore = await bookOf(1)
  await using projector = await start({ eventStore, generations: openInMemoryGenerations() })
  await until(projector, at(1n))
  expect(await projector.act({ kind: 'pause' })).toMatchObject({ ok: true, status: { state: 'paused' } })
  await order(eventStore, 2)
  expect(projector.status().position).toBe(1n)
  await projector.act({ kind: 'resume' })
  await until(projector, at(2n))
})

test('an order to pause is heard while much is still to be posted', async () => {
  const eventStore = await bookOf(60)
  await using projector = await start({ eventStore, generations: openInMemoryGenerations(), batchEvents: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  setImmediate(resolve)
  await promise
  expect(await projector.act({ kind: 'pause' })).toMatchObject({ ok: true, status: { state: 'paused' } })
  expect(projector.status().position).toBeLessThan(60n)
})

test('a rebuild is posted beside the ledgers that answer, compared, switched to and back', async () => {
  const eventStore = await bookOf(4)
  const generations = openInMemoryGenerations()
  await using projector = await start({ eventStore, generations, batchEvents: 2 })
  await until(projector, at(4n))
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  await order(eventStore, 5)
  await until(projector, ({ position, rebuild }) => position === 5n && rebuild?.position === 5n)
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 2, rebuild: null } })
  await order(eventStore, 6)
  await until(projector, at(6n))
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 1, position: 6n } })
  expect(await generations.active()).toBe(1)
})

test('ledgers that were found to be wrong are posted anew before they answer', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  const first = await start({ eventStore, generations })
  await until(first, at(3n))
  await first[Symbol.asyncDispose]()
  await generations.markDamaged(1, 'a run ends with another total')
  await using second = await start({ eventStore, generations })
  expect(second.status()).toMatchObject({ state: 'running', generation: 2, position: 3n })
  expect(await generations.list()).toEqual([
    { generation: 1, state: 'frozen' },
    { generation: 2, state: 'active' },
  ])
  expect(await second.act({ kind: 'switch' })).toMatchObject({ ok: false, refusal: { code: 'nothing-to-switch-to' } })
})

test('from ledgers that are known to be wrong a rebuild that differs is switched to', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  const forgetful: MakePoster = (options) => {
    const poster = createPoster(options)
    return { ...poster, take: () => ({ ...poster.take(), rows: [] }) }
  }
  const first = await start({ eventStore, generations, makePoster: forgetful })
  await until(first, at(3n))
  await first[Symbol.asyncDispose]()
  await using second = await start({ eventStore, generations })
  await second.act({ kind: 'rebuild' })
  await until(second, ({ rebuild }) => rebuild?.comparison != null)
  expect(await second.act({ kind: 'switch' })).toMatchObject({ ok: false, refusal: { code: 'rebuild-differs' } })
  await generations.markDamaged(1, 'entries are missing')
  expect(await second.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 2, rebuild: null } })
})

test('a second rebuild is refused while the first runs, and a switch without one too', async () => {
  const eventStore = await bookOf(40)
  await using projector = await start({ eventStore, generations: openInMemoryGenerations(), batchEvents: 1 })
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: false, refusal: { code: 'nothing-to-switch-to' } })
  const [first, second] = await Promise.all([projector.act({ kind: 'rebuild' }), projector.act({ kind: 'rebuild' })])
  expect(first.ok).toBe(true)
  expect(second).toMatchObject({ ok: false, refusal: { code: 'rebuild-running' } })
})

test('a rebuild that changes an entry is refused, unless it is forced', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  const forgetful: MakePoster = (options) => {
    const poster = createPoster(options)
    return { ...poster, post: (event) => (event.position === 2n ? undefined : poster.post(event)) }
  }
  const damaged = await start({ eventStore, generations, makePoster: forgetful })
  await until(damaged, at(3n))
  await damaged[Symbol.asyncDispose]()
  await using projector = await start({ eventStore, generations })
  await projector.act({ kind: 'rebuild' })
  const { rebuild } = await until(projector, (status) => status.rebuild?.comparison != null)
  expect(rebuild?.comparison).toMatchObject({ position: 2n, active: null })
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: false, refusal: { code: 'rebuild-differs' } })
  expect(await projector.act({ kind: 'switch', force: true })).toMatchObject({ ok: true, status: { generation: 2 } })
})

test('a rebuild that was interrupted goes on after a restart', async () => {
  const eventStore = await bookOf(30)
  const generations = openInMemoryGenerations()
  const first = await start({ eventStore, generations, batchEvents: 1 })
  await first.act({ kind: 'rebuild' })
  await first[Symbol.asyncDispose]()
  await using second = await start({ eventStore, generations })
  expect((await until(second, ({ rebuild }) => rebuild?.comparison === 'equal')).generations).toHaveLength(2)
})

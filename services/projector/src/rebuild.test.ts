import { createPoster, kpis } from '@daybook/projections'
import { openInMemoryGenerations, type ReadModel } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { ordersCountedTwice } from '../../../tests/books/two-versions.ts'
import { at, bookOf, order, start, until } from '../../../tests/contract/projected-log.ts'
import type { MakePoster } from './posting.ts'
import type { Projector } from './status.ts'

/** A clock that goes only when it is told to. */
const stoppedClock = () => {
  const time = { now: 1_000_000 }
  const pass = (ms: number): void => {
    time.now += ms
  }
  return { clock: () => time.now, pass }
}

const rebuiltTo = (position: bigint) => (status: { readonly rebuild: { readonly position: bigint } | null }) =>
  status.rebuild?.position === position

/** Lets the projector look a few times for what there is to do: it takes an action between two looks. */
const turns = async (projector: Projector): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await projector.act({ kind: 'resume' })
}

test('a rebuild takes as many events a second as it may, and no more', async () => {
  const eventStore = await bookOf(99)
  const { clock, pass } = stoppedClock()
  await using projector = await start({ eventStore, generations: openInMemoryGenerations(), clock })
  await until(projector, at(99n))
  await projector.act({ kind: 'rebuild', eventsPerSecondMax: 20 })
  const positions: (bigint | undefined)[] = []
  for (let second = 1n; second <= 4n; second += 1n) {
    pass(1_000)
    await until(projector, rebuiltTo(20n * second - 1n))
    await turns(projector)
    positions.push(projector.status().rebuild?.position)
  }
  expect(positions).toEqual([19n, 39n, 59n, 79n])
  expect(projector.status()).toMatchObject({
    state: 'rebuilding',
    rebuild: { eventsPerSecond: 20, eventsPerSecondMax: 20, comparison: null },
  })
  for (const position of [99n, 99n]) {
    pass(1_000)
    await until(projector, rebuiltTo(position))
  }
  expect((await until(projector, ({ rebuild }) => rebuild?.comparison != null)).rebuild?.comparison).toBe('equal')
})

test('what is recorded while a rebuild waits for its turn is in the ledgers that answer at once', async () => {
  const eventStore = await bookOf(50)
  const { clock, pass } = stoppedClock()
  await using projector = await start({ eventStore, generations: openInMemoryGenerations(), clock })
  await until(projector, at(50n))
  await projector.act({ kind: 'rebuild', eventsPerSecondMax: 10 })
  pass(1_000)
  await until(projector, rebuiltTo(9n))
  for (const number of [51, 52]) await order(eventStore, number)
  expect(await until(projector, at(52n))).toMatchObject({ state: 'rebuilding', generation: 1, rebuild: { position: 9n } })
})

test('a rebuild posts no more than a short run while live events wait', async () => {
  const eventStore = await bookOf(3_000)
  const generations = openInMemoryGenerations()
  await using projector = await start({ eventStore, generations })
  await until(projector, at(3_000n))
  const runs: bigint[] = []
  projector.watch(({ rebuild }) => void (rebuild === null || runs.push(rebuild.position)))
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  expect([...new Set(runs)]).toEqual([-1n, 1_999n, 3_000n])
})

test('a rebuild that was interrupted goes on from its checkpoint, at the pace it was given', async () => {
  const eventStore = await bookOf(60)
  const generations = openInMemoryGenerations()
  const { clock, pass } = stoppedClock()
  const first = await start({ eventStore, generations, clock })
  await until(first, at(60n))
  await first.act({ kind: 'rebuild', eventsPerSecondMax: 20 })
  pass(1_000)
  await until(first, rebuiltTo(19n))
  await first[Symbol.asyncDispose]()
  await using second = await start({ eventStore, generations, clock })
  expect(second.status().rebuild).toMatchObject({ generation: 2, position: 19n, eventsPerSecondMax: 20 })
  pass(1_000)
  await until(second, rebuiltTo(39n))
})

test('a rebuild goes on also where its turn comes between two looks at the clock', async () => {
  const eventStore = await bookOf(29)
  let now = 1_000_000
  const clock = () => {
    now += 30
    return now
  }
  await using projector = await start({ eventStore, generations: openInMemoryGenerations(), clock })
  await until(projector, at(29n))
  await projector.act({ kind: 'rebuild', eventsPerSecondMax: 5 })
  const { rebuild } = await until(projector, (status) => status.rebuild?.comparison != null)
  expect(rebuild?.comparison).toBe('equal')
})

test('a rebuild that is told no pace takes that of the settings', async () => {
  const eventStore = await bookOf(9)
  const { clock } = stoppedClock()
  const generations = openInMemoryGenerations()
  await using projector = await start({ eventStore, generations, clock, rebuildEventsPerSecondMax: 5 })
  await projector.act({ kind: 'rebuild' })
  expect(projector.status().rebuild?.eventsPerSecondMax).toBe(5)
})

test('a rebuild that changes cells of a version is refused, and names them', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  const forgetful: MakePoster = (options) => {
    const poster = createPoster(options)
    return { ...poster, post: (event) => (event.position === 2n ? undefined : poster.post(event)) }
  }
  const wrong = await start({ eventStore, generations, makePoster: forgetful })
  await until(wrong, at(3n))
  await wrong[Symbol.asyncDispose]()
  await using projector = await start({ eventStore, generations })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison != null)
  const answer = await projector.act({ kind: 'switch' })
  const difference = answer.ok ? undefined : answer.refusal.difference
  const sales = difference?.first.find(({ kpi, entity }) => kpi === 'net-sales' && entity.scope === 'account')
  expect(sales).toMatchObject({ entity: { id: 'A1' }, position: 2n, active: 40_000n, other: 60_000n })
  expect(difference?.cells).toBeGreaterThan(difference?.first.length === 20 ? 20 : 0)
})

const orders = kpis.find(({ name }) => name === 'orders')!

/** Orders of the first account in January, the account's own month. */
const ordersOf = async (readModel: ReadModel, position: bigint): Promise<bigint> => {
  const entities = await readModel.entities({ ledger: orders.ledger, scope: 'account', periods: null, position, day: null })
  const periods = await readModel.periods({ ledger: orders.ledger, entities, position })
  const [entity] = entities
  const [period] = periods
  const column = kpis.filter(({ ledger }) => ledger === orders.ledger).indexOf(orders)
  const [totals] = await readModel.totals([{ ledger: orders.ledger, period: period!, entity: entity!, day: null }], position)
  return totals![column]!
}

test('a new version of a KPI is posted beside the old one, which goes on, and takes its place without force', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  const old = await start({ eventStore, generations })
  await until(old, at(3n))
  await old[Symbol.asyncDispose]()
  await using projector = await start({ eventStore, generations, editions: ordersCountedTwice })
  expect(projector.status()).toMatchObject({
    state: 'running',
    outdated: [{ kpi: 'orders', posted: 1, current: 2 }],
    problem: null,
  })
  await order(eventStore, 4)
  await until(projector, at(4n))
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  const sides = [await generations.open(1), await generations.open(2)] as const
  expect([await ordersOf(sides[0], 4n), await ordersOf(sides[1], 4n)]).toEqual([4n, 8n])
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 2, outdated: [] } })
  await order(eventStore, 5)
  await until(projector, at(5n))
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 1, position: 5n } })
  expect(await ordersOf(sides[0], 5n)).toBe(5n)
})

test('ledgers of a version that the program has lost are read and not posted on, until they are rebuilt', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  const old = await start({ eventStore, generations })
  await until(old, at(3n))
  await old[Symbol.asyncDispose]()
  await using projector = await start({ eventStore, generations, editions: { ...ordersCountedTwice, former: [] } })
  await order(eventStore, 4)
  expect(projector.status()).toMatchObject({
    state: 'stopped',
    position: 3n,
    problem: expect.stringContaining('version 1 of orders'),
  })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  expect(projector.status().position).toBe(3n)
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { state: 'running', generation: 2 } })
  await until(projector, at(4n))
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: false, refusal: { code: 'nothing-to-switch-to' } })
})

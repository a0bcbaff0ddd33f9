import { type EventStore, openInMemoryEventStore } from '@daybook/event-store'
import { expect, test } from 'vitest'
import { account, event, noon, openBook, order } from './intake-book.ts'

test('a fact that lands in a closed period is accepted and called late', async () => {
  const book = await openBook()
  await book.send([account('A1'), event('PeriodClosed', 'close', { period: '2025-02' })])
  const late = await book.send(order('O1', 'A1', { effectiveOn: '2025-02-14' }))
  expect(late.body.results[0]).toMatchObject({ status: 'accepted', late: true })
  const inTime = await book.send(order('O2', 'A1', { effectiveOn: '2025-03-14' }))
  expect(inTime.body.results[0]).not.toHaveProperty('late')
})

test.each([
  { read: 'nothing', before: [] },
  { read: 'all', before: [order('O0', 'A1', { effectiveOn: '2025-02-13' })] },
])('a fact behind the closing of its period in one request is late, with $read of the year read before', async ({ before }) => {
  const book = await openBook()
  const closed = event('PeriodClosed', 'close', { period: '2025-02' })
  const behind = order('O1', 'A1', { effectiveOn: '2025-02-14' })
  const { body } = await book.send([account('A1'), ...before, closed, behind])
  expect(body.results.at(-1)).toMatchObject({ status: 'accepted', late: true })
  expect(body.results.filter(({ late }: { late?: boolean }) => late)).toHaveLength(1)
})

test('a closing that was refused with its request makes no fact late that comes beside it', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const closing = [event('PeriodClosed', 'close', { period: '2025-02' }), order('O9', 'A9')]
  const [refused, beside] = await Promise.all([
    book.send(closing, { headers: { prefer: 'handling=strict' } }),
    book.send(order('O1', 'A1', { effectiveOn: '2025-02-14' })),
  ])
  expect(refused.status).toBe(422)
  expect(beside.body.results[0]).toMatchObject({ status: 'accepted' })
  expect(beside.body.results[0]).not.toHaveProperty('late')
})

const closing = event('PeriodClosed', 'close', { period: '2025-02' })
const inFebruary = (orderId: string) => order(orderId, 'A1', { effectiveOn: '2025-02-14' })

test('a closing by another process is known to one that was recording just then', async () => {
  const store = openInMemoryEventStore({ clock: () => noon })
  const one = await openBook({ store })
  await one.send(account('A1'))
  let isFirst = true
  const append: EventStore['append'] = async (batch) => {
    if (isFirst) {
      isFirst = false
      await one.send(closing)
    }
    return store.append(batch)
  }
  const other = await openBook({ store: appendingBy(store, append) })
  expect((await other.send(inFebruary('O1'))).body.results[0]).toMatchObject({ status: 'accepted' })
  expect((await other.send(inFebruary('O2'))).body.results[0]).toMatchObject({ status: 'accepted', late: true })
})

test('a closing by another process is known to one whose own positions were not known yet', async () => {
  const store = openInMemoryEventStore({ clock: () => noon })
  const [one, append] = [await openBook({ store }), unplaced(store)]
  const other = await openBook({ store: appendingBy(store, append) })
  await one.send(account('A1'))
  await other.send(order('O1', 'A1'))
  await one.send(closing)
  expect((await other.send(inFebruary('O2'))).body.results[0]).toMatchObject({ status: 'accepted', late: true })
})

/** The same log, but for its appends. */
const appendingBy = (store: EventStore, append: EventStore['append']): EventStore =>
  new Proxy(store, {
    get: (target, name: keyof EventStore) => {
      const own = name === 'append' ? append : target[name]
      return typeof own === 'function' ? own.bind(target) : own
    },
  })

/** As a log answers whose index is late. */
const unplaced =
  (store: EventStore): EventStore['append'] =>
  async (batch) => {
    const result = await store.append(batch)
    return result.status === 'appended' ? { ...result, position: null, recordedAt: null, positions: null } : result
  }

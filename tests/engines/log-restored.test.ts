import {
  assertLogReaches,
  type EventStore,
  openDistributedEventStore,
  openEventStoreDb,
  openPostgresRegister,
  runIndexer,
} from '@daybook/event-store'
import { expect, onTestFinished, test } from 'vitest'
import { accepted, fact, order, orderStream } from '../contract/event-store-facts.ts'
import { daybook, newFolder, patienceMs, serve } from '../scenarios/program.ts'
import { smallBook } from '../scenarios/small-book.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import type { Kept } from './eventstoredb-double-log.ts'
import { withClient } from './postgres-databases.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const five = ['SO1', 'SO2', 'SO3', 'SO4', 'SO5']

const record = async (store: EventStore, ids: readonly string[]): Promise<void> => {
  for (const id of ids) expect(await store.append({ appends: [accepted(id)] })).toMatchObject({ status: 'appended' })
}

const eventsOf = async (store: EventStore): Promise<readonly string[]> =>
  (await store.readAll({ from: 0n, limit: 100 })).map(({ id, position }) => `${position} ${id}`)

await suiteOnPostgres('servers of which one was restored from an older copy (eventstoredb-double)', (postgres) => {
  const aDouble = async () => {
    const double = await new EventStoreDbDouble().start()
    onTestFinished(() => double.stop())
    return double
  }

  /** A store, and unless told otherwise an indexer beside it. `close` ends both, so that the database can be copied. */
  const aStore = async (double: EventStoreDbDouble, url: string, { indexes = true, patience = 2_000 } = {}) => {
    const parts = async () => ({
      log: await openEventStoreDb({ url: double.url, bookId: 'book' }),
      register: await openPostgresRegister({ connection: { url }, bookId: 'book' }),
    })
    const store = openDistributedEventStore({ ...(await parts()), patienceMs: patience, overdueMs: 400 })
    const indexed = await parts()
    const ending = new AbortController()
    const indexing = indexes ? runIndexer({ ...indexed, signal: ending.signal }).catch((error: unknown) => error) : null
    const close = async () => {
      ending.abort()
      await indexing
      await store[Symbol.asyncDispose]()
      await indexed.log[Symbol.asyncDispose]()
      await indexed.register[Symbol.asyncDispose]()
    }
    onTestFinished(close)
    return { store, close, indexing, ...indexed }
  }

  /** The database as it is now, under another name: a backup that is restored later. */
  const copyOf = async (url: string): Promise<string> => {
    const copy = new URL(await postgres.createDatabase())
    const name = copy.pathname.slice(1)
    await withClient(copy.href.replace(name, 'postgres'), async (client) => {
      await client.query(`DROP DATABASE ${name}`)
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`)
    })
    return copy.href
  }

  /** A server that has only these events of another. */
  const aDoubleWith = async (events: readonly Kept[]) => {
    const double = await aDouble()
    for (const event of events) double.log.append(event.stream, 'any', [event])
    return double
  }

  /** A book of five orders, and its database from when there were two. */
  const fiveAndTwo = async () => {
    const double = await aDouble()
    const url = await postgres.createDatabase()
    const first = await aStore(double, url)
    await record(first.store, five.slice(0, 2))
    await first.close()
    const older = await copyOf(url)
    const second = await aStore(double, url)
    await record(second.store, five.slice(2))
    const positions = await eventsOf(second.store)
    await second.close()
    return { double, url, older, positions }
  }

  test('a register that is older than the log is brought up from the log, and nothing is recorded twice', async () => {
    const { double, older, positions } = await fiveAndTwo()
    const { store } = await aStore(double, older)
    expect(await store.append({ appends: [accepted('SO4')] })).toMatchObject({
      on: 'identity',
      recorded: { position: 3n, payloadHash: 's1:SO4' },
    })
    const other = { ...accepted('SO5'), events: [fact('SO5', order('SO5'), { payloadHash: 's1:other' })] }
    expect(await store.append({ appends: [other] })).toMatchObject({ on: 'identity', recorded: { payloadHash: 's1:SO5' } })
    expect(await eventsOf(store)).toEqual(positions)
    await record(store, ['SO6'])
    expect(double.log.all()).toHaveLength(6)
  })

  test('so is one that was lost altogether, and every event has its position again', async () => {
    const { double, positions } = await fiveAndTwo()
    const { store } = await aStore(double, await postgres.createDatabase())
    expect(await store.append({ appends: [accepted('SO1')] })).toMatchObject({ on: 'identity', recorded: { position: 0n } })
    expect(await eventsOf(store)).toEqual(positions)
  })

  test('until somebody indexes the log nothing is recorded, and it is said why', async () => {
    const { double, older } = await fiveAndTwo()
    const { store } = await aStore(double, older, { indexes: false, patience: 200 })
    for (const id of ['SO3', 'SO6']) {
      const refused = await store.append({ appends: [accepted(id)] }).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'identity-behind-log', message: expect.stringContaining('ends at position 1') })
    }
    expect(store.fault()).toMatchObject({ code: 'identity-behind-log' })
    expect(double.log.all()).toHaveLength(5)
    await aStore(double, older)
    await expect.poll(() => store.fault(), { timeout: 10_000 }).toBeNull()
    await record(store, ['SO6'])
  })

  test('a register that goes back under a running process is noticed at the next claim', async () => {
    const double = await aDouble()
    const url = await postgres.createDatabase()
    const { store, close } = await aStore(double, url, { indexes: false, patience: 200 })
    const indexer = await aStore(double, url)
    await record(store, five)
    await indexer.close()
    await withClient(url, (client) =>
      client.query(`SET session_replication_role = replica; SET search_path = daybook_log; DELETE FROM identity WHERE stream IN ('${orderStream('SO4')}', '${orderStream('SO5')}');
        DELETE FROM log_index WHERE position > 2; UPDATE index_head SET position = 2`),
    )
    await expect(store.append({ appends: [accepted('SO4')] })).rejects.toMatchObject({ code: 'identity-behind-log' })
    await aStore(double, url)
    await expect.poll(() => store.fault(), { timeout: 10_000 }).toBeNull()
    expect(await store.append({ appends: [accepted('SO4')] })).toMatchObject({ on: 'identity', recorded: { position: 3n } })
    expect(double.log.all()).toHaveLength(5)
    await close()
  })

  test.each([
    ['shorter', (events: readonly Kept[]) => events.slice(0, 3), 'the log ends at'],
    ['empty', () => [], 'has no event of this book'],
    [
      'another',
      (events: readonly Kept[]) => events.map((event) => ({ ...event, id: crypto.randomUUID() })),
      'another event there',
    ],
  ])('a log that is %s than the register says is refused, by who records and by who indexes', async (_how, left, said) => {
    const { double, url } = await fiveAndTwo()
    const older = await aDoubleWith(left(double.log.all()))
    const { store, indexing, log, register } = await aStore(older, url)
    const refused = await store.append({ appends: [accepted('SO6')] }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'log-behind-register',
      message: expect.stringContaining('the register ends at position 4'),
    })
    expect(refused).toMatchObject({ message: expect.stringContaining(said) })
    expect(await indexing).toMatchObject({ code: 'log-behind-register' })
    await expect(assertLogReaches({ log, register })).rejects.toMatchObject({ code: 'log-behind-register' })
    expect(older.log.all()).toHaveLength(left(double.log.all()).length)
  })

  test('the register of another book is refused, and both are named', async () => {
    const url = await postgres.createDatabase()
    await using opened = await openPostgresRegister({ connection: { url }, bookId: 'book' })
    expect((await opened.head()).position).toBe(-1n)
    const refused = await openPostgresRegister({ connection: { url }, bookId: 'other' }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'other-book', message: expect.stringContaining('keeps the book book, not other') })
  })

  test('the program does not start on them, and says what to do', { timeout: patienceMs }, async () => {
    const double = await aDouble()
    const settings = {
      DAYBOOK_BACKEND: 'distributed',
      DAYBOOK_EVENTSTORE_URL: double.url,
      DAYBOOK_POSTGRES_URL: await postgres.createDatabase(),
    }
    const server = await serve(newFolder(), ['serve'], settings)
    const headers = { 'content-type': 'application/cloudevents+json' }
    const sent = await fetch(`${server.address}/v1/events`, { method: 'POST', headers, body: smallBook[0] ?? '' })
    expect(await sent.json()).toMatchObject({ summary: { accepted: 1 } })
    await server.stop()
    const start = (more: Readonly<Record<string, string>>) =>
      daybook(['serve', '--port', '0', '--data-dir', newFolder()], { ...settings, DAYBOOK_LOG_LEVEL: 'warn', ...more })
    const elsewhere = await start({ DAYBOOK_BOOK_ID: 'other' })
    expect(elsewhere).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('keeps the book daybook, not other') })
    const older = await start({ DAYBOOK_EVENTSTORE_URL: (await aDouble()).url })
    expect(older).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('the register ends at position 0') })
    expect(older.stderr).not.toContain('    at ')
  })
})

import {
  type EventStore,
  type LogRegister,
  openDistributedEventStore,
  openInMemoryStreamLog,
  openPostgresRegister,
  runIndexer,
  type StreamAppend,
} from '@daybook/event-store'
import { expect, onTestFinished, test } from 'vitest'
import { accepted, fact, order, orderStream } from '../contract/event-store-facts.ts'
import { withClient } from './postgres-databases.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

/** Stores on one log and one register, each over connections of its own, and an indexer that begins again after a fault. */
const twoStores = async (url: string) => {
  const log = openInMemoryStreamLog({ bookId: 'book' })
  const ending = new AbortController()
  const indexing = indexAgain({ log, register: await openPostgresRegister({ connection: { url } }), signal: ending.signal })
  const open = async (): Promise<EventStore> => {
    const register = await openPostgresRegister({ connection: { url } })
    return openDistributedEventStore({ log: instead(log), register, overdueMs: 500 })
  }
  const stores = [await open(), await open()] as const
  onTestFinished(async () => {
    ending.abort()
    await indexing
    for (const store of stores) await store[Symbol.asyncDispose]()
  })
  return { log, stores }
}

type Indexing = {
  readonly log: ReturnType<typeof openInMemoryStreamLog>
  readonly register: LogRegister
  readonly signal: AbortSignal
}

/** Resolves once the register answers again. */
const answering = (register: LogRegister, signal: AbortSignal): Promise<void> =>
  expect.poll(() => register.head().then(Boolean, () => signal.aborted), { timeout: 30_000 }).toBe(true)

const indexAgain = async ({ log, register, signal }: Indexing): Promise<void> => {
  await using opened = register
  while (!signal.aborted) {
    await runIndexer({ log, register: opened, signal }).catch(() => answering(opened, signal))
  }
}

/** The log outlives each of the stores. */
const instead = <Port extends AsyncDisposable>(port: Port): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const own = name === Symbol.asyncDispose ? async () => undefined : Reflect.get(target, name)
      return typeof own === 'function' ? own.bind(target) : own
    },
  })

await suiteOnPostgres('a register that writers share', (postgres) => {
  test('of fifty writers of one stream each revision goes to one, whichever process they are in', async () => {
    const { stores } = await twoStores(await postgres.createDatabase())
    await stores[0].append({ appends: [accepted('SO1')] })
    const write = async (writer: number): Promise<number> => {
      for (let attempt = 1; ; attempt += 1) {
        const store = stores[writer % 2 === 0 ? 0 : 1]
        const past = await store.readStream(orderStream('SO1'))
        const event = fact(`W${writer}`, order('SO1'))
        const append: StreamAppend = { stream: orderStream('SO1'), expectedRevision: BigInt(past.length) - 1n, events: [event] }
        if ((await store.append({ appends: [append] })).status === 'appended') return attempt
      }
    }
    await Promise.all(Array.from({ length: 50 }, (_, writer) => write(writer)))
    const events = await stores[0].readStream(orderStream('SO1'))
    expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: 51 }, (_, revision) => BigInt(revision)))
    expect(new Set(events.map(({ id }) => id)).size).toBe(51)
  })

  test('the same facts through two processes at once are recorded once', async () => {
    const { log, stores } = await twoStores(await postgres.createDatabase())
    const facts = Array.from({ length: 200 }, (_, number) => accepted(`SO${number}`))
    const sent = [...facts, ...facts.toReversed()].map((append, index) =>
      stores[index % 2 === 0 ? 0 : 1].append({ appends: [append] }),
    )
    const results = await Promise.all(sent)
    expect(results.filter(({ status }) => status === 'appended')).toHaveLength(200)
    const conflicts = results.filter((result) => result.status === 'conflict')
    expect(conflicts.every((conflict) => conflict.on === 'identity' && conflict.recorded !== null)).toBe(true)
    expect(await log.readAll({ after: null, limit: 1_000 })).toHaveLength(200)
  })

  test('of two processes that change one side record upon what it was, one does', async () => {
    const { stores } = await twoStores(await postgres.createDatabase())
    const offset = { collection: 'offset', key: 'orders-0' }
    for (let round = 0; round < 20; round += 1) {
      const expected = round === 0 ? null : String(round - 1)
      const moved = stores.map((store, index) =>
        store.append({ appends: [accepted(`R${round}-${index}`)], records: [{ ...offset, body: String(round), expected }] }),
      )
      const results = await Promise.all(moved)
      expect(results.map(({ status }) => status).toSorted()).toEqual(['appended', 'conflict'])
    }
    expect((await stores[0].readAll({ from: 0n, limit: 100 })).length).toBe(20)
  })

  test('nobody reads past a position that is given and not to be seen yet, whoever gives positions', async () => {
    const url = await postgres.createDatabase()
    const { log, stores } = await twoStores(url)
    await withClient(url, (client) => client.query(parkedAtRandom))
    // A second indexer takes the right to give positions from the first, which takes it back, and so on.
    const ending = new AbortController()
    const rival = indexAgain({ log, register: await openPostgresRegister({ connection: { url } }), signal: ending.signal })
    const events = 200
    const read = async (): Promise<readonly string[]> => {
      const found: string[] = []
      while (found.length < events) {
        const next = await stores[1].readAll({ from: BigInt(found.length), limit: 7 })
        expect(next.map(({ position }) => Number(position))).toEqual(next.map((_, index) => found.length + index))
        found.push(...next.map(({ id }) => String(id)))
      }
      return found
    }
    const reading = read()
    const send = async (number: number): Promise<void> => {
      while ((await stores[number % 2 === 0 ? 0 : 1].append({ appends: [accepted(`SO${number}`)] }).catch(() => null)) === null);
    }
    await Promise.all(Array.from({ length: events }, (_, number) => send(number)))
    expect(new Set(await reading).size).toBe(events)
    ending.abort()
    await rival
  })

  test.skipIf(postgres.control === null)(
    'a server that is killed under load loses nothing that was answered, and doubles nothing',
    async () => {
      const { control } = postgres
      if (control === null) throw new Error('skipped then')
      const { stores } = await twoStores(await postgres.createDatabase())
      const answered = new Set<string>()
      const stopping = new AbortController()
      const send = async (store: EventStore, sender: number): Promise<void> => {
        for (let number = 0; !stopping.signal.aborted; ) {
          const id = `S${sender}-${number}`
          const append = () => store.append({ appends: [accepted(id)] }).then(Boolean, () => false)
          await expect.poll(async () => (await append()) || stopping.signal.aborted, { timeout: 30_000 }).toBe(true)
          if (!stopping.signal.aborted) answered.add(id)
          number += 1
        }
      }
      const underWay = (count: number) => expect.poll(() => answered.size, { timeout: 30_000 }).toBeGreaterThan(count)
      const sending = [0, 1, 2, 3].map((sender) => send(stores[sender % 2 === 0 ? 0 : 1], sender))
      for (let round = 0; round < 3; round += 1) {
        await underWay(100 * (round + 1))
        await control.kill()
        await control.start()
      }
      await underWay(400)
      stopping.abort()
      await Promise.all(sending)
      const recorded = (await stores[0].readAll({ from: 0n, limit: 100_000 })).map(({ id }) => String(id))
      const ids = new Set(recorded)
      expect(ids.size).toBe(recorded.length)
      expect([...answered].filter((id) => !ids.has(id))).toEqual([])
    },
  )

  test('a notification that is no position ends nobody, and wakes who waits', async () => {
    const url = await postgres.createDatabase()
    await using register = await openPostgresRegister({ connection: { url } })
    const payloads = ['x', '-', '1.5', ' ', '0x']
    const begun = performance.now()
    for (const [position, payload] of payloads.entries()) {
      const waiting = register.waitBeyond(BigInt(position) - 1n, AbortSignal.timeout(10_000))
      await withClient(url, async (client) => {
        await client.query('INSERT INTO daybook_log.log_index VALUES ($1, gen_random_uuid(), 0, 0, 0)', [position])
        await client.query('SELECT pg_notify($1, $2)', ['daybook_log', payload])
      })
      await waiting
    }
    // By himself, who waits looks once a second.
    expect(performance.now() - begun).toBeLessThan(payloads.length * 500)
    expect(await register.head()).toMatchObject({ position: BigInt(payloads.length) - 1n })
  })

  test('a claim whose commit was cut and is not there may still come: nobody says that nothing was changed', async () => {
    const url = await postgres.createDatabase()
    const { stores } = await twoStores(url)
    await withClient(url, (client) => client.query(slowCommits))
    const sent = stores[0].append({ appends: [accepted('SO1')] }).catch((fault: unknown) => fault)
    await expect.poll(() => withClient(url, async (client) => (await client.query(committing)).rowCount)).toBe(1)
    await withClient(url, (client) => client.query(`SELECT pg_terminate_backend(pid) FROM (${committing}) AS found`))
    expect(await sent).toMatchObject({ code: 'outcome-unknown' })
    await withClient(url, (client) => client.query('DROP TRIGGER slow ON daybook_log.claimed'))
    expect(await stores[0].append({ appends: [accepted('SO1')] })).toMatchObject({ status: 'appended' })
  })

  test.skipIf(postgres.control === null)(
    'whether a claim was committed whose commit was cut is not known while the server is away, and found by sending again',
    async () => {
      const { control } = postgres
      if (control === null) throw new Error('skipped then')
      const url = await postgres.createDatabase()
      const { stores } = await twoStores(url)
      await withClient(url, (client) => client.query(slowCommits))
      const sent = stores[0].append({ appends: [accepted('SO1')] }).catch((fault: unknown) => fault)
      await expect.poll(() => withClient(url, async (client) => (await client.query(committing)).rowCount)).toBe(1)
      await control.kill()
      try {
        expect(await sent).toMatchObject({ code: 'outcome-unknown' })
        expect(await stores[1].append({ appends: [accepted('SO2')] }).catch((fault: unknown) => fault)).toMatchObject({
          code: 'unavailable',
        })
      } finally {
        await control.start()
      }
      await withClient(url, (client) => client.query('DROP TRIGGER slow ON daybook_log.claimed'))
      await expect
        .poll(async () => (await stores[0].append({ appends: [accepted('SO1')] }).catch(() => null))?.status, { timeout: 20_000 })
        .toBe('appended')
    },
  )
})

/** A position is given, and its transaction stays open for a while. */
const parkedAtRandom = `CREATE FUNCTION park() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN IF random() < 0.2 THEN PERFORM pg_sleep(random() * 0.05); END IF; RETURN NEW; END';
  CREATE TRIGGER park AFTER INSERT ON daybook_log.log_index FOR EACH ROW EXECUTE FUNCTION park()`

/** The commit of a claim takes as long as a test needs to get in its way. */
const slowCommits = `CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN NULL; END';
  CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON daybook_log.claimed DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()`
const committing = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query = 'COMMIT'"

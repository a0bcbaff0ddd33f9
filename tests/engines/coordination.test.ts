import { randomBytes } from 'node:crypto'
import { type Coordination, openCoordination } from '@daybook/postgres'
import { expect, onTestFinished, test } from 'vitest'
import { withClient } from './postgres-databases.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const lease = { ttlMs: 600, beatMs: 100 }
/** Of a process that stands still. */
const slow = { ttlMs: 600, beatMs: 60_000 }

await suiteOnPostgres('processes of one book', (postgres) => {
  const opened = async (url: string, holder: string, monotonic = () => performance.now()): Promise<Coordination> => {
    const coordination = await openCoordination({ connection: { url }, holder, monotonic, lease })
    onTestFinished(() => coordination[Symbol.asyncDispose]())
    return coordination
  }
  const never = new AbortController().signal

  test('a task has one holder, and the next one when it is given up', async () => {
    const url = await postgres.createDatabase()
    const [one, other] = [await opened(url, 'one'), await opened(url, 'other')]
    const held = await one.hold('projector', never)
    const impatient = AbortSignal.timeout(1_000)
    expect(await other.hold('projector', impatient)).toBeNull()
    expect(held?.lost.aborted).toBe(false)
    await held?.release()
    expect(await other.hold('projector', never)).not.toBeNull()
    expect(await one.hold('indexer', never)).not.toBeNull()
  })

  test('a holder whose connection ends makes room at once, and one that stands still when its time is over', async () => {
    const url = await postgres.createDatabase()
    const still = await openCoordination({
      connection: { url },
      holder: 'still',
      monotonic: () => performance.now(),
      lease: slow,
    })
    onTestFinished(() => still[Symbol.asyncDispose]())
    const other = await opened(url, 'other')
    await still.hold('projector', never)
    const begun = performance.now()
    const taken = await other.hold('projector', never)
    expect(performance.now() - begun).toBeGreaterThan(slow.ttlMs - 100)
    expect(taken).not.toBeNull()
    const next = await opened(url, 'next')
    await Promise.all([still[Symbol.asyncDispose](), other[Symbol.asyncDispose]()])
    const ended = performance.now()
    expect(await next.hold('projector', never)).not.toBeNull()
    expect(performance.now() - ended).toBeLessThan(lease.ttlMs)
  })

  test('a holder whose connection was cut has its lock again, and keeps the task from who comes later', async () => {
    const url = await postgres.createDatabase()
    const one = await opened(url, 'one')
    const held = await one.hold('projector', never)
    const lockedBy = () => withClient(url, async (client) => (await client.query<{ pid: number }>(advisoryLocks)).rows[0]?.pid)
    const before = await lockedBy()
    await withClient(url, (client) => client.query(cutAll))
    await expect.poll(lockedBy, { timeout: 5_000 }).toSatisfy((pid) => pid !== undefined && pid !== before)
    const other = await opened(url, 'other')
    expect(await other.hold('projector', AbortSignal.timeout(2 * lease.ttlMs))).toBeNull()
    expect(held?.lost.aborted).toBe(false)
  })

  test('a holder that is cut off knows that it may have lost the task', async () => {
    const url = await postgres.createDatabase()
    const one = await opened(url, 'one')
    const held = await one.hold('projector', never)
    await one[Symbol.asyncDispose]()
    await expect.poll(() => held?.lost.aborted, { timeout: 2 * lease.ttlMs }).toBe(true)
  })

  test('who cannot renew one task keeps the other', async () => {
    const url = await postgres.createDatabase()
    const one = await opened(url, 'one')
    const [projector, indexer] = [await one.hold('projector', never), await one.hold('indexer', never)]
    await withClient(url, async (client) => {
      await client.query(`BEGIN; SELECT 1 FROM daybook_work.lease WHERE name = 'projector' FOR UPDATE`)
      await expect.poll(() => projector?.lost.aborted, { timeout: 2 * lease.ttlMs }).toBe(true)
      const renewals = async () => (await client.query<{ at: string }>(renewed)).rows[0]?.at
      const before = await renewals()
      await expect.poll(renewals, { timeout: lease.ttlMs }).not.toBe(before)
      await client.query('COMMIT')
    })
    expect(indexer?.lost.aborted).toBe(false)
  })

  test.each([0.9, 1, 1.1])(
    'a holder whose clock runs at %f times the true speed gives up before the lease ends for others',
    async (speed) => {
      const url = await postgres.createDatabase()
      const long = { ttlMs: 4_000, beatMs: 500 }
      const monotonic = () => performance.now() * speed
      await using holder = await openCoordination({ connection: { url }, holder: 'one', monotonic, lease: long })
      const held = await holder.hold('projector', never)
      const isStillOurs = await withClient(url, async (client) => {
        // Who holds the row keeps it from being renewed, and the connection as it is.
        await client.query('BEGIN; SELECT 1 FROM daybook_work.lease FOR UPDATE')
        await expect.poll(() => held?.lost.aborted, { timeout: 2 * long.ttlMs, interval: 10 }).toBe(true)
        const { rows } = await client.query<{ ours: boolean }>(
          'SELECT expires_at > clock_timestamp() AS ours FROM daybook_work.lease',
        )
        await client.query('COMMIT')
        return rows[0]?.ours
      })
      expect(isStillOurs).toBe(true)
    },
  )

  test('who has no right to a task waits for it, and tells once why', async () => {
    const url = await postgres.createDatabase()
    await opened(url, 'owner')
    const guest = await aGuest(url)
    const told: string[] = []
    await using coordination = await openCoordination({
      connection: { url: guest },
      holder: 'guest',
      monotonic: () => performance.now(),
      lease,
      onFault: (task, error) => told.push(`${task}: ${error}`),
    })
    const holding = coordination.hold('projector', never)
    await expect.poll(() => told).toEqual([expect.stringContaining('projector: error: permission denied for table lease')])
    await withClient(url, (client) =>
      client.query(`GRANT INSERT, UPDATE, DELETE ON daybook_work.lease TO ${new URL(guest).username}`),
    )
    const held = await holding
    expect(held).not.toBeNull()
    expect(told).toHaveLength(1)
    await held?.release()
  })

  test('what the holder says of a task is heard, with its age', async () => {
    const url = await postgres.createDatabase()
    const [one, other] = [await opened(url, 'one'), await opened(url, 'other')]
    expect(await other.notice('projector')).toBeNull()
    const heard = new Promise<void>((resolve) => {
      other.watch('projector', resolve)
    })
    await one.publish('projector', '{"position":"7"}')
    await heard
    expect(await other.notice('projector')).toMatchObject({ body: '{"position":"7"}' })
    expect((await other.notice('projector'))?.ageMs).toBeGreaterThanOrEqual(0)
  })

  test('a request is answered once, by whoever does the task, and not by nobody', async () => {
    const url = await postgres.createDatabase()
    const [one, other] = [await opened(url, 'one'), await opened(url, 'other')]
    await expect(other.ask('projector', 'pause', 300)).rejects.toMatchObject({ code: 'unavailable' })
    const ending = new AbortController()
    const asked: string[] = []
    const answering = one.answer(
      'projector',
      async (request) => {
        asked.push(request)
        return `${request} done`
      },
      ending.signal,
    )
    const answers = ['pause', 'resume', 'rebuild'].map((request) => other.ask('projector', request, 5_000))
    expect(await Promise.all(answers)).toEqual(['pause done', 'resume done', 'rebuild done'])
    expect(asked).toHaveLength(3)
    ending.abort()
    await answering
  })

  test('requests that nobody waits for any more are forgotten when one is answered', async () => {
    const url = await postgres.createDatabase()
    const one = await opened(url, 'one')
    await expect(one.ask('projector', 'nobody answers', 100)).rejects.toMatchObject({ code: 'unavailable' })
    const ending = new AbortController()
    const answering = one.answer('projector', async (request) => `${request} done`, ending.signal)
    await one.ask('projector', 'pause', 5_000)
    await withClient(url, (client) =>
      client.query(`UPDATE daybook_work.request SET given_up_at = given_up_at - interval '1 hour'`),
    )
    await one.ask('projector', 'resume', 5_000)
    ending.abort()
    await answering
    const left = await withClient(url, (client) => client.query('SELECT body FROM daybook_work.request'))
    expect(left.rows).toEqual([{ body: 'resume' }])
  })

  test('an answer that comes while who asked is looking is not missed', async () => {
    const url = await postgres.createDatabase()
    const one = await opened(url, 'one')
    const guest = await aGuest(url)
    await withClient(url, (client) => client.query(slowToLook(new URL(guest).username)))
    const other = await opened(guest, 'other')
    const ending = new AbortController()
    let answeredAt = 0
    const answered = async (): Promise<string> => {
      await expect.poll(() => withClient(url, async (client) => (await client.query(looking)).rowCount), { interval: 10 }).toBe(1)
      answeredAt = performance.now()
      return 'done'
    }
    const answering = one.answer('projector', answered, ending.signal)
    expect(await other.ask('projector', 'pause', 5_000)).toBe('done')
    // By himself, who waits looks twice a second.
    expect(performance.now() - answeredAt).toBeLessThan(500)
    ending.abort()
    await answering
  })

  test('who answers goes on after his connections were cut', async () => {
    const url = await postgres.createDatabase()
    const [one, other] = [await opened(url, 'one'), await opened(url, 'other')]
    const ending = new AbortController()
    const answering = one.answer('projector', async (request) => `${request} done`, ending.signal)
    for (let round = 0; round < 5; round += 1) {
      await withClient(url, (client) => client.query(cutAll))
      await expect.poll(() => other.ask('projector', 'pause', 2_000).catch(() => null), { timeout: 20_000 }).toBe('pause done')
    }
    ending.abort()
    await answering
  })
})

/** The address of a login that may read what is there, and nothing else. */
const aGuest = async (url: string): Promise<string> => {
  const address = new URL(url)
  address.username = `guest_${randomBytes(4).toString('hex')}`
  address.password = 'only-for-tests'
  await withClient(url, (client) =>
    client.query(`CREATE ROLE ${address.username} LOGIN PASSWORD '${address.password}';
      GRANT USAGE ON SCHEMA daybook_work TO ${address.username};
      GRANT SELECT ON ALL TABLES IN SCHEMA daybook_work TO ${address.username}`),
  )
  return address.href
}

const advisoryLocks = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

const renewed = "SELECT expires_at::text AS at FROM daybook_work.lease WHERE name = 'indexer'"

/** What a login sees of a request takes a while, and is what was there before. */
const slowToLook = (login: string) => `GRANT INSERT ON daybook_work.request TO ${login};
  CREATE FUNCTION slow() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); RETURN true; END';
  ALTER TABLE daybook_work.request ENABLE ROW LEVEL SECURITY;
  CREATE POLICY adding ON daybook_work.request FOR INSERT WITH CHECK (true);
  CREATE POLICY looking ON daybook_work.request FOR SELECT USING (answer IS NOT NULL OR public.slow())`
const looking =
  "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT answer %'"

const cutAll =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'

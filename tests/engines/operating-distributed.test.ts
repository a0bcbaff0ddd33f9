import { expect, onTestFinished, test } from 'vitest'
import { newFolder, patienceMs, type Serving, serve } from '../scenarios/program.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const roles = ['api', 'intake', 'projector'] as const

await suiteOnPostgres('how processes of a distributed book say that they are (eventstoredb-double)', (postgres) => {
  /** A book in three processes, one of each role. */
  const threeProcesses = async () => {
    const double = await new EventStoreDbDouble().start()
    const environment = {
      DAYBOOK_BACKEND: 'distributed',
      DAYBOOK_EVENTSTORE_URL: double.url,
      DAYBOOK_POSTGRES_URL: await postgres.createDatabase(),
    }
    const processes: Serving[] = []
    onTestFinished(async () => {
      await Promise.all(processes.map(({ stop }) => stop()))
      double.stop()
    })
    for (const role of roles) processes.push(await serve(newFolder(), ['serve', '--roles', role], environment))
    const addresses = processes.map(({ address }) => address)
    const until = (status: number) => expect.poll(() => statuses(addresses, '/readyz'), waiting).toEqual([status, status, status])
    await until(200)
    return { double, addresses, until }
  }

  test('each role tells of both servers, of the log and of posting, and of nothing that is not there', {
    timeout: patienceMs,
  }, async () => {
    const { addresses } = await threeProcesses()
    const told = await texts(addresses, '/metrics')
    for (const text of told) {
      const lines = text.split('\n')
      expect(lines).toContain('daybook_backend_up{server="postgresql"} 1')
      expect(lines).toContain('daybook_backend_up{server="eventstore"} 1')
      expect(lines).toContain('daybook_log_head_position -1')
      expect(lines).toContain('daybook_log_pending_appends 0')
      expect(lines).toContain('daybook_log_unknown_outcomes_total 0')
      expect(lines).toContain('daybook_projection_lag_events 0')
      expect(lines).toContain('daybook_projection_halted 0')
      expect(text).not.toMatch(/sqlite|daybook_events_verified/)
    }
    const takesIn = told.map((text) => text.includes('daybook_intake_queue_items'))
    expect(Object.fromEntries(roles.map((role, index) => [role, takesIn[index]]))).toEqual({
      api: false,
      intake: true,
      projector: false,
    })
  })

  test('while the event store is away each process lives, says so, and is ready by itself when it is back', {
    timeout: patienceMs,
  }, async () => {
    const { double, addresses, until } = await threeProcesses()
    double.stop()
    await until(503)
    expect(await statuses(addresses, '/livez')).toEqual([200, 200, 200])
    for (const text of await texts(addresses, '/readyz')) expect(text).toContain('eventstore: the event store does not answer')
    for (const text of await texts(addresses, '/metrics')) {
      expect(text).toContain('daybook_backend_up{server="eventstore"} 0')
      expect(text).toContain('daybook_backend_up{server="postgresql"} 1')
    }
    expect(await statuses(addresses.slice(0, 1), '/v1/kpis/net-sales?scope=org')).toEqual([200])
    await double.start()
    await until(200)
  })

  test.skipIf(postgres.control === null)(
    'while PostgreSQL is away each process lives, says so, refuses reads politely, and is ready by itself when it is back',
    { timeout: patienceMs },
    async () => {
      const { addresses, until } = await threeProcesses()
      await postgres.control?.kill()
      await until(503)
      expect(await statuses(addresses, '/livez')).toEqual([200, 200, 200])
      for (const text of await texts(addresses, '/readyz')) {
        expect(text).toContain('postgresql: PostgreSQL does not answer')
        expect(text).not.toMatch(/127\.0\.0\.1|only-for-tests|\n\s+at /)
      }
      for (const text of await texts(addresses, '/metrics')) {
        expect(text).toContain('daybook_backend_up{server="postgresql"} 0')
        expect(text).not.toMatch(/^daybook_(?:log_head_position|projection_lag)/m)
      }
      const read = await fetch(`${addresses[0]}/v1/kpis/net-sales?scope=org`)
      expect([read.status, read.headers.get('retry-after')]).toEqual([503, '1'])
      expect(await read.json()).toMatchObject({ code: 'server-away' })
      await postgres.control?.start()
      await until(200)
    },
  )
})

const waiting = { timeout: 60_000, interval: 200 }

const statuses = (addresses: readonly string[], path: string): Promise<readonly number[]> =>
  Promise.all(addresses.map(async (address) => (await fetch(`${address}${path}`)).status))

const texts = (addresses: readonly string[], path: string): Promise<readonly string[]> =>
  Promise.all(addresses.map(async (address) => (await fetch(`${address}${path}`)).text()))

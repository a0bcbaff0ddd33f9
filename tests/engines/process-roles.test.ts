import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { daybook, newFolder, patienceMs, serve } from '../scenarios/program.ts'
import { smallBook } from '../scenarios/small-book.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { withClient } from './postgres-databases.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const roles = { api: 'daybook_reader', intake: 'daybook_recorder', projector: 'daybook_worker' } as const
type Role = keyof typeof roles

const rolesFile = new URL('../../infra/postgres/roles.sql', import.meta.url)

await suiteOnPostgres('processes of which each may do its own (eventstoredb-double)', (postgres) => {
  /** An empty database, and a login of its own for each kind of process. */
  const logins = async () => {
    const owner = await postgres.createDatabase()
    const addressOf = (user: string, password: string): string => {
      const address = new URL(owner)
      address.username = user
      address.password = password
      return address.href
    }
    const entries = await withClient(owner, async (client) => {
      await client.query(readFileSync(rolesFile, 'utf8'))
      const made: [Role, string][] = []
      for (const [role, group] of Object.entries(roles) as [Role, string][]) {
        const user = `${role}_${randomBytes(4).toString('hex')}`
        await client.query(`CREATE ROLE ${user} LOGIN PASSWORD 'only-for-tests' IN ROLE ${group}`)
        made.push([role, addressOf(user, 'only-for-tests')])
      }
      return made
    })
    return { owner, as: Object.fromEntries(entries) as Record<Role, string> } // Sound: one for each role
  }

  const aDouble = async (): Promise<string> => {
    const double = await new EventStoreDbDouble().start()
    onTestFinished(() => double.stop())
    return double.url
  }

  const settingsOf = (eventStoreUrl: string, postgresUrl: string) => ({
    DAYBOOK_BACKEND: 'distributed',
    DAYBOOK_EVENTSTORE_URL: eventStoreUrl,
    DAYBOOK_POSTGRES_URL: postgresUrl,
  })

  const sql = (url: string, text: string): Promise<unknown[][]> =>
    withClient(url, async (client) => (await client.query<unknown[]>({ text, rowMode: 'array' })).rows)

  test('a book is recorded, posted and answered by three logins, none of which owns a table', {
    timeout: patienceMs,
  }, async () => {
    const { owner, as } = await logins()
    const eventStoreUrl = await aDouble()
    const process = (role: Role) => serve(newFolder(), ['serve', '--roles', role], settingsOf(eventStoreUrl, as[role]))
    const prepared = await daybook(['prepare', '--data-dir', newFolder()], settingsOf(eventStoreUrl, owner))
    expect(prepared).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('daybook_reader, daybook_recorder, daybook_worker'),
    })
    await using api = await process('api')
    expect(await sql(owner, 'SELECT name FROM daybook_work.lease')).toEqual([])
    await using intake = await process('intake')
    await using _projector = await process('projector')
    const headers = { 'content-type': 'application/cloudevents-batch+json' }
    const body = `[${smallBook.map((line) => line.replace(/,"recordedtime":"[^"]*"/, '')).join(',')}]`
    const sent = await fetch(`${intake.address}/v1/events`, { method: 'POST', headers, body })
    expect(await sent.json()).toMatchObject({ summary: { accepted: smallBook.length } })
    const net = async (): Promise<unknown> => {
      const answer = await fetch(`${api.address}/v1/kpis/net-sales?scope=rep&entity=R1&period=2025-02&asOf=2025-06-01`)
      return ((await answer.json()) as { rows?: { value: unknown }[] }).rows?.[0]?.value
    }
    await expect.poll(net, { timeout: 30_000 }).toBe('1100.0000')
    const holders = (await sql(owner, 'SELECT name FROM daybook_work.lease ORDER BY name')).flat()
    expect(holders).toContain('log-index')
    const again = await daybook(['prepare', '--data-dir', newFolder()], settingsOf(eventStoreUrl, as.projector))
    expect(again).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('The owner of the database') })
  })

  describe('PostgreSQL refuses', () => {
    const events = `INSERT INTO daybook_log.identity SELECT gen_random_uuid(), 'order-1', 0, 's1:x'`
    const record = `INSERT INTO daybook_log.record VALUES ('offset', 'orders-0', '42')`
    const entry = 'INSERT INTO daybook_ledger_1.entry SELECT * FROM daybook_ledger_1.entry'
    const lease = `INSERT INTO daybook_work.lease VALUES ('projector', 'me', now())`
    const changes = [
      `UPDATE daybook_log.identity SET payload_hash = ''`,
      'DELETE FROM daybook_log.identity',
      'DELETE FROM daybook_log.log_index',
      'TRUNCATE daybook_log.log_index',
      'UPDATE daybook_ledger_1.entry SET delta = 0',
      'DELETE FROM daybook_ledger_1.entry',
      'DELETE FROM daybook_ledger_1.document',
      'UPDATE daybook_log.book SET id = $$other$$',
      'CREATE TABLE daybook_log.own (x int)',
      'DROP SCHEMA daybook_ledger_1 CASCADE',
    ]
    test.each([
      ['api', [events, record, entry, lease, 'UPDATE daybook_log.index_head SET epoch = 9', ...changes]],
      ['intake', [entry, 'UPDATE daybook_ledger_1.checkpoint SET position = 9', ...changes]],
      [
        'projector',
        [record, 'DELETE FROM daybook_log.record', 'INSERT INTO daybook_log.claimed VALUES (gen_random_uuid())', ...changes],
      ],
    ] as const)('%s what is not its own', async (role, statements) => {
      const { owner, as } = await logins()
      expect(
        (await daybook(['prepare', '--data-dir', newFolder()], settingsOf('esdb://nowhere?tls=false', owner))).exitCode,
      ).toBe(0)
      for (const statement of statements)
        await expect(sql(as[role], statement), statement).rejects.toThrow(/permission denied|must be owner/)
    })

    test('even the owner, where identities and positions would change', async () => {
      const { owner } = await logins()
      await daybook(['prepare', '--data-dir', newFolder()], settingsOf('esdb://nowhere?tls=false', owner))
      await sql(owner, events)
      for (const statement of changes.slice(0, 4)) await expect(sql(owner, statement), statement).rejects.toThrow('never changed')
    })
  })

  test('before the owner has prepared the database the others do not start, and say why', { timeout: patienceMs }, async () => {
    const { as } = await logins()
    const settings = settingsOf(await aDouble(), as.intake)
    const started = await daybook(['serve', '--roles', 'intake', '--port', '0', '--data-dir', newFolder()], settings)
    expect(started).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('permission denied') })
    expect(started.stderr).toContain('daybook prepare')
    expect(started.stderr).not.toContain('only-for-tests')
  })
})

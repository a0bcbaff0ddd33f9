import { once } from 'node:events'
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { begin, daybook, newFolder, patienceMs } from '../scenarios/program.ts'
import { smallBook } from '../scenarios/small-book.ts'
import { certified, whatCertificatesLack } from './eventstoredb-certificates.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { withClient } from './postgres-databases.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

// Each secret is a string that stands nowhere else: where it is found, it has leaked.
const canaries = { eventStore: 'canary:es/7Qk9', postgres: 'canary:pg/4Rt2', file: 'canaryca3Zx8' }

/** The ways in which a secret may be written. */
const written = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(`ann:${secret}`).toString('base64'),
]

const assertNone = (text: string): void => {
  for (const [name, secret] of Object.entries(canaries))
    for (const form of written(secret)) expect(text.includes(form), `${name} in ${text.slice(0, 2_000)}`).toBe(false)
}

const lacking = await whatCertificatesLack()

await suiteOnPostgres('secrets (eventstoredb-double)', (postgres) => {
  /** Servers that ask for a password, and the settings that hold them. */
  const servers = async () => {
    const certificates = await certified()
    const folder = mkdtempSync(join(tmpdir(), 'daybook-secrets-'))
    const authority = join(folder, `${canaries.file}.pem`)
    copyFileSync(certificates.authorityFile, authority)
    const double = await new EventStoreDbDouble({ secured: { ...certificates, users: { ann: canaries.eventStore } } }).start()
    onTestFinished(() => double.stop())
    const owner = await postgres.createDatabase()
    const user = `keeper_${Date.now().toString(36)}`
    await withClient(owner, async (client) => {
      await client.query(`CREATE ROLE ${user} LOGIN PASSWORD '${canaries.postgres}'`)
      await client.query(`ALTER DATABASE ${new URL(owner).pathname.slice(1)} OWNER TO ${user}`)
    })
    const database = new URL(owner)
    database.username = user
    database.password = encodeURIComponent(canaries.postgres)
    const eventStore = `esdb://ann:${encodeURIComponent(canaries.eventStore)}@localhost:${double.port}?tlsCAFile=${authority}`
    const settings = {
      DAYBOOK_BACKEND: 'distributed',
      DAYBOOK_EVENTSTORE_URL: eventStore,
      DAYBOOK_POSTGRES_URL: database.href,
      DAYBOOK_LOG_LEVEL: 'trace',
    }
    return { double, settings, folder }
  }

  /** A server of which everything is heard that it says. */
  const heard = async (settings: Readonly<Record<string, string>>) => {
    const child = begin(['serve', '--port', '0', '--data-dir', newFolder()], settings)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)))
    const ended = once(child, 'exit')
    onTestFinished(() => void child.kill('SIGKILL'))
    const address = await expect.poll(() => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0], { timeout: 60_000 }).toBeDefined()
    return { said: () => said, address: /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? String(address), child, ended }
  }

  const paths = [
    '/readyz?verbose',
    '/livez',
    '/metrics',
    '/openapi.json',
    '/docs',
    '/v1/projections',
    '/v1/events?limit=5',
    '/v1/kpis/net-sales?scope=org&period=2025-02',
    '/v1/quarantine',
    '/v1/nothing',
  ]

  const answersOf = async (address: string): Promise<{ readonly all: string; readonly sent: number }> => {
    const answers = paths.map(async (path) => {
      const answer = await fetch(`${address}${path}`, { signal: AbortSignal.timeout(20_000) }).catch((error: unknown) => error)
      return answer instanceof Response ? `${JSON.stringify([...answer.headers])}${await answer.text()}` : String(answer)
    })
    const headers = { 'content-type': 'application/cloudevents+json' }
    const sent = await fetch(`${address}/v1/events`, { method: 'POST', headers, body: smallBook[0] ?? '' })
    return { all: [...(await Promise.all(answers)), await sent.text()].join('\n'), sent: sent.status }
  }

  test.skipIf(lacking !== null)(
    'a server never says one, nor while it is signed out, nor while the servers are away',
    { timeout: patienceMs },
    async () => {
      const { double, settings } = await servers()
      const server = await heard(settings)
      const answers = await answersOf(server.address)
      expect(answers.sent).toBe(200)
      assertNone(answers.all)
      double.stop()
      assertNone((await answersOf(server.address)).all)
      await withClient(await postgres.createDatabase(), (client) =>
        client.query(
          `ALTER DATABASE ${new URL(settings.DAYBOOK_POSTGRES_URL).pathname.slice(1)} CONNECTION LIMIT 0;
           SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'daybook %'`,
        ),
      )
      const away = await answersOf(server.address)
      expect(away.sent).toBeGreaterThanOrEqual(500)
      assertNone(away.all)
      server.child.kill('SIGTERM')
      await server.ended
      expect(server.said().length).toBeGreaterThan(1_000)
      assertNone(server.said())
    },
  )

  test.skipIf(lacking !== null)(
    'nor does a program that cannot open the book, whatever is wrong',
    { timeout: patienceMs },
    async () => {
      const { settings, folder } = await servers()
      const { DAYBOOK_EVENTSTORE_URL: esdb, DAYBOOK_POSTGRES_URL: pg } = settings
      const file = join(folder, 'url')
      writeFileSync(file, `${esdb}x`)
      const starts: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
        [
          'another password of the event store',
          { DAYBOOK_EVENTSTORE_URL: esdb.replace('7Qk9', '7Qk9-not') },
          'DAYBOOK_EVENTSTORE_URL',
        ],
        ['no authority', { DAYBOOK_EVENTSTORE_URL: esdb.replace(/\?.*/, '') }, 'tlsCAFile'],
        ['an authority that is not there', { DAYBOOK_EVENTSTORE_URL: `${esdb}x` }, 'tlsCAFile'],
        ['no @', { DAYBOOK_EVENTSTORE_URL: esdb.replace('@', '%40') }, 'user:password'],
        ['an unknown option', { DAYBOOK_EVENTSTORE_URL: `${esdb}&x=${canaries.eventStore}` }, 'not known here'],
        ['another scheme', { DAYBOOK_EVENTSTORE_URL: esdb.replace('esdb', 'http') }, 'DAYBOOK_EVENTSTORE_URL must be'],
        ['another password of PostgreSQL', { DAYBOOK_POSTGRES_URL: pg.replace('4Rt2', '4Rt2-not') }, 'DAYBOOK_POSTGRES_URL'],
        ['another database', { DAYBOOK_POSTGRES_URL: `${pg}_not` }, 'DAYBOOK_POSTGRES_URL'],
        ['a port nobody listens on', { DAYBOOK_POSTGRES_URL: pg.replace(/:\d+\//, ':1/') }, 'does not answer'],
        ['an address that is none', { DAYBOOK_POSTGRES_URL: pg.replace('127.0.0.1', '127.0.0.1:x') }, 'DAYBOOK_POSTGRES_URL'],
        ['both kinds of setting', { DAYBOOK_EVENTSTORE_URL_FILE: file }, 'are both set'],
      ]
      for (const [what, wrong, said] of starts) {
        const { exitCode, stdout, stderr } = await daybook(['serve', '--port', '0', '--data-dir', newFolder()], {
          ...settings,
          ...wrong,
        })
        expect(exitCode, what).not.toBe(0)
        expect(`${stdout}${stderr}`, what).toContain(said)
        assertNone(`${stdout}${stderr}`)
      }
      for (const typed of [
        ['config', 'show'],
        ['config', 'show', '--json'],
        ['prepare'],
        ['prepare', '--json'],
        ['migrate', newFolder()],
      ]) {
        const { stdout, stderr } = await daybook(typed, settings)
        expect(`${stdout}${stderr}`.length).toBeGreaterThan(0)
        assertNone(`${stdout}${stderr}`)
      }
    },
  )
})

import { delimiter, join } from 'node:path'
import { kpis, ledgers } from '@daybook/projections'
import { kpiDigests, openPostgresGenerations } from '@daybook/read-model'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { blockWith, runAsWritten } from '../fixtures/guide.ts'
import { daybook, newFolder, patienceMs, serve } from '../scenarios/program.ts'
import { fileOf, smallBook } from '../scenarios/small-book.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import type { Kept } from './eventstoredb-double-log.ts'
import { serversOn, waitingOrder } from './moved-book.ts'
import { engineLine, type RunningPostgres } from './postgres.ts'
import { installedPostgres, installedTools } from './postgres-installed.ts'

const heading = 'Backup and restore, on servers'
const bin = installedTools()
const title =
  'a book on servers (PostgreSQL by its own tools; the log of the eventstoredb-double is saved and loaded by the test)'

const orderOf = (id: string) =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'erp',
    type: 'OrderAccepted',
    data: { orderId: id, accountId: 'A1', effectiveOn: '2025-02-20', currency: 'USD', net: '40.0000' },
  })

/** A double whose log holds the same events at the same places, of the same time. */
const doubleWith = async (events: readonly Kept[]): Promise<EventStoreDbDouble> => {
  const double = await new EventStoreDbDouble().start()
  onTestFinished(() => double.stop())
  for (const event of events) {
    double.log.clock = () => event.created
    double.log.append(event.stream, 'any', [event])
  }
  double.log.clock = Date.now
  return double
}

const digestsAt = async (url: string, through: bigint) => {
  await using generations = await openPostgresGenerations({ connection: { url } })
  await using readModel = await generations.open(await generations.active())
  return await kpiDigests(readModel, { kpis: kpis.filter(({ ledger }) => ledgers.has(ledger)), layouts: ledgers, through })
}

/** Events that are not posted yet. */
const lagOf = async (address: string): Promise<number> =>
  JSON.parse(await (await fetch(`${address}/v1/projections`)).text()).items[0].lagEvents

describe.skipIf(bin === null)(title, { timeout: 3 * patienceMs }, () => {
  let postgres: RunningPostgres
  const tools = { PATH: `${bin}${delimiter}${process.env.PATH}` }

  beforeAll(async () => {
    postgres = await installedPostgres(bin ?? '')
    process.stderr.write(`${engineLine(postgres)}\n`)
  }, patienceMs)
  afterAll(() => postgres.stop())

  const imported = (lines: readonly string[], environment: Readonly<Record<string, string>>) =>
    daybook(['import', fileOf(lines), '--json', '--data-dir', newFolder()], environment)

  /** The commands of the guide, for these servers and a folder of backups of their own. */
  const written = (words: string, backups: string, environment: Readonly<Record<string, string>>) =>
    runAsWritten(blockWith(heading, words), { paths: { '/backup': backups }, environment: { ...tools, ...environment } })

  test('is copied by the commands of the guide while it is written, lost, restored, and is the same to the last digest', async () => {
    const { double, environment, postgresUrl } = await serversOn(postgres)
    // 65 where an item was put aside.
    expect([0, 65]).toContain((await imported([...smallBook, waitingOrder], environment)).exitCode)
    const backups = join(newFolder(), '..')
    await using writing = await serve(newFolder(), ['serve'], environment)
    await written('pg_dump', backups, environment)
    // What comes between the two copies is in the log alone.
    expect((await daybook(['import', fileOf([orderOf('O-between')]), '--url', writing.address])).exitCode).toBe(0)
    const log = [...double.log.all()]
    const head = BigInt(log.length) - 1n
    const kpi = ['kpi', 'net-sales', '--scope', 'rep', '--period', '2025-02', '--json']
    const before = await daybook([...kpi, '--url', writing.address])
    await expect.poll(() => lagOf(writing.address), { timeout: patienceMs }).toBe(0)
    const digests = await digestsAt(postgresUrl, head)
    await writing.stop()
    double.stop()

    const again = {
      ...environment,
      DAYBOOK_EVENTSTORE_URL: (await doubleWith(log)).url,
      DAYBOOK_POSTGRES_URL: await postgres.createDatabase(),
    }
    const said = await written('pg_restore', backups, again)
    expect(said).toContain('all equal')
    expect(await digestsAt(again.DAYBOOK_POSTGRES_URL, head)).toEqual(digests)
    expect((await daybook([...kpi, '--data-dir', newFolder()], again)).stdout).toBe(before.stdout)
    const sentAgain = JSON.parse((await imported([orderOf('O-between'), orderOf('O-after')], again)).stdout)
    expect(sentAgain.summary).toMatchObject({ accepted: 1, duplicate: 1 })
    const held = await daybook(['quarantine', 'list', '--json', '--data-dir', newFolder()], again)
    expect(JSON.parse(held.stdout)).toMatchObject({ items: [{ id: 'O-late', code: 'unknown-account' }] })
  })

  test('is refused when the log is older than the register, and worked out anew when the register is lost', async () => {
    const { double, environment } = await serversOn(postgres)
    expect((await imported(smallBook, environment)).exitCode).toBe(0)
    const log = [...double.log.all()]
    const older = { ...environment, DAYBOOK_EVENTSTORE_URL: (await doubleWith(log.slice(0, -2))).url }
    const found = await daybook(['doctor', '--data-dir', newFolder()], older)
    expect([found.exitCode, found.stdout]).toEqual([1, expect.stringContaining('WRONG')])

    const anew = {
      ...environment,
      DAYBOOK_EVENTSTORE_URL: (await doubleWith(log)).url,
      DAYBOOK_POSTGRES_URL: await postgres.createDatabase(),
    }
    const listed = await daybook(['projections', 'list', '--json', '--data-dir', newFolder()], anew)
    expect(listed.exitCode, listed.stderr).toBe(0)
    expect(JSON.parse(listed.stdout).items[0]).toMatchObject({ position: String(log.length - 1), lagEvents: 0 })
    expect((await daybook(['verify', '--all', '--data-dir', newFolder()], anew)).exitCode).toBe(0)
    const sentAgain = JSON.parse((await imported(smallBook.slice(-3), anew)).stdout)
    expect(sentAgain.summary).toMatchObject({ accepted: 0, duplicate: 3 })
  })

  test('is not copied by daybook backup, nor mixed with the sample book: each says what to do instead', async () => {
    const { environment } = await serversOn(postgres)
    const backup = await daybook(['backup', newFolder()], environment)
    expect([backup.exitCode, backup.stderr]).toEqual([78, expect.stringContaining(heading)])
    const demo = await daybook(['demo', '--exit', '--data-dir', newFolder()], environment)
    expect([demo.exitCode, demo.stderr]).toEqual([78, expect.stringContaining('Unset DAYBOOK_BACKEND')])
  })
})

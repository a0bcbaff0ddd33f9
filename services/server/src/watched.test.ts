import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { compose, type OpenedBook } from './compose.ts'
import { configOrFail } from './config.ts'
import { settled } from './settled.ts'

const never = new AbortController().signal
const headers = { host: 'localhost', 'content-type': 'application/json' }

/** A book on real files, with a projector in its own thread; the clock of intake and api moves when a test moves it. */
const open = async (roles = 'api,intake,projector') => {
  const scene = mkdtempSync(join(tmpdir(), 'daybook-watched-'))
  const dataDir = join(scene, 'data')
  const time = { now: Date.now() }
  const config = configOrFail({ roles, dataDir, port: '0' }, {})
  const book = await compose(config, { clock: () => time.now, log: pino({ level: 'silent' }), stopping: never })
  const close = async () => {
    await book[Symbol.asyncDispose]()
    rmSync(scene, { recursive: true })
  }
  return { book, dataDir, time, [Symbol.asyncDispose]: close }
}

const get = async ({ app }: OpenedBook, url: string) => {
  const answer = await app.inject({ url, headers: { host: 'localhost' } })
  return { status: answer.statusCode, text: answer.body, body: url === '/metrics' ? null : answer.json() }
}

const event = (id: string, type: string, data: object) => ({ specversion: '1.0', id, source: 'erp', type, data })
const order = (orderId: string, net = '10.0000') =>
  event(orderId, 'OrderAccepted', { orderId, accountId: 'A1', effectiveOn: '2025-01-09', currency: 'USD', net })
const account = event('A1', 'AccountRegistered', { accountId: 'A1', name: 'Acme', effectiveOn: '2025-01-01' })

const send = async ({ app }: OpenedBook, events: object | readonly object[], url = '/v1/events') => {
  const type = Array.isArray(events) ? 'application/cloudevents-batch+json' : 'application/json'
  const answer = await app.inject({
    method: 'POST',
    url,
    headers: { ...headers, 'content-type': type },
    payload: JSON.stringify(events),
  })
  return answer.json()
}

/** The metrics by name and labels, as they are printed. */
const scrape = async (book: OpenedBook): Promise<ReadonlyMap<string, number>> => {
  const { text } = await get(book, '/metrics')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

const sumOf = (metrics: ReadonlyMap<string, number>, name: string): number =>
  [...metrics].filter(([key]) => key === name || key.startsWith(`${name}{`)).reduce((sum, [, value]) => sum + value, 0)

/** Another process that writes a file and does not come to an end: locks of SQLite hold between processes, not within one. */
const writerOf = async (file: string) => {
  const program = `
    const database = new (require('node:sqlite').DatabaseSync)(process.argv[1])
    database.exec('BEGIN IMMEDIATE')
    process.stdout.write('holding')
    process.stdin.resume().once('end', () => database.close())`
  const child = spawn(process.execPath, ['--no-warnings', '-e', program, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    end: async () => {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

test('a projector that is alive but stuck takes the process out within thirty seconds, and a free file brings it back', async () => {
  await using opened = await open()
  const { book, dataDir, time } = opened
  await send(book, account)
  await settled(book, never)
  const other = await writerOf(join(dataDir, 'ledger-1.db'))
  await send(book, [order('O1'), order('O2')])
  await new Promise<void>((resolve) => book.projector?.watch(({ busyTotal }) => void (busyTotal > 0 && resolve())))
  // It says that it runs, and means it.
  expect(book.projector?.status()).toMatchObject({ state: 'running', problem: null })
  time.now += 24_000
  expect((await get(book, '/readyz')).status).toBe(200)
  time.now += 2_000
  const { status, body } = await get(book, '/readyz')
  expect([status, body.code, body.detail]).toEqual([503, 'not-ready', 'ledgers: 2 events behind, 26 s'])
  const { items } = (await get(book, '/v1/projections')).body
  expect(items[0]).toMatchObject({ state: 'running', position: '0', head: '2', lagEvents: 2, lagSeconds: 26 })
  const metrics = await scrape(book)
  expect(metrics.get('daybook_projection_oldest_unapplied_seconds')).toBe(26)
  expect(metrics.get('daybook_sqlite_busy_total{file="ledger"}')).toBeGreaterThan(0)
  expect((await get(book, '/livez')).status).toBe(200)
  await other.end()
  await settled(book, never)
  expect((await get(book, '/readyz')).status).toBe(200)
})

test('what came in is what became of it, whatever came', async () => {
  await using opened = await open()
  const { book } = opened
  await send(book, account)
  await send(book, [order('O1'), order('O1'), order('O2')])
  await send(book, order('O2', '99.0000'))
  await send(book, { specversion: '1.0', id: 'X', source: 'erp', type: 'OrderAccepted', data: { wrong: true } })
  await send(book, { specversion: '1.0', id: 'Y', source: 'erp', type: 'Nonsense', data: {} })
  await send(book, { ...order('O3'), data: { ...order('O3').data, accountId: 'A9' } })
  await send(book, { accountId: 'A2', name: 'Birch', effectiveOn: '2025-01-01' }, '/v1/accounts')
  const csv =
    'order_id,account_id,effective_on,currency,net\nO1,A1,2025-01-09,USD,10.0000\nC1,A1,2025-01-10,USD,5.0000\nC2,A1,bad,USD,1\n'
  const imported = {
    method: 'POST',
    url: '/v1/imports?source=erp',
    headers: { host: 'localhost', 'content-type': 'text/csv' },
  } as const
  expect((await book.app.inject({ ...imported, payload: csv })).statusCode).toBe(200)
  await settled(book, never)
  const metrics = await scrape(book)
  const received = sumOf(metrics, 'daybook_intake_received_total')
  expect(received).toBe(12)
  expect(sumOf(metrics, 'daybook_intake_items_total') + sumOf(metrics, 'daybook_intake_failed_total')).toBe(received)
  const statuses = new Set([...metrics.keys()].flatMap((key) => /items_total\{.*status="([a-z]+)"/.exec(key)?.[1] ?? []))
  expect([...statuses].toSorted()).toEqual(['accepted', 'conflict', 'duplicate', 'quarantined', 'rejected'])
  const conflicts = [...metrics].filter(([key]) => key.includes('status="conflict"')).reduce((sum, [, count]) => sum + count, 0)
  expect(metrics.get('daybook_intake_conflicts_total')).toBe(conflicts)
  expect(sumOf(metrics, 'daybook_intake_held')).toBe((await get(book, '/v1/quarantine')).body.items.length)
  expect(metrics.get('daybook_intake_commit_seconds_count')).toBeGreaterThan(0)
  expect(metrics.get('daybook_log_head_position')).toBe(Number((await book.eventStore.head()).position))
  expect(metrics.get('daybook_projection_position{generation="1"}')).toBe(metrics.get('daybook_log_head_position'))
  expect(metrics.get('daybook_sqlite_wal_bytes{file="log"}')).toBeGreaterThan(0)
  expect(metrics.get('daybook_sqlite_wal_bytes{file="ledger"}')).toBeGreaterThan(0)
})

/** Every metric of ours that the embedded backend has, with its labels. */
const ours: Readonly<Record<string, readonly string[]>> = {
  daybook_intake_received_total: ['transport'],
  daybook_intake_items_total: ['transport', 'status'],
  daybook_intake_failed_total: ['transport'],
  daybook_intake_conflicts_total: [],
  daybook_intake_batch_seconds: ['le'],
  daybook_intake_commit_seconds: ['le'],
  daybook_intake_queue_items: [],
  daybook_intake_held: ['kind', 'code'],
  daybook_log_head_position: [],
  daybook_events_verified_position: [],
  daybook_sqlite_wal_bytes: ['file'],
  daybook_sqlite_busy_total: ['file'],
  daybook_projection_position: ['generation'],
  daybook_projection_lag_events: [],
  daybook_projection_lag_seconds: [],
  daybook_projection_oldest_unapplied_seconds: [],
  daybook_projection_halted: [],
  daybook_projection_rebuild_position: ['generation'],
  daybook_projection_rebuild_remaining_events: ['generation'],
  daybook_projection_rebuild_speed: ['generation'],
  daybook_projection_rebuild_eta_seconds: ['generation'],
  daybook_projection_rebuild_differing_cells: ['generation'],
  daybook_stream_clients: [],
  daybook_stream_cut_total: [],
  daybook_http_request_seconds: ['route', 'method', 'class', 'le'],
}

test('metrics have the names and labels that are documented, in base units, and tell nobody who sent what', async () => {
  await using opened = await open()
  const { book } = opened
  await send(book, [account, order('O1'), order('O1', '99.0000')])
  await get(book, '/livez')
  const { text } = await get(book, '/metrics')
  const typed = [...text.matchAll(/^# TYPE (daybook_\w+) (\w+)$/gm)].map(([, name = '', type = '']) => ({ name, type }))
  expect(typed.map(({ name }) => name).toSorted()).toEqual(Object.keys(ours).toSorted())
  expect(typed.filter(({ name, type }) => name.endsWith('_total') !== (type === 'counter'))).toEqual([])
  expect(typed.filter(({ name }) => /_(?:ms|milliseconds|minutes|kb|mb|percent)\b/.test(name))).toEqual([])
  for (const { name } of typed) {
    const lines = text.split('\n').filter((line) => new RegExp(`^${name}(?:_bucket|_sum|_count)?[{ ]`).test(line))
    const labels = new Set(lines.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label)))
    expect([name, [...labels].filter((label) => !ours[name]?.includes(label))]).toEqual([name, []])
  }
  expect(text.split('\n').filter((line) => line.startsWith('daybook') && /\b(?:A1|O1|erp|Acme)\b/.test(line))).toEqual([])
})

test('a process without a projector says so, and its ledgers are found to be behind by the data', async () => {
  await using opened = await open('api,intake')
  const { book, time } = opened
  await send(book, account)
  time.now += 26_000
  expect((await get(book, '/v1/projections')).body.items).toMatchObject([
    { name: 'ledgers', state: 'stopped', position: null, head: '0', lagEvents: 1, lagSeconds: 26 },
  ])
  expect((await get(book, '/readyz')).status).toBe(503)
})

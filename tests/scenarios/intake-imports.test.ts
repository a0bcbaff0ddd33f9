import { Readable } from 'node:stream'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { account, openBook, order } from './intake-book.ts'
import { localImport } from './local-import.ts'

const header = 'order_id,account_id,effective_on,currency,net'
const orders = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => order(`O${String(from + index).padStart(4, '0')}`, 'A1'))

test('a file of events is recorded, and what was put aside is listed by its line', async () => {
  const book = await openBook()
  const file = [
    JSON.stringify(account('A1')),
    '',
    '{"broken',
    JSON.stringify(order('O1', 'A1')),
    JSON.stringify(order('O2', 'A9')),
    JSON.stringify(order('O1', 'A1')),
  ].join('\r\n')
  const { status, headers, body } = await book.post('/v1/imports', file, { type: 'application/x-ndjson' })
  expect(status).toBe(200)
  expect(headers['content-type']).toMatch(/^application\/json/)
  expect(body).toMatchObject({
    state: 'done',
    received: 5,
    rows: 5,
    blank: 1,
    summary: { accepted: 2, duplicate: 1, conflict: 0, rejected: 1, quarantined: 1 },
    position: '1',
    results: [
      { line: 3, status: 'rejected', error: { code: 'not-json' } },
      { line: 5, status: 'quarantined', id: 'O2', error: { code: 'unknown-account' } },
    ],
    resultsTruncated: false,
  })
  expect(await book.json(`/v1/imports/${body.importId}`)).toMatchObject({
    state: 'done',
    line: 6,
    received: 5,
    position: '1',
    format: 'events',
  })
  const rejects = (await book.get(`/v1/imports/${body.importId}/rejects`)).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rejects).toMatchObject([
    { kind: 'dead-letter', code: 'not-json', origin: { transport: 'import', line: 3 }, raw: { text: '{"broken' } },
    { kind: 'quarantine', code: 'unknown-account', origin: { line: 5 } },
  ])
})

test('a file of orders is recorded, and its bad rows go back as they came', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const file = `\ufeff${header},line_id\r\nO1,A1,2025-03-05,USD,100,1\r\nO1,A1,2025-03-05,USD,50.5,2\r\nO2,A1,2025-03-05,US,1,\r\nO3,"A1",2025-02-30,USD,1,\r\nO4,A1,2025-03-05,USD,7,`
  const { body } = await book.importOrders(file)
  expect(body.summary).toEqual({ accepted: 2, duplicate: 0, conflict: 0, rejected: 2, quarantined: 0 })
  expect((await book.stream('order-csv~O1'))[0]?.data).toMatchObject({
    lines: [
      { lineId: '1', net: '100.0000' },
      { lineId: '2', net: '50.5000' },
    ],
  })
  const rejects = await book.get(`/v1/imports/${body.importId}/rejects.csv`)
  expect(rejects.headers['content-disposition']).toContain('attachment')
  expect(rejects.text.split('\n')[0]).toBe(`${header},line_id,line,code,detail`)
  expect(rejects.text.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^O2,A1,2025-03-05,US,1,,4,invalid,/),
    expect.stringMatching(/^O3,"A1",2025-02-30,USD,1,,5,invalid,/),
    '',
  ])
})

test('columns of another name are mapped, and the source may be named', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const query =
    '?source=shop&delimiter=%3B&map=No:order_id&map=Customer:account_id&map=Date:effective_on&map=Cur:currency&map=Net:net'
  const { body } = await book.importOrders('No;Customer;Date;Cur;Net\nO1;A1;2025-03-05;USD;600', { query })
  expect(body.summary.accepted).toBe(1)
  expect(await book.stream('order-shop~O1')).toHaveLength(1)
})

test('the same facts by file and by request are the same facts, where the source is', async () => {
  const book = await openBook()
  await book.send([account('A1'), order('O1', 'A1')])
  const { body } = await book.importOrders(`${header}\nO1,A1,2025-03-05,USD,600\n`, { query: '?source=erp' })
  expect(body.summary.duplicate).toBe(1)
})

test('a file may come compressed', async () => {
  const book = await openBook()
  const file = [account('A1'), account('A2')].map((event) => JSON.stringify(event)).join('\n')
  const sent = (encoding: string) => ({ type: 'application/x-ndjson', headers: { 'content-encoding': encoding } })
  expect((await book.post('/v1/imports', gzipSync(file), sent('gzip'))).body.summary.accepted).toBe(2)
  expect((await book.post('/v1/imports', zstdCompressSync(file), sent('zstd'))).body.summary.duplicate).toBe(2)
  expect((await book.post('/v1/imports', gzipSync(gzipSync(file)), sent('gzip'))).body.summary.rejected).toBeGreaterThan(0)
  expect((await book.post('/v1/imports', file, sent('br'))).body.code).toBe('unsupported-encoding')
})

test('a dry run answers what would become of each row and records nothing', async () => {
  const book = await openBook({ limits: { chunkItems: 2 } })
  const sent = [account('A1'), order('O1', 'A1'), order('O2', 'A9'), order('O1', 'A1'), { nothing: true }]
  const { body } = await book.importEvents(sent, { query: '?dryRun=true', type: 'application/x-ndjson' })
  expect(body.summary).toEqual({ accepted: 2, duplicate: 1, conflict: 0, rejected: 1, quarantined: 1 })
  expect(await book.recorded()).toEqual([])
  expect((await book.json('/v1/imports')).items).toEqual([])
  expect((await book.json('/v1/quarantine')).items).toEqual([])
})

test('the same file under the same name is answered again, another file is refused', async () => {
  const book = await openBook()
  const named = { type: 'application/x-ndjson', headers: { 'idempotency-key': '"march-7"' } }
  const first = await book.importEvents([account('A1')], named)
  expect(first.body.importId).toBe('march-7')
  const again = await book.importEvents([account('A1')], named)
  expect([again.status, again.headers['idempotent-replayed'], again.body.summary]).toEqual([200, 'true', first.body.summary])
  expect(again.body).toEqual(first.body)
  const other = await book.importEvents([account('A2')], named)
  expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused'])
  expect(await book.recorded()).toHaveLength(1)
})

test('what an import put aside is told again with it, and again with a file that holds it anew', async () => {
  const book = await openBook()
  const file = [
    account('A1'),
    account('A1', { data: { accountId: 'A1', name: 'Other' } }),
    { nothing: 'known' },
    order('O1', 'A9'),
  ]
  const named = { type: 'application/x-ndjson', headers: { 'idempotency-key': 'march-8' } }
  const first = await book.importEvents(file, named)
  expect(first.body.results).toMatchObject([
    { line: 2, status: 'conflict' },
    { line: 3, status: 'rejected' },
    { line: 4, status: 'quarantined' },
  ])
  expect((await book.importEvents(file, named)).body).toEqual(first.body)
  const { importId } = (await book.importEvents(file)).body
  const rejects = (await book.get(`/v1/imports/${importId}/rejects`)).text.trim().split('\n')
  expect(rejects.map((line) => JSON.parse(line).origin)).toMatchObject(
    [{ line: 2 }, { line: 3 }, { line: 4 }].map((at) => ({ ...at, importId })),
  )
})

test('another file under the name of an import that is done is told apart from one that goes on', async () => {
  const book = await openBook()
  await book.importEvents([account('A1')], { type: 'application/x-ndjson', headers: { 'idempotency-key': 'march-9' } })
  const resumed = await book.importEvents([account('A2')], { type: 'application/x-ndjson', query: '?resume=march-9' })
  expect([resumed.status, resumed.body.code]).toEqual([409, 'file-changed'])
})

test('an import that is stopped keeps its place, and goes on there', async () => {
  const book = await openBook({ limits: { chunkItems: 10 } })
  const file = [account('A1'), ...orders(0, 99)].map((event) => `${JSON.stringify(event)}\n`).join('')
  const stopping = new AbortController()
  const report = await book.intake.imports.run({
    ...localImport(book.intake),
    blocks: Readable.from([Buffer.from(file)]),
    importId: 'i1',
    signal: stopping.signal,
    onProgress: ({ line }) => {
      if (line === 30) stopping.abort()
    },
  })
  expect(report.record).toMatchObject({ state: 'interrupted', line: 30, received: 30 })
  expect(await book.json('/v1/imports/i1')).toMatchObject({ state: 'interrupted', line: 30, received: 30 })
  expect(await book.recorded()).toHaveLength(30)

  const later = await openBook({ store: book.store, limits: { chunkItems: 10 } })
  const resume = { type: 'application/x-ndjson', query: '?resume=i1' }
  const other = await later.post('/v1/imports', file.replace('"600.0000"', '"601.0000"'), resume)
  expect([other.status, other.body.code]).toEqual([409, 'file-changed'])
  const shorter = await later.post('/v1/imports', file.slice(0, 1_000), resume)
  expect(shorter.body.code).toBe('file-changed')
  const resumed = await later.post('/v1/imports', file, resume)
  expect(resumed.body).toMatchObject({ state: 'done', received: 100, summary: { accepted: 100, duplicate: 0 } })
})

test('an import that a killed process left behind waits to be resumed, and says so', async () => {
  const book = await openBook()
  const stopping = new AbortController()
  const begun = Promise.withResolvers<void>()
  const blocks = async function* () {
    yield Buffer.from(`${JSON.stringify(account('A1'))}\n`)
    begun.resolve()
    await new Promise(() => undefined)
  }
  const running = book.intake.imports.run({
    ...localImport(book.intake),
    blocks: blocks(),
    importId: 'i2',
    signal: stopping.signal,
  })
  await begun.promise
  expect(await book.json('/v1/imports/i2')).toMatchObject({ state: 'running' })
  const later = await openBook({ store: book.store })
  expect(await later.json('/v1/imports/i2')).toMatchObject({ state: 'interrupted', line: 0 })
  expect((await later.json('/v1/imports')).items).toMatchObject([{ importId: 'i2', state: 'interrupted' }])
  stopping.abort()
  await running
})

test('an import that went on lists what it put aside before and after', async () => {
  const book = await openBook({ limits: { chunkItems: 10 } })
  const file = [order('O-1', 'A9'), account('A1'), ...orders(0, 17), order('O-2', 'A9')]
    .map((event) => JSON.stringify(event))
    .join('\n')
  const stopping = new AbortController()
  const onProgress = () => stopping.abort()
  const blocks = Readable.from([Buffer.from(file)])
  await book.intake.imports.run({ ...localImport(book.intake), blocks, importId: 'i1', signal: stopping.signal, onProgress })
  const { body } = await book.post('/v1/imports', file, { type: 'application/x-ndjson', query: '?resume=i1' })
  expect(body).toMatchObject({ state: 'done', received: 20, summary: { accepted: 18, quarantined: 2 } })
  expect(body.results).toMatchObject([
    { line: 1, id: 'O-1', status: 'quarantined' },
    { line: 20, id: 'O-2', status: 'quarantined' },
  ])
})

test('a server that is asked to end answers an import with how to go on', async () => {
  const stopping = new AbortController()
  stopping.abort()
  const book = await openBook({ stopping: stopping.signal })
  const { status, headers, body } = await book.importEvents([account('A1')], { type: 'application/x-ndjson' })
  expect([status, body.code, headers['retry-after']]).toEqual([503, 'import-interrupted', '5'])
  expect(body).toMatchObject({ state: 'interrupted', received: 0 })
})

test('an unknown import cannot be resumed', async () => {
  const book = await openBook()
  const { status, body } = await book.importEvents([account('A1')], { type: 'application/x-ndjson', query: '?resume=nothing' })
  expect([status, body.code]).toEqual([404, 'import-unknown'])
  expect((await book.get('/v1/imports/nothing')).status).toBe(404)
})

test('a file with more rows than the limit is refused after the last whole chunk, which stays', async () => {
  const book = await openBook({ limits: { chunkItems: 10, importRows: 25 } })
  const { status, headers, body } = await book.importEvents([account('A1'), ...orders(0, 40)], { type: 'application/x-ndjson' })
  expect([status, body.code, headers.connection]).toEqual([413, 'body-too-large', 'close'])
  expect(body).toMatchObject({ limit: 'importRows', line: 20, summary: { accepted: 20 } })
  expect(await book.recorded()).toHaveLength(20)
})

test('an order of many rows is never cut by a chunk', async () => {
  const book = await openBook({ limits: { chunkItems: 3 } })
  await book.send(account('A1'))
  const rows = ['O1', 'O1', 'O2', 'O2', 'O2', 'O2', 'O2', 'O3'].map((id, index) => `${id},A1,2025-03-05,USD,${index + 1}`)
  const { body } = await book.importOrders([header, ...rows].join('\n'))
  expect(body.summary.accepted).toBe(3)
  expect((await book.stream('order-csv~O2'))[0]?.data).toMatchObject({
    lines: [{ net: '3.0000' }, {}, {}, {}, { net: '7.0000' }],
  })
})

test('imports are listed', async () => {
  const book = await openBook()
  await book.importEvents([account('A1')], { type: 'application/x-ndjson', headers: { 'idempotency-key': 'a' } })
  await book.importEvents([account('A2')], { type: 'application/x-ndjson', headers: { 'idempotency-key': 'b' } })
  const page = await book.json('/v1/imports?limit=1')
  expect(page.items).toMatchObject([{ importId: 'a', startedBy: 'local' }])
  expect((await book.json(`/v1/imports?limit=1&cursor=${page.nextCursor}`)).items).toMatchObject([{ importId: 'b' }])
})

test('only the first thousand rows put aside are in the answer, and it says so', async () => {
  const book = await openBook()
  const { body } = await book.importEvents(orders(0, 1_203), { type: 'application/x-ndjson' })
  expect(body.summary.quarantined).toBe(1_203)
  expect([body.results.length, body.resultsTruncated]).toEqual([1_000, true])
  expect((await book.get(`/v1/imports/${body.importId}/rejects`)).text.trim().split('\n')).toHaveLength(1_203)
})

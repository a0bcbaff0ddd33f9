import { expect, test } from 'vitest'
import { account, openBook, order } from './intake-book.ts'

const orders = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => order(`O${String(from + index).padStart(4, '0')}`, 'A1'))

test('a strict import is recorded in one piece or not at all', async () => {
  const book = await openBook({ limits: { chunkItems: 2 } })
  const strict = { type: 'application/x-ndjson', headers: { prefer: 'handling=strict' } }
  const refused = await book.importEvents([account('A1'), order('O1', 'A1'), order('O2', 'A1'), order('O3', 'A9')], strict)
  expect([refused.status, refused.body.code]).toEqual([422, 'strict-handling'])
  expect(refused.body).toMatchObject({ summary: { accepted: 3, quarantined: 1 }, results: [{ line: 4, id: 'O3' }] })
  expect(await book.recorded()).toEqual([])
  const accepted = await book.importEvents([account('A1'), order('O1', 'A1'), order('O2', 'A1')], strict)
  expect([accepted.status, accepted.body.summary.accepted]).toEqual([200, 3])
})

test('an import that was begun leniently is not ended strictly under its name', async () => {
  const book = await openBook({ limits: { chunkItems: 10, importRows: 30 } })
  const named = { type: 'application/x-ndjson', headers: { 'idempotency-key': 'march-10' } }
  const strict = { ...named, headers: { ...named.headers, prefer: 'handling=strict' } }
  const lines = [account('A1'), ...orders(0, 39)].map((event) => `${JSON.stringify(event)}\n`)
  const cutShort = await book.post('/v1/imports', lines.join(''), named)
  expect([cutShort.status, cutShort.body.line]).toEqual([413, 30])
  const file = lines.slice(0, 30).join('')
  const refused = await book.post('/v1/imports', file, strict)
  expect([refused.status, refused.body.code]).toEqual([422, 'idempotency-key-reused'])
  const ended = await book.post('/v1/imports', file, named)
  expect(ended.body).toMatchObject({ state: 'done', summary: { accepted: 30 } })
  const again = await book.post('/v1/imports', file, strict)
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true'])
})

test('an import that put something aside is not answered again as a strict one', async () => {
  const book = await openBook()
  const named = { type: 'application/x-ndjson', headers: { 'idempotency-key': 'march-11' } }
  const strict = { ...named, headers: { ...named.headers, prefer: 'handling=strict' } }
  const file = [account('A1'), { nothing: 'known' }]
  expect((await book.importEvents(file, named)).body.summary).toMatchObject({ accepted: 1, rejected: 1 })
  const refused = await book.importEvents(file, strict)
  expect([refused.status, refused.body.code]).toEqual([422, 'idempotency-key-reused'])
})

test('a strict import is bounded, since all of it is in memory at once', async () => {
  const book = await openBook({ limits: { strictRows: 5, strictBytes: 2_000, chunkItems: 2 } })
  const strict = { type: 'application/x-ndjson', headers: { prefer: 'handling=strict' } }
  const named = { name: 'A1', accountId: 'A1', segment: 'x'.repeat(600) }
  for (const [file, limit] of [
    [orders(0, 8), 'strictRows'],
    [[1, 2, 3, 4].map((number) => account(`A${number}`, { data: named })), 'strictBytes'],
  ] as const) {
    const refused = await book.importEvents(file, strict)
    expect([refused.status, refused.body.code, refused.body.limit]).toEqual([413, 'body-too-large', limit])
  }
  expect(await book.recorded()).toEqual([])
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fx1Events } from '../fixtures/golden.ts'
import { account, event, openBook, order } from './intake-book.ts'

const at = (recordedtime: string, sent: object) => ({ ...sent, recordedtime })
const backfill = { query: '?backfill=true' }

test('history keeps its own recorded times, and the true time of intake beside them', async () => {
  const book = await openBook()
  const history = [at('2024-01-01T09:00:00Z', account('A1')), at('2025-03-06T18:00:00Z', order('O1', 'A1'))]
  const { body } = await book.send(history, backfill)
  expect(body.results[1]).toMatchObject({ status: 'accepted', recordedAt: '2025-03-06T18:00:00Z' })
  expect((await book.stream('order-erp~O1'))[0]).toMatchObject({
    recordedAt: Date.parse('2025-03-06T18:00:00Z'),
    ingestedAt: book.time.now,
    backfilled: true,
  })
})

test('recorded times do not go back, neither within the batch nor before the head', async () => {
  const book = await openBook()
  const sent = [
    at('2025-03-02T00:00:00Z', account('A1')),
    at('2025-03-01T00:00:00Z', account('A2')),
    at('2025-03-02T00:00:00Z', account('A3')),
  ]
  const { body } = await book.send(sent, backfill)
  expect(body.results.map((result: { status: string }) => result.status)).toEqual(['accepted', 'rejected', 'accepted'])
  const { status, body: single } = await book.send(at('2025-03-01T00:00:00Z', account('A4')), backfill)
  expect([status, single.code]).toEqual([409, 'recorded-time-goes-back'])
})

test('what is recorded already is a duplicate before its recorded time is looked at', async () => {
  const book = await openBook()
  const history = [at('2025-03-01T00:00:00Z', account('A1')), at('2025-03-02T00:00:00Z', account('A2'))]
  await book.send(history, backfill)
  expect((await book.send(history, backfill)).body.summary).toMatchObject({ duplicate: 2 })
})

test.each([
  ['missing', undefined, 400, 'invalid'],
  ['no instant', 'yesterday', 400, 'invalid'],
  ['without offset', '2025-03-01T00:00:00', 400, 'invalid'],
  ['ahead of the clock', '2025-04-01T12:00:00.001Z', 400, 'future-time'],
])('a recorded time that is %s is rejected', async (...[_name, recordedtime, status, code]) => {
  const book = await openBook()
  const answer = await book.send({ ...account('A1'), ...(recordedtime === undefined ? {} : { recordedtime }) }, backfill)
  expect([answer.status, answer.body.code]).toEqual([status, code])
})

test('a file of orders brings its recorded times in a column', async () => {
  const book = await openBook()
  await book.send(at('2025-01-01T00:00:00Z', account('A1')), backfill)
  const header = 'order_id,account_id,effective_on,currency,net,recorded_at'
  const file = `${header}\nO1,A1,2025-03-05,USD,1,2025-03-05T18:00:00+01:00\nO2,A1,2025-03-05,USD,1,\nO3,A1,2025-03-05,USD,1,2025-03-05T16:59:59Z\n`
  const { body } = await book.importOrders(file, { type: 'text/csv', ...backfill })
  expect(body.summary).toMatchObject({ accepted: 1, rejected: 2 })
  expect(body.results.map((result: { error: { code: string } }) => result.error.code)).toEqual([
    'invalid',
    'recorded-time-goes-back',
  ])
  expect((await book.stream('order-csv~O1'))[0]?.recordedAt).toBe(Date.parse('2025-03-05T17:00:00Z'))
})

test('without backfill a recorded time is not read', async () => {
  const book = await openBook()
  const { body } = await book.send(at('2010-01-01T00:00:00Z', account('A1')))
  expect(body.results[0]).toMatchObject({ status: 'accepted', recordedAt: '2025-04-01T12:00:00Z' })
})

test('while a backfill runs all others are refused and told when to come again', async () => {
  const book = await openBook()
  using lease = await book.intake.recorder.leaseForBackfill()
  const refused = await book.send(account('A1'))
  expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([503, 'backfill-in-progress', '5'])
  expect((await book.importEvents([account('A1')], { query: '?backfill=true' })).status).toBe(503)
  await expect(book.decide('AccountRegistered', { accountId: 'A1', name: 'A1' })).rejects.toThrow('backfill-in-progress')
  lease[Symbol.dispose]()
  expect((await book.send(account('A1'))).status).toBe(200)
})

test('what is released during a backfill is recorded when what it waited for was, not ahead of the history still to come', async () => {
  const book = await openBook()
  const { body } = await book.importEvents(
    [
      at('2025-03-06T00:00:00Z', order('O1', 'A1')),
      at('2025-03-07T00:00:00Z', account('A1')),
      at('2025-03-08T00:00:00Z', event('AccountAssigned', 'as1', { accountId: 'A1', repId: 'R1', effectiveOn: '2025-01-01' })),
    ],
    { ...backfill, type: 'application/x-ndjson' },
  )
  expect(body.summary).toMatchObject({ accepted: 2, quarantined: 1 })
  const next = await book.send(at('2025-03-09T00:00:00Z', order('O2', 'A1')), backfill)
  expect(next.body.results[0].status).toBe('accepted')
  expect((await book.stream('order-erp~O1'))[0]).toMatchObject({
    recordedAt: Date.parse('2025-03-07T00:00:00Z'),
    backfilled: true,
  })
})

test.skipIf(fx1Events === null)('the sample history FX-1 comes in whole, and a second time not at all', async () => {
  const book = await openBook({ zone: 'UTC' })
  book.time.now = Date.UTC(2025, 5, 1)
  const file = readFileSync(fx1Events ?? '')
  const sent = { type: 'application/x-ndjson', query: '?backfill=true' }
  const first = await book.post('/v1/imports', file, sent)
  expect(first.body.summary).toEqual({ accepted: 95, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 })
  const second = await book.post('/v1/imports', file, sent)
  expect(second.body.summary).toEqual({ accepted: 0, duplicate: 95, conflict: 0, rejected: 0, quarantined: 0 })
  expect((await book.stream('order-fx1~O19'))[0]?.effectiveOn).toBe('2025-02-28')
})

import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { account, type BookOptions, openBook, order } from './intake-book.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A book that listens, and a request to it whose body the test writes. */
const listening = async (options: BookOptions = {}) => {
  const book = await openBook(options)
  await book.app.listen({ host: '127.0.0.1', port: 0 })
  open.push(() => book.app.close())
  const { port } = book.app.server.address() as AddressInfo // Sound: it listens on a port
  const start = (path: string, headers: Readonly<Record<string, string>> = {}): ClientRequest => {
    const typed = { 'content-type': 'application/x-ndjson', ...headers }
    return request({ host: '127.0.0.1', port, path, method: 'POST', headers: typed })
  }
  return { book, start }
}

const Answer = z.looseObject({ code: z.string().optional(), state: z.string().optional() })

const answerOf = async (sent: ClientRequest) => {
  const [incoming] = (await once(sent, 'response')) as [IncomingMessage] // Sound: the event's argument
  return { status: incoming.statusCode, headers: incoming.headers, body: Answer.parse(await json(incoming)) }
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `${JSON.stringify(order(`O${from + index}`, 'A1'))}\n`).join('')

test('a long file comes in through a socket, plain and compressed', async () => {
  const { book, start } = await listening()
  await book.send(account('A1'))
  const plain = start('/v1/imports')
  plain.end(lines(0, 3_000))
  expect((await answerOf(plain)).body).toMatchObject({ state: 'done', summary: { accepted: 3_000 } })
  const compressed = start('/v1/imports', { 'content-encoding': 'gzip' })
  compressed.end(gzipSync(lines(0, 3_001)))
  expect((await answerOf(compressed)).body).toMatchObject({ state: 'done', summary: { accepted: 1, duplicate: 3_000 } })
})

test('a body that breaks a limit on its way is answered at once, and the connection closed', async () => {
  const { start } = await listening({ limits: { importBytes: 50_000 } })
  const sent = start('/v1/imports')
  sent.on('error', () => undefined) // The rest is not read any more.
  sent.write(lines(0, 1_000))
  const { status, headers, body } = await answerOf(sent)
  expect([status, body.code, headers.connection]).toEqual([413, 'body-too-large', 'close'])
  sent.destroy()
})

test('a declared length over the limit is answered before a byte is sent', async () => {
  const { start } = await listening({ limits: { importBytes: 50_000 } })
  const sent = start('/v1/imports', { 'content-length': '50001' })
  sent.on('error', () => undefined)
  sent.flushHeaders()
  expect((await answerOf(sent)).status).toBe(413)
  sent.destroy()
})

test('who sends a body to its end, though it is too large, is not cut off before the answer is read', async () => {
  const { start } = await listening({ limits: { bodyBytes: 50_000 } })
  const sent = start('/v1/events', { 'content-type': 'application/json' })
  const failures: Error[] = []
  sent.on('error', (error) => failures.push(error))
  const ended = new Promise((resolve) => sent.end(Buffer.alloc(30_000_000, ' '), () => resolve(null)))
  expect((await answerOf(sent)).status).toBe(413)
  await Promise.race([ended, once(sent, 'close')])
  expect([failures, sent.writableFinished]).toEqual([[], true])
})

test('a sender that falls silent is answered 408, and the import can be resumed', async () => {
  const { book, start } = await listening({ limits: { idleMs: 50, chunkItems: 10 } })
  await book.send(account('A1'))
  const sent = start('/v1/imports', { 'idempotency-key': 'i1' })
  sent.on('error', () => undefined)
  sent.write(lines(0, 25))
  const { status, headers, body } = await answerOf(sent)
  expect([status, body.code, headers.connection]).toEqual([408, 'slow-request', 'close'])
  expect(body).toMatchObject({ importId: 'i1' })
  const resumed = start('/v1/imports?resume=i1')
  resumed.end(lines(0, 25))
  expect((await answerOf(resumed)).body).toMatchObject({ state: 'done', summary: { accepted: 25 } })
})

test('a connection that breaks leaves what was recorded, and an import that can be resumed', async () => {
  const { book, start } = await listening({ limits: { chunkItems: 100 } })
  await book.send(account('A1'))
  const sent = start('/v1/imports', { 'idempotency-key': 'i1' })
  sent.on('error', () => undefined)
  sent.write(lines(0, 2_000))
  await book.store.waitBeyond(500n, AbortSignal.timeout(10_000))
  sent.destroy()
  await expect.poll(async () => (await book.json('/v1/imports/i1')).state, { timeout: 10_000 }).toBe('interrupted')
  expect((await book.recorded()).length).toBeGreaterThan(500)
  const resumed = start('/v1/imports', { 'idempotency-key': 'i1' })
  resumed.end(lines(0, 2_000))
  expect((await answerOf(resumed)).body).toMatchObject({ state: 'done', received: 2_000, summary: { accepted: 2_000 } })
})

test('an import that is sent twice at the same time is under way for the second sender', async () => {
  const { book, start } = await listening()
  await book.send(account('A1'))
  const first = start('/v1/imports', { 'idempotency-key': 'i1' })
  first.write(lines(0, 2_000))
  await expect.poll(async () => (await book.get('/v1/imports/i1')).status, { timeout: 10_000 }).toBe(200)
  const second = start('/v1/imports', { 'idempotency-key': 'i1' })
  second.end(lines(0, 2_001))
  const { status, headers, body } = await answerOf(second)
  expect([status, body.code, headers['retry-after']]).toEqual([409, 'in-flight', '1'])
  first.end(lines(2_000, 2_001))
  expect((await answerOf(first)).body).toMatchObject({ state: 'done', summary: { accepted: 2_001 } })
})

test('a request for events that falls silent is answered 408', async () => {
  const { start } = await listening({ limits: { idleMs: 50 } })
  const sent = start('/v1/events', { 'content-type': 'application/json' })
  sent.on('error', () => undefined)
  sent.write('{')
  expect((await answerOf(sent)).body.code).toBe('slow-request')
})

test('bodies that arrive together have a bound, which single events do not feel', async () => {
  const json = { 'content-type': 'application/json' }
  const batch = JSON.stringify(Array.from({ length: 500 }, (_, index) => order(`O${index}`, 'A1')))
  const readingBytes = (batch.length - 64 * 1024) * 2.5
  const { book, start } = await listening({ limits: { readingBytes, idleMs: 60_000 } })
  await book.send(account('A1'))
  const slow = [1, 2].map(() => start('/v1/events', json))
  for (const sent of slow) {
    sent.on('error', () => undefined)
    sent.write(batch.slice(0, -1))
  }
  const large = async () => {
    const sent = start('/v1/events', json)
    sent.end(batch)
    return answerOf(sent)
  }
  await expect.poll(async () => (await large()).status, { timeout: 10_000 }).toBe(429)
  const { headers, body } = await large()
  expect([body.code, headers['retry-after']]).toEqual(['intake-busy', '1'])
  const single = start('/v1/events', json)
  single.end(JSON.stringify(order('S1', 'A1')))
  expect((await answerOf(single)).status).toBe(200)
  for (const sent of slow) sent.destroy()
  await expect.poll(async () => (await large()).status, { timeout: 10_000 }).toBe(200)
})

test('a full queue is told to who still sends', async () => {
  const { book, start } = await listening({ limits: { queueItems: 1 } })
  const stuck = Promise.withResolvers<void>()
  const head = book.store.head.bind(book.store)
  book.store.head = async () => {
    await stuck.promise
    return head()
  }
  const waiting = book.send([account('A1'), account('A2')])
  await expect.poll(() => book.intake.recorder.isFull(), { timeout: 10_000 }).toBe(true)
  const sent = start('/v1/events', { 'content-type': 'application/json' })
  sent.on('error', () => undefined)
  sent.write('[')
  const { status, headers, body } = await answerOf(sent)
  expect([status, headers['retry-after'], body.code]).toEqual([429, '1', 'intake-busy'])
  sent.destroy()
  stuck.resolve()
  expect((await waiting).body.summary).toMatchObject({ accepted: 2 })
})

test('a body that is refused on its way does not hold up what is sent after it', async () => {
  const { start } = await listening()
  const refused = start('/v1/imports', { 'content-encoding': 'gzip' })
  refused.on('error', () => undefined)
  refused.end(Buffer.concat([gzipSync(lines(0, 10)), Buffer.alloc(8_000_000, 'x')]))
  const { status, headers } = await answerOf(refused)
  expect([status, headers.connection]).toEqual([400, 'close'])
  const next = start('/v1/events', { 'content-type': 'application/json' })
  next.end(JSON.stringify(account('A1')))
  expect((await answerOf(next)).status).toBe(200)
})

import { mkdtempSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { compose } from './compose.ts'
import { configOrFail } from './config.ts'
import { settled } from './settled.ts'

const never = new AbortController().signal
const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'daybook-compose-')), 'data')
const open = (roles: string, dataDir = newFolder(), env: Record<string, string> = {}) =>
  compose(configOrFail({ roles, dataDir, port: '0' }, env), { clock: Date.now, log: pino({ level: 'silent' }), stopping: never })

test('all roles together take an event in, post it and answer it', async () => {
  await using book = await open('api,intake,projector')
  const sent = await book.app.inject({
    method: 'POST',
    url: '/v1/events',
    headers: { host: 'localhost', 'content-type': 'application/cloudevents+json' },
    payload: JSON.stringify({
      specversion: '1.0',
      id: 'acc-A1',
      source: 'crm',
      type: 'AccountRegistered',
      time: '2025-01-09T15:04:00Z',
      data: { accountId: 'A1', name: 'Acme' },
    }),
  })
  expect(sent.json().summary).toMatchObject({ accepted: 1 })
  await settled(book, never)
  const asked = await book.app.inject({ url: '/v1/kpis/active-accounts?minPosition=0', headers: { host: 'localhost' } })
  expect(asked.json()).toMatchObject({ watermark: '0', rows: [{ entity: null, value: 0 }] })
})

test.each(['api', 'intake', 'projector', 'api,intake'])('a process that does %s alone says how it is', async (roles) => {
  await using book = await open(roles)
  for (const path of ['/livez', '/readyz', '/version', '/metrics']) {
    expect((await book.app.inject({ url: path, headers: { host: 'localhost' } })).statusCode).toBe(200)
  }
})

test.each(['/v1/accounts', '/v1/projections/ledgers/pause', '/v1/events'])(
  'a body for %s has the time that is set to arrive',
  async (path) => {
    await using book = await open('api,intake,projector', newFolder(), { DAYBOOK_LIMIT_REQUEST_MS: '1000' })
    const address = new URL(await book.app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(address.port), '127.0.0.1')
    const head = [`POST ${path} HTTP/1.1`, `Host: ${address.host}`, 'Content-Type: application/json', 'Content-Length: 90']
    socket.write(`${head.join('\r\n')}\r\n\r\n{`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"slow-request"/)
  },
)

test('what was opened is closed when a later step fails, so the folder is free again', async () => {
  const folder = newFolder()
  await using first = await open('api,intake', folder)
  await expect(open('api', folder)).rejects.toThrow('is in use by')
  await first[Symbol.asyncDispose]()
  await using again = await open('api', folder)
  expect(again.projector).toBeNull()
})

test.each(['api,intake,projector', 'intake'])('reads of a process that does %s tell how fresh they are', async (roles) => {
  await using book = await open(roles)
  const first = await book.app.inject({ url: '/v1/imports' })
  expect(first.headers).toMatchObject({
    'daybook-watermark': 'none',
    'daybook-lag-ms': '0',
    'cache-control': 'private, no-cache',
  })
  const again = await book.app.inject({ url: '/v1/imports', headers: { 'if-none-match': String(first.headers.etag) } })
  expect([again.statusCode, again.body]).toEqual([304, ''])

  const headers = { 'content-type': 'application/x-ndjson' }
  await book.app.inject({ method: 'POST', url: '/v1/imports', headers, payload: 'no event' })
  const later = await book.app.inject({ url: '/v1/imports', headers: { 'if-none-match': String(first.headers.etag) } })
  expect([later.statusCode, later.json().items.length]).toEqual([200, 1])
})

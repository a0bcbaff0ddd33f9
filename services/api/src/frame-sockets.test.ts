import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type FastifyInstance, fastify } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { drainOnClose } from './draining.ts'
import { buildFrame } from './frame.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A connection to an application that listens, by hand: a client of HTTP would not be so clumsy. */
const connected = async (app: FastifyInstance): Promise<Socket> => {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo // Sound: it listens on a port
  const socket = connect(port, '127.0.0.1')
  open.push(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`

test('headers of more than 16 KiB are answered with a problem', async () => {
  const app = buildFrame({ version: '1.0.0', access: 'open' })
  open.push(() => app.close())
  const socket = await connected(app)
  socket.write(get('/', `X-Long: ${'x'.repeat(17_000)}\r\n`))
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 431 [\s\S]*application\/problem\+json[\s\S]*"code":"headers-too-large"/)
})

test('what is no HTTP is answered with a problem', async () => {
  const app = buildFrame({ version: '1.0.0', access: 'open' })
  open.push(() => app.close())
  const socket = await connected(app)
  socket.write('\u0016\u0003\u0001 no HTTP\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"bad-request"/)
})

test('a request that names no host is answered with a problem', async () => {
  const app = buildFrame({ version: '1.0.0', access: 'open' })
  app.get('/', async () => ({ fine: true }))
  open.push(() => app.close())
  const socket = await connected(app)
  socket.write('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"bad-request"/)
})

test('headers and whole requests have a time to arrive', () => {
  const { server } = buildFrame({ version: '1.0.0', requestTimeoutMs: 900_000 })
  expect([server.headersTimeout, server.requestTimeout, server.maxRequestsPerSocket]).toEqual([30_000, 900_000, 100_000])
})

test('who asks for much and reads nothing is cut off', async () => {
  const app = buildFrame({ version: '1.0.0', access: 'open', answerIdleMs: 50 })
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536)
    })(),
  )
  app.get('/endless', (_request, reply) => reply.send(endless))
  open.push(() => app.close())
  const socket = await connected(app)
  socket.pause()
  socket.write(get('/endless'))
  await once(endless, 'close')
  expect(endless.destroyed).toBe(true)
})

test('a server that stops finishes what is under way and begins nothing new', async () => {
  const app = buildFrame({ version: '1.0.0', access: 'open' })
  const begun = Promise.withResolvers<void>()
  const going = Promise.withResolvers<void>()
  app.get('/slow', async () => {
    begun.resolve()
    await going.promise
    return { fine: true }
  })
  const socket = await connected(app)
  socket.write(get('/slow'))
  await begun.promise
  const closed = app.close()
  socket.write(get('/slow'))
  const late = Promise.withResolvers<void>()
  app.server.once('request', () => late.resolve())
  await late.promise
  going.resolve()
  const answers = await text(socket)
  await closed
  expect(answers).toMatch(/^HTTP\/1\.1 200 [\s\S]*{"fine":true}HTTP\/1\.1 503 /)
  expect(answers).toMatch(/retry-after: 5\r\n[\s\S]*"code":"not-ready"/)
})

test('a stop does not wait for a connection that gets nowhere', async () => {
  const app = fastify()
  drainOnClose(app, 50)
  app.get('/never', () => new Promise(() => undefined))
  const socket = await connected(app)
  socket.on('error', () => undefined)
  const gone = once(socket, 'close')
  socket.write(get('/never'))
  await once(app.server, 'request')
  await app.close()
  await gone
})

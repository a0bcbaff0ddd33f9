import { buildFrame } from '@daybook/api'
import { expect, test } from 'vitest'

const frame = (access: 'loopback' | 'open' = 'loopback') => {
  const app = buildFrame({ version: '1.0.0', port: 8080, access })
  app.register((routes, _options, done) => {
    routes.get('/figures', () => ({ fine: true }))
    routes.post('/figures', () => ({ fine: true }))
    done()
  })
  return app
}

const host = 'localhost:8080'

test.each([
  ['localhost with our port', { host }],
  ['the IPv4 address with our port', { host: '127.0.0.1:8080' }],
  ['the IPv6 address with our port', { host: '[::1]:8080' }],
  ['a host in capitals', { host: 'LOCALHOST:8080' }],
  ['a page of ours', { host, origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }],
  ['an address typed by hand', { host, 'sec-fetch-site': 'none' }],
])('%s is answered', async (_name, headers) => {
  const answer = await frame().inject({ url: '/figures', headers })
  expect(answer.statusCode).toBe(200)
})

test.each([
  ['a name that resolves to us', { host: 'attacker.example' }],
  ['a name that resolves to us, with our port', { host: 'attacker.example:8080' }],
  ['localhost without our port', { host: 'localhost' }],
  ['localhost with another port', { host: 'localhost:8081' }],
  ['a name that begins like ours', { host: 'localhost.attacker.example:8080' }],
  ['an address of the private network', { host: '192.168.0.7:8080' }],
  ['an address that means all', { host: '0.0.0.0:8080' }],
])('%s is not our host', async (_name, headers) => {
  const answer = await frame().inject({ url: '/figures', headers })
  expect([answer.statusCode, answer.json().code]).toEqual([403, 'foreign-host'])
})

test.each([
  ['another origin', { host, origin: 'https://attacker.example' }],
  ['our host on another port', { host, origin: 'http://localhost:3000' }],
  ['our host over https', { host, origin: 'https://localhost:8080' }],
  ['an opaque origin', { host, origin: 'null' }],
  ['a cross-site fetch', { host, 'sec-fetch-site': 'cross-site' }],
  ['a same-site fetch', { host, 'sec-fetch-site': 'same-site' }],
  ['a kind of fetch that browsers do not name', { host, 'sec-fetch-site': 'friendly' }],
])('%s is foreign', async (_name, headers) => {
  for (const method of ['GET', 'POST'] as const) {
    const answer = await frame().inject({ url: '/figures', method, headers })
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'foreign-origin'])
  }
})

test.each([
  ['plain text', 'text/plain'],
  ['plain text with a parameter', 'text/plain;charset=utf-8'],
  ['plain text in capitals after a tab', '\tTEXT/Plain'],
  ['a form', 'application/x-www-form-urlencoded'],
  ['a form with files', 'multipart/form-data; boundary=x'],
])('%s is no body for us, be it empty', async (_name, contentType) => {
  for (const payload of ['', 'a=1']) {
    const headers = { host, 'content-type': contentType }
    const answer = await frame().inject({ method: 'POST', url: '/figures', headers, payload })
    expect([answer.statusCode, answer.json().code]).toEqual([415, 'unsupported-media-type'])
  }
})

test('a preflight is not answered with leave', async () => {
  const headers = { host, origin: 'https://attacker.example', 'access-control-request-method': 'POST' }
  const answer = await frame().inject({ method: 'OPTIONS', url: '/figures', headers })
  expect(answer.statusCode).toBe(403)
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('the port listened on is the one that must be named', async () => {
  await using app = frame()
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  expect((await fetch(`${address}/figures`)).status).toBe(200)
  const named = await app.inject({ url: '/figures', headers: { host } })
  expect(named.statusCode).toBe(403)
})

test('where access is open, any host is answered', async () => {
  const answer = await frame('open').inject({ url: '/figures', headers: { host: 'daybook.example' } })
  expect(answer.statusCode).toBe(200)
})

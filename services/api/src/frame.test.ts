import { expect, test } from 'vitest'
import { z } from 'zod'
import { buildFrame } from './frame.ts'
import { HttpProblem } from './http-problem.ts'

const frameWithRoutes = () => {
  const app = buildFrame({ version: '1.0.0' })
  app.register((routes, _options, done) => {
    const querystring = z.strictObject({ asOf: z.iso.date().optional(), period: z.string().optional() })
    routes.get('/things', { schema: { querystring } }, () => ({ fine: true }))
    const body = z.strictObject({ name: z.string(), lines: z.array(z.strictObject({ net: z.string() })) })
    routes.post('/things', { schema: { body } }, () => ({ fine: true }))
    routes.get('/fails', () => Promise.reject(new Error('the secret of the disk')))
    routes.get('/refuses', () => {
      throw new HttpProblem('account-lost', { detail: 'A1 is lost', facts: { lostOn: '2025-02-28' } })
    })
    done()
  })
  return app
}

test('an unknown parameter is refused with the nearest name', async () => {
  const answer = await frameWithRoutes().inject('/things?asof=2025-01-01&colour=red')
  expect(answer.statusCode).toBe(400)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.json()).toMatchObject({
    type: '/problems/invalid-request',
    title: 'The request does not match its schema',
    status: 400,
    code: 'invalid-request',
    errors: [
      { parameter: 'asof', detail: 'is not a parameter; did you mean asOf?' },
      { parameter: 'colour', detail: 'is not a parameter; known are asOf, period' },
    ],
    requestId: answer.headers['x-request-id'],
  })
})

test('where no parameter is taken, one that is given is refused', async () => {
  const app = buildFrame({ version: '1.0.0' })
  app.post('/decisions', { schema: { operationId: 'decide' } }, () => ({ fine: true }))
  const answer = await app.inject({ method: 'POST', url: '/decisions?dryRun=true' })
  expect([answer.statusCode, answer.json().errors]).toEqual([
    400,
    [{ parameter: 'dryRun', detail: 'is not a parameter; none is taken here' }],
  ])
})

test('a wrong parameter is named', async () => {
  const answer = await frameWithRoutes().inject('/things?asOf=yesterday')
  expect(answer.json().errors).toMatchObject([{ parameter: 'asOf' }])
})

test('every wrong place in a body is pointed to', async () => {
  const payload = { name: 7, lines: [{ net: '1.0000', colour: 'red' }] }
  const answer = await frameWithRoutes().inject({ method: 'POST', url: '/things', payload })
  expect(answer.json()).toMatchObject({
    code: 'invalid-request',
    errors: [{ pointer: '/name' }, { pointer: '/lines/0/colour', detail: 'is not a member of this object' }],
  })
})

test('a body that is not JSON is a problem', async () => {
  for (const payload of ['{"a":', '{"__proto__":{}}', '']) {
    const headers = { 'content-type': 'application/json' }
    const answer = await frameWithRoutes().inject({ method: 'POST', url: '/things', payload, headers })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'not-json'])
  }
})

test('a body beyond the limit is a problem', async () => {
  const payload = { name: 'x'.repeat(2_000_000), lines: [] }
  const answer = await frameWithRoutes().inject({ method: 'POST', url: '/things', payload })
  expect([answer.statusCode, answer.json().code, answer.headers.connection]).toEqual([413, 'body-too-large', 'close'])
})

test('a refusal carries its facts', async () => {
  const answer = await frameWithRoutes().inject('/refuses')
  expect(answer.statusCode).toBe(409)
  expect(answer.json()).toMatchObject({ code: 'account-lost', detail: 'A1 is lost', lostOn: '2025-02-28' })
})

test('a fault tells nothing of its inside', async () => {
  const answer = await frameWithRoutes().inject('/fails')
  expect(answer.statusCode).toBe(500)
  expect(answer.json().code).toBe('internal-error')
  expect(answer.body).not.toContain('secret')
})

test('nothing at an address, or not with this method', async () => {
  const nowhere = await frameWithRoutes().inject('/thinks')
  expect([nowhere.statusCode, nowhere.json().code]).toEqual([404, 'not-found'])
  const notThat = await frameWithRoutes().inject({ method: 'DELETE', url: '/things' })
  expect([notThat.statusCode, notThat.json().code, notThat.headers.allow]).toEqual([405, 'method-not-allowed', 'GET, HEAD, POST'])
})

test('an address that cannot be decoded is a problem', async () => {
  const answer = await frameWithRoutes().inject('/thi%ZZngs')
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'bad-url'])
})

test('a request id that is well formed comes back, another is replaced', async () => {
  const kept = await frameWithRoutes().inject({ url: '/things', headers: { 'x-request-id': 'desk-7.a_1' } })
  expect(kept.headers['x-request-id']).toBe('desk-7.a_1')
  for (const given of ['two words', 'x'.repeat(65), '<script>', '']) {
    const replaced = await frameWithRoutes().inject({ url: '/things', headers: { 'x-request-id': given } })
    expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('answers carry the headers that keep a browser strict, and none that lets another site read', async () => {
  const { headers } = await frameWithRoutes().inject('/things')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['content-security-policy']).toBe("default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'")
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test.each([
  ['gzip', 'application/json', 415, 'unsupported-encoding'],
  ['br', 'application/json', 415, 'unsupported-encoding'],
  ['identity', 'application/json; charset=utf-16', 415, 'unsupported-media-type'],
  ['identity', 'application/json;charset="iso-8859-1"', 415, 'unsupported-media-type'],
  ['Identity', 'application/json; charset=UTF-8', 200, undefined],
  ['identity', 'application/json; charset="utf-8"', 200, undefined],
])('a body that is coded in %s, of the type %s, is answered with %i', async (coding, type, ...answered) => {
  const app = buildFrame({ version: '1.0.0', access: 'open', readJson: (body) => JSON.parse(body.toString()) })
  app.post('/echo', async (request) => request.body)
  const headers = { 'content-encoding': coding, 'content-type': type }
  const answer = await app.inject({ method: 'POST', url: '/echo', headers, payload: '{"a":1}' })
  expect([answer.statusCode, answer.json().code]).toEqual(answered)
})

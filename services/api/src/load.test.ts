import { afterEach, expect, test, vi } from 'vitest'
import { buildFrame, type FrameOptions } from './frame.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

const frameWith = (options: Partial<FrameOptions>) => {
  const app = buildFrame({ version: '1.0.0', access: 'open', ...options })
  app.get('/things', () => ({ fine: true }))
  app.get('/livez', () => ({ status: 'live' }))
  open.push(() => app.close())
  return app
}

test('the requests of an address are counted, told as structured fields, and refused beyond the bound', async () => {
  const app = frameWith({ rate: { requests: 2, local: true } })
  const answers = [await app.inject('/things'), await app.inject('/nothing'), await app.inject('/things')]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 404, 429])
  expect(answers.map(({ headers }) => headers['ratelimit-policy'])).toEqual(Array(3).fill('"address";q=2;w=60'))
  expect(answers.map(({ headers }) => headers.ratelimit)).toEqual(
    [1, 0, 0].map((left) => expect.stringMatching(`^"address";r=${left};t=(?:60|59)$`)),
  )
  const [, , refused] = answers
  expect(refused?.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(refused?.json()).toMatchObject({ code: 'too-many-requests', status: 429 })
  expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(50)
  expect((await app.inject({ url: '/things', remoteAddress: '192.0.2.7' })).statusCode).toBe(200)
})

test('health is answered whatever the count, and this machine is not counted unless that is asked for', async () => {
  const counting = frameWith({ rate: { requests: 1, local: true } })
  for (let request = 0; request < 3; request += 1) expect((await counting.inject('/livez')).statusCode).toBe(200)
  const app = frameWith({ rate: { requests: 1, local: false } })
  for (const remoteAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
    const answers = [await app.inject({ url: '/things', remoteAddress }), await app.inject({ url: '/things', remoteAddress })]
    expect(answers.map(({ statusCode, headers }) => [statusCode, headers.ratelimit])).toEqual(Array(2).fill([200, undefined]))
  }
})

/** Keeps the process busy in pieces of so many milliseconds, with a turn for others between. */
const keepBusy = (pieceMs: number): void => {
  let isOver = false
  open.push(() => {
    isOver = true
  })
  const piece = (): void => {
    for (const until = performance.now() + pieceMs; performance.now() < until; );
    if (!isOver) setImmediate(piece)
  }
  piece()
}

const things = (app: ReturnType<typeof frameWith>) => async () => (await app.inject('/things')).statusCode
const patience = { timeout: 20_000, interval: 100 }

test('a process that is late refuses requests, and says how it is all the same', async () => {
  const app = frameWith({ load: { loopDelayMs: 20, memoryBytes: Number.MAX_SAFE_INTEGER } })
  expect(await things(app)()).toBe(200)
  keepBusy(100)
  await vi.waitFor(async () => expect(await things(app)()).toBe(503), patience)
  const refused = await app.inject('/things')
  expect([refused.json().code, refused.headers['retry-after']]).toEqual(['overloaded', '1'])
  expect((await app.inject('/livez')).statusCode).toBe(200)
})

test('a process whose memory is used up refuses requests', async () => {
  const app = frameWith({ load: { loopDelayMs: 60_000, memoryBytes: 1 } })
  await app.ready()
  await vi.waitFor(async () => expect(await things(app)()).toBe(503), patience)
  expect((await app.inject('/things')).json().detail).toContain('memory')
})

test('a process that is busy all the time but not late answers', async () => {
  const app = frameWith({ load: { loopDelayMs: 60_000, memoryBytes: Number.MAX_SAFE_INTEGER } })
  await app.ready()
  keepBusy(10)
  const busySince = performance.now()
  // Two of the looks that are taken once a second: by then it is known that the process never rests.
  await vi.waitFor(() => expect(performance.now() - busySince).toBeGreaterThan(2_200), patience)
  expect(await things(app)()).toBe(200)
})

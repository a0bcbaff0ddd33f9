import { SourceEventId } from '@daybook/domain'
import { eventIdOf } from '@daybook/event-store'
import { expect, test } from 'vitest'
import { erp } from '../contract/event-store-facts.ts'
import { openLog } from './api-log.ts'

test('before the first event nothing is known', async () => {
  const { get } = openLog()
  const { status, headers } = await get('/v1/events')
  expect(status).toBe(200)
  expect([headers['daybook-known-at'], headers['daybook-watermark'], headers['daybook-lag-ms']]).toEqual(['none', 'none', '0'])
})

test('today is that of the reporting zone', async () => {
  const { get, time } = openLog()
  time.now = Date.UTC(2025, 3, 1, 3)
  expect((await get('/v1/events')).headers['daybook-as-of']).toBe('2025-03-31')
})

test('a position beyond the head is told apart from one that is not posted yet', async () => {
  const { record, get } = openLog()
  await record('O1', 'O2')
  const { status, body } = await get('/v1/events?knownAt=position:2')
  expect([status, body.code, body.head]).toEqual([400, 'beyond-head', '1'])
  expect(body.detail).toBe('the log ends at position 1, before 2')
})

test.each(['2025-03-02', 'yesterday', 'position:', 'position:-1', '2025-13-01T00:00:00Z', '2025-03-02T00:00:00'])(
  'knownAt=%s is neither an instant nor a position',
  async (knownAt) => {
    const { status, body } = await openLog().get(`/v1/events?knownAt=${knownAt}`)
    expect([status, body.code, body.errors[0].parameter]).toEqual([400, 'bad-instant', 'knownAt'])
  },
)

test('an instant may have any offset, also where a plus became a space', async () => {
  const { record, get } = openLog()
  await record('O1')
  for (const knownAt of [
    '2025-04-01T14:02:00%2B02:00',
    '2025-04-01T14:02:00+02:00',
    '2025-04-01T08:02:00-04:00',
    '2025-04-01t12:02:00z',
  ]) {
    expect((await get(`/v1/events?knownAt=${knownAt}`)).body.items).toHaveLength(1)
  }
})

test('minPosition waits, and says after two seconds that it is not there', async () => {
  const { record, get } = openLog()
  await record('O1')
  const waiting = get('/v1/events?minPosition=1')
  await record('O2')
  expect((await waiting).body.items).toHaveLength(2)
  const { status, body, headers } = await get('/v1/events?minPosition=7')
  expect([status, body.code, body.needed, body.applied, headers['retry-after']]).toEqual([409, 'not-yet-applied', '7', '1', '1'])
})

test('a figure waits until the ledgers are there, and is refused when they are not', async () => {
  const { record, post, get } = openLog()
  await record('O1')
  await post()
  await record('O2')
  expect((await get('/v1/kpis/orders')).body).toMatchObject({ knownAt: { position: '0' }, watermark: '0' })
  const late = await get('/v1/kpis/orders?knownAt=position:1')
  expect([late.status, late.body.code, late.body.needed, late.body.applied]).toEqual([409, 'not-yet-applied', '1', '0'])
  const waiting = get('/v1/kpis/orders?minPosition=1')
  await post()
  expect((await waiting).body).toMatchObject({ knownAt: { position: '1' }, watermark: '1' })
})

test.each(['/v1/projections', '/v1/kpis/orders/explain?scope=org'])(
  '%s waits for a position like every other read',
  async (path) => {
    const { record, post, get } = openLog()
    await record('O1')
    const asked = `${path}${path.includes('?') ? '&' : '?'}minPosition`
    const waiting = get(`${asked}=0`)
    await post()
    expect((await waiting).status).toBe(200)
    expect((await waiting).headers).toMatchObject({ 'daybook-watermark': '0', 'daybook-as-of': '2025-04-01' })
    const { status, body } = await get(`${asked}=7`)
    expect([status, body.code]).toEqual([409, 'not-yet-applied'])
  },
)

test('an event, and what it moved, can be read as soon as its position is known', async () => {
  const { record, post, get } = openLog()
  const id = eventIdOf(erp, SourceEventId.parse('O1'))
  const waiting = [get(`/v1/events/${id}?minPosition=0`), get(`/v1/events/${id}/impact?minPosition=0`)]
  await record('O1')
  await post()
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200])
})

test('the lag is how long the first event that is not posted has waited', async () => {
  const { record, get, time } = openLog()
  await record('O1')
  time.now += 1_500
  expect((await get('/v1/kpis/orders')).headers['daybook-lag-ms']).toBe('1500')
})

test('an answer is the same until something is posted, and is then asked for again', async () => {
  const { record, post, get } = openLog()
  await record('O1')
  await post()
  const { headers } = await get('/v1/kpis/orders?period=2025-03')
  expect(headers['cache-control']).toBe('private, no-cache')
  expect(headers.etag).toMatch(/^"[\w-]{27}"$/)
  const etag = { 'if-none-match': `"other", ${headers.etag}` }
  const known = await get('/v1/kpis/orders?period=2025-03', etag)
  expect([known.status, known.body, known.headers.etag]).toEqual([304, null, headers.etag])
  expect((await get('/v1/kpis/orders?period=2025-02', etag)).status).toBe(200)
  await record('O2')
  expect((await get('/v1/kpis/orders?period=2025-03', etag)).status).toBe(304)
  await post()
  expect((await get('/v1/kpis/orders?period=2025-03', etag)).status).toBe(200)
  expect((await get('/v1/kpis/orders?period=2025-03&knownAt=position:0', etag)).status).toBe(200)
})

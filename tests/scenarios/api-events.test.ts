import { SourceEventId } from '@daybook/domain'
import { eventIdOf } from '@daybook/event-store'
import { expect, test } from 'vitest'
import { erp } from '../contract/event-store-facts.ts'
import { openLog } from './api-log.ts'

const idsOf = (body: { readonly items: readonly { readonly id: string }[] }) => body.items.map(({ id }) => id)

test('events are listed by position, or the newest first', async () => {
  const { record, get } = openLog()
  await record('O1', 'O2', 'O3')
  expect(idsOf((await get('/v1/events')).body)).toEqual(['O1', 'O2', 'O3'])
  expect(idsOf((await get('/v1/events?order=desc&limit=2')).body)).toEqual(['O3', 'O2'])
  expect(idsOf((await get('/v1/events?after=0')).body)).toEqual(['O2', 'O3'])
})

test('pages of one listing are of one state, whatever is recorded meanwhile', async () => {
  const { record, get } = openLog()
  await record('O1', 'O2', 'O3', 'O4', 'O5')
  for (const [order, expected] of [
    ['asc', ['O1', 'O2', 'O3', 'O4', 'O5']],
    ['desc', ['O5', 'O4', 'O3', 'O2', 'O1']],
  ] as const) {
    const seen: string[] = []
    let next = ''
    for (;;) {
      const { body, headers } = await get(`/v1/events?order=${order}&limit=2${next}`)
      expect(headers['daybook-known-at']).toMatch(/^4 2025-04-01T/)
      seen.push(...idsOf(body))
      if (body.nextCursor === undefined) break
      next = `&cursor=${body.nextCursor}`
    }
    expect(seen).toEqual(expected)
  }
  const first = (await get('/v1/events?limit=2')).body
  await record('O6')
  const second = (await get(`/v1/events?limit=100&cursor=${first.nextCursor}`)).body
  expect(idsOf(second)).toEqual(['O3', 'O4', 'O5'])
  expect(second.nextCursor).toBeUndefined()
})

test('events are listed by what they are, where they came from and where they stand', async () => {
  const { record, get } = openLog()
  await record('O1', 'O2')
  expect(idsOf((await get('/v1/events?type=OrderAccepted&type=OrderVoided')).body)).toEqual(['O1', 'O2'])
  expect(idsOf((await get('/v1/events?type=OrderVoided')).body)).toEqual([])
  expect(idsOf((await get('/v1/events?source=crm')).body)).toEqual([])
  expect(idsOf((await get('/v1/events?stream=order-erp~O2')).body)).toEqual(['O2'])
})

test('a listing as known at a past moment holds what was recorded by then', async () => {
  const { record, get, time } = openLog()
  await record('O1')
  const then = new Date(time.now).toISOString()
  await record('O2')
  expect(idsOf((await get(`/v1/events?knownAt=${then}`)).body)).toEqual(['O1'])
  expect(idsOf((await get('/v1/events?knownAt=position:0')).body)).toEqual(['O1'])
  expect(idsOf((await get('/v1/events?knownAt=2020-01-01T00:00:00Z')).body)).toEqual([])
})

test('a cursor of another listing, or a changed one, is refused', async () => {
  const { record, get } = openLog()
  await record('O1', 'O2', 'O3')
  const { nextCursor } = (await get('/v1/events?limit=1')).body
  for (const query of [
    `order=desc&cursor=${nextCursor}`,
    `source=erp&cursor=${nextCursor}`,
    `cursor=${nextCursor}x`,
    'cursor=x',
  ]) {
    const { status, body } = await get(`/v1/events?${query}`)
    expect([status, body.code, body.errors]).toEqual([400, 'bad-cursor', [{ parameter: 'cursor', detail: 'is not valid' }]])
  }
})

test.each(['limit=0', 'limit=1001', 'limit=ten', 'order=up', 'type=OrderEaten', 'after=-1', 'stream=x'])(
  '%s is refused',
  async (query) => {
    const { status, body } = await openLog().get(`/v1/events?${query}`)
    expect([status, body.code]).toEqual([400, 'invalid-request'])
    expect(body.errors).toMatchObject([{ parameter: query.split('=')[0] }])
  },
)

test('whoever waits is told of the next event', async () => {
  const { record, get } = openLog()
  await record('O1')
  const waiting = get('/v1/events?after=0&wait=10')
  await record('O2')
  expect(idsOf((await waiting).body)).toEqual(['O2'])
})

test('an event is answered as it was recorded, and may be kept', async () => {
  const { record, get } = openLog()
  await record('O1')
  const { status, body, headers } = await get(`/v1/events/${eventIdOf(erp, SourceEventId.parse('O1'))}`)
  expect(status).toBe(200)
  expect(headers['cache-control']).toBe('private, max-age=86400')
  expect(body).toMatchObject({
    type: 'OrderAccepted',
    source: 'erp',
    id: 'O1',
    stream: 'order-erp~O1',
    revision: '0',
    position: '0',
    recordedAt: '2025-04-01T12:01:00Z',
    data: { orderId: 'O1', lines: [{ lineId: '1', net: '600.0000' }] },
    metadata: { actor: { kind: 'integration', id: 'erp' } },
  })
})

test('an event that is not recorded, and an id that is none', async () => {
  const unknown = await openLog().get('/v1/events/fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4')
  expect([unknown.status, unknown.body.code]).toEqual([404, 'unknown-event'])
  const none = await openLog().get('/v1/events/17')
  expect([none.status, none.body.code, none.body.detail]).toEqual([404, 'unknown-event', 'no event 17 is recorded'])
})

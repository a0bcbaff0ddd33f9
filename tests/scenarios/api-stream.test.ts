import { expect, test } from 'vitest'
import { openBook, smallBook } from './api-book.ts'
import { openEventSource } from './event-source.ts'

/** The book is read on the day after its last event, so that its cells are those of today. */
const open = async (streams = { clientsMax: 10 }) => {
  const book = await openBook(Date.UTC(2025, 2, 7, 12), { streams })
  await book.bring(smallBook)
  const address = await book.app.listen({ host: '127.0.0.1', port: 0 })
  const stream = (query = '', headers = {}) => openEventSource(`${address}/v1/stream${query}`, headers)
  const sell = async (orderId: string, net: string, accountId = 'A1') => {
    const data = { orderId, accountId, effectiveOn: '2025-03-07', currency: 'USD', net }
    const event = { specversion: '1.0', id: orderId, source: 'erp', type: 'OrderAccepted', data }
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${address}/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) })
    const { summary, position } = (await answer.json()) as { summary: { accepted: number }; position: string }
    expect(summary.accepted).toBe(1)
    return position
  }
  const get = async (path: string) => {
    const answer = await fetch(`${address}${path}`)
    const body = (await answer.json()) as { code?: string; errors?: { parameter: string }[] }
    return { status: answer.status, headers: answer.headers, body }
  }
  return { ...book, address, stream, sell, get }
}

const march = '?kpi=net-sales&scope=rep&entity=R1&period=2025-03'

test('a stream says how all stands, and then what is posted', async () => {
  await using book = await open()
  await using stream = await book.stream()
  expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream'])
  expect(await stream.next()).toMatchObject({ event: 'projection', id: '13', data: { name: 'ledgers', state: 'running' } })
  const first = await stream.next()
  const data = { position: '13', recordedAt: '2025-03-06T15:00:00Z', head: '13', lagMs: 0, generation: 1 }
  expect(first).toEqual({ event: 'watermark', id: '13', data })
  await book.sell('O9', '70.0000')
  expect(await stream.next()).toMatchObject({ event: 'watermark', id: '14', data: { position: '14' } })
})

test('a cell is told when its value changes, with the position of the change, and not otherwise', async () => {
  await using book = await open()
  await using stream = await book.stream(march)
  const before = { kpi: 'net-sales', unit: 'USD', scope: 'rep', asOf: '2025-03-07', watermark: '13', position: '13' }
  expect(await stream.next()).toEqual({
    event: 'cell',
    id: '13',
    data: {
      ...before,
      version: 1,
      knownAt: { position: '13', recordedAt: '2025-03-06T15:00:00Z' },
      entity: 'R1',
      period: '2025-03',
      value: '0.0000',
    },
  })
  await book.sell('O9', '70.0000', 'A2')
  expect(await stream.next('watermark')).toMatchObject({ id: '13' })
  expect(await stream.next()).toMatchObject({ event: 'watermark', id: '14' })
  await book.sell('O10', '80.0000')
  expect(await stream.next()).toMatchObject({ event: 'cell', id: '15', data: { value: '80.0000', position: '15' } })
  expect(await stream.next()).toMatchObject({ event: 'watermark', id: '15' })
})

test('who comes back is told where the ledgers are, and the cell only if it changed meanwhile', async () => {
  await using book = await open()
  const sold = await book.sell('O9', '70.0000')
  const last = await book.sell('O10', '80.0000', 'A2')
  await book.get(`/v1/kpis/orders?minPosition=${last}`)
  const events = async (lastEventId: string) => {
    await using stream = await book.stream(march, { 'last-event-id': lastEventId })
    const names: unknown[] = []
    for (let event = await stream.next(); event !== null; event = await stream.next()) {
      names.push(event.event === 'cell' ? event.data.value : event.event)
      if (event.event === 'watermark') break
    }
    return names
  }
  expect(await events('13')).toEqual(['70.0000', 'projection', 'watermark'])
  expect(await events(sold)).toEqual(['projection', 'watermark'])
  expect(await events(last)).toEqual(['projection', 'watermark'])
  expect(await events('900')).toEqual(['70.0000', 'projection', 'watermark'])
  // Recorded on another day than today, when the cell was that of then.
  expect(await events('7')).toEqual(['70.0000', 'projection', 'watermark'])
  expect(await events('nonsense')).toEqual(['70.0000', 'projection', 'watermark'])
})

test('nothing is missed by a client that loses its connection again and again', async () => {
  await using book = await open()
  const seen: unknown[] = []
  let lastEventId = '13'
  for (let number = 1; number <= 8; number += 1) {
    await book.sell(`N${number}`, '10.0000')
    await using stream = await book.stream(march, { 'last-event-id': lastEventId })
    for (let event = await stream.next(); event !== null; event = await stream.next()) {
      lastEventId = event.id ?? lastEventId
      if (event.event === 'cell') seen.push(event.data.value)
      if (event.event === 'cell' && event.id === String(13 + number)) break
    }
  }
  expect(seen.at(-1)).toBe('80.0000')
  expect(seen).toEqual([...new Set(seen)])
})

test('a change of state is told as it happens', async () => {
  await using book = await open()
  await using stream = await book.stream()
  expect(await stream.next('projection')).toMatchObject({ data: { state: 'running' } })
  await book.projector.act({ kind: 'pause' })
  expect(await stream.next('projection')).toMatchObject({ data: { state: 'paused' } })
  await book.projector.act({ kind: 'resume' })
  expect(await stream.next('projection')).toMatchObject({ data: { state: 'running' } })
})

test('many changes at once are told together, and the last is always told', async () => {
  await using book = await open()
  await using stream = await book.stream()
  await stream.next('watermark')
  for (let number = 1; number <= 300; number += 1) await book.sell(`M${number}`, '1.0000')
  const told: unknown[] = []
  while (told.at(-1) !== '313') told.push((await stream.next('watermark'))?.id)
  // At most ten a second, whatever the projector does; 300 runs would have been 300 events.
  expect(told.length).toBeLessThan(150)
})

test.each([
  ['?scope=rep&entity=R1', 400, 'kpi'],
  ['?period=2025-03', 400, 'kpi'],
  ['?kpi=net-sales&scope=rep', 400, 'entity'],
  ['?kpi=net-sales&knownAt=position:3', 400, 'knownAt'],
  ['?kpi=net-sale', 404, null],
  ['?kpi=net-sales&version=7', 404, null],
  ['?kpi=net-sales&period=2025-13', 400, null],
])('%s is no cell', async (query, status, parameter) => {
  await using book = await open()
  const answer = await book.get(`/v1/stream${query}`)
  expect([answer.status, answer.body.errors?.[0]?.parameter ?? null]).toEqual([status, parameter])
})

test('no more streams are opened than may be, and one that is left makes room', async () => {
  await using book = await open({ clientsMax: 2 })
  await using _first = await book.stream()
  const second = await book.stream()
  const refused = await book.get('/v1/stream')
  expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([503, 'too-many-streams', '5'])
  await second[Symbol.asyncDispose]()
  await expect
    .poll(async () => {
      await using third = await book.stream()
      return third.status
    })
    .toBe(200)
})

test('when the server stops, streams end with a word, and do not hold it up', async () => {
  const book = await open()
  const streams = await Promise.all([book.stream(), book.stream(march)])
  for (const stream of streams) await stream.next('watermark')
  const begun = performance.now()
  const ended = Promise.all(streams.map(async (stream) => [await stream.next(), await stream.next()]))
  await book[Symbol.asyncDispose]()
  const end = { event: 'end', id: null, data: { reason: 'stopping' } }
  expect(await ended).toEqual([
    [end, null],
    [end, null],
  ])
  expect(performance.now() - begun).toBeLessThan(5_000)
})

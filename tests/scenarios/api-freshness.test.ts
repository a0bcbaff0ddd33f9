import { expect, test } from 'vitest'
import { openBook, smallBook } from './api-book.ts'

type Operation = { readonly tags: readonly string[]; readonly parameters?: readonly { readonly name: string }[] }
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

/** What a question needs besides its address. */
const needed: Readonly<Record<string, string>> = { '/v1/kpis/{kpi}/diff': 'fromKnownAt=position:8' }

/** Worked out anew each time it is asked: that the caller has the last answer spares nothing. */
const anew = new Set(['/v1/kpis/{kpi}/verify'])

/** What tells of itself as it is now, and not of the book; differences are those of two generations, and here is one. */
const ofThemselves = new Set(['/v1/stream', '/v1/feeds', '/v1/projections/{name}/differences'])

/** Every read of the book in the document. What the intake tells of itself, and how the process is, are no answers of the ledgers. */
const open = async () => {
  const book = await openBook()
  await book.bring(smallBook)
  const { items } = (await book.get('/v1/events?type=OrderAccepted&limit=1')).body
  const document: Document = (await book.get('/openapi.json')).body
  const names: Readonly<Record<string, string>> = { kpi: 'net-sales', report: 'sales-vs-quota', eventId: items[0].eventId }
  const reads = Object.entries(document.paths).flatMap(([path, { get: operation }]) => {
    if (operation === undefined || !path.startsWith('/v1/')) return []
    if (ofThemselves.has(path) || operation.tags[0] === 'intake') return []
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? name)
    return [{ path, operation, url: `${filled}?${needed[path] ?? ''}` }]
  })
  return { ...book, reads }
}

test('every read says how fresh it is, and is not sent again to who has it', async () => {
  await using book = await open()
  expect(book.reads.length).toBeGreaterThan(10)
  for (const { path, url } of book.reads) {
    const first = await book.get(url)
    expect([path, first.status, first.headers['daybook-watermark'], first.headers['daybook-lag-ms']]).toEqual([
      path,
      200,
      '13',
      '0',
    ])
    expect([path, first.headers.etag]).toEqual([path, expect.stringMatching(/^(?:W\/)?"[\w-]{27}"$/)])
    const again = await book.get(url, { 'if-none-match': String(first.headers.etag) })
    expect([path, again.status, again.headers.etag]).toEqual([path, anew.has(path) ? 200 : 304, first.headers.etag])
    const packed = await book.get(url, { 'if-none-match': `W/${first.headers.etag}` })
    expect([path, packed.status]).toEqual([path, again.status])
    expect([path, again.headers['daybook-watermark'], again.headers['cache-control']]).toEqual([
      path,
      '13',
      first.headers['cache-control'],
    ])
    const other = await book.get(url, { 'if-none-match': '"another-tag-of-27-characters"' })
    expect([path, other.status, anew.has(path) || other.text === first.text]).toEqual([path, 200, true])
  }
})

test('what a later event changes has another tag then, and what none changes keeps its tag', async () => {
  await using book = await open()
  const tags = async () =>
    new Map(await Promise.all(book.reads.map(async ({ path, url }) => [path, (await book.get(url)).headers.etag] as const)))
  const before = await tags()
  const line = smallBook
    .split('\n')[7]!
    .replaceAll('"O1"', '"O99"')
    .replace(/"recordedtime":"[^"]+"/, '"recordedtime":"2025-03-07T10:00:00Z"')
  await book.bring(`${line}\n`)
  const after = await tags()
  const kept = [...before].flatMap(([path, tag]) => (after.get(path) === tag ? [path] : []))
  expect(kept.toSorted()).toEqual(['/v1/events/{eventId}', '/v1/kpis', '/v1/reports'])
})

test('every read waits for a position, and says so when it is not there', async () => {
  await using book = await open()
  const without = book.reads.filter(({ operation }) => !operation.parameters?.some(({ name }) => name === 'minPosition'))
  expect(without.map(({ path }) => path)).toEqual([])
  const answers = await Promise.all(book.reads.map(({ url }) => book.get(`${url}&minPosition=999`)))
  for (const [index, { status, body }] of answers.entries()) {
    const { path } = book.reads[index]!
    expect([path, status, body.code, body.needed, body.applied]).toEqual([path, 409, 'not-yet-applied', '999', '13'])
  }
  for (const { path, url } of book.reads) expect([path, (await book.get(`${url}&minPosition=13`)).status]).toEqual([path, 200])
})

test.each(['/v1/kpis/net-sales.csv?period=2025-02', '/v1/reports/sales-vs-quota.csv?', '/v1/kpis/net-sales.ndjson?scope=rep'])(
  'the table %s is as fresh as its JSON, and is tagged apart from it',
  async (url) => {
    await using book = await open()
    const first = await book.get(url)
    expect([first.status, first.headers['daybook-watermark'], first.headers['daybook-lag-ms']]).toEqual([200, '13', '0'])
    const tag = String(first.headers.etag)
    expect((await book.get(url, { 'if-none-match': tag })).status).toBe(304)
    expect((await book.get(url.replace(/\.\w+/, ''))).headers.etag).not.toBe(tag)
  },
)

import { describe, expect, test } from 'vitest'
import { malformedBodies } from '../fixtures/malformed/bodies.ts'
import { malformedEvents as singled } from '../fixtures/malformed/events.ts'
import { malformedFields } from '../fixtures/malformed/fields.ts'
import { header, malformedRows } from '../fixtures/malformed/rows.ts'
import { account, openBook, order } from './intake-book.ts'

const malformedEvents = [...singled, ...malformedFields]

type Book = Awaited<ReturnType<typeof openBook>>

const bookWithAccount = async (): Promise<Book> => {
  const book = await openBook()
  await book.send(account('A1'))
  return book
}

describe('one event alone', async () => {
  const book = await bookWithAccount()
  test.each(malformedEvents)('%s', async (...[_why, sent, status, code]) => {
    const answer = await book.post('/v1/events', sent)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.body).toMatchObject({ type: `/problems/${code}`, status, summary: { accepted: 0, rejected: 1 } })
    expect(answer.body.detail.length).toBeLessThanOrEqual(512)
    expect(await book.recorded()).toHaveLength(1)
  })
})

test('in one import of all of them only the good events are recorded, and each of the others is kept with its reason', async () => {
  const book = await bookWithAccount()
  const single = malformedEvents.filter(
    ([, sent]) => !Buffer.from(sent).includes('\n') && Buffer.from(sent).toString().trim() !== '',
  )
  const lines = single.flatMap(([, sent], index) => [Buffer.from(JSON.stringify(order(`G${index}`, 'A1'))), Buffer.from(sent)])
  const file = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]))
  const { status, body } = await book.post('/v1/imports', file, { type: 'application/x-ndjson' })
  expect(status).toBe(200)
  expect(body.summary).toEqual({ accepted: single.length, duplicate: 0, conflict: 0, rejected: single.length, quarantined: 0 })
  expect(body.results.map((result: { line: number; error: { code: string } }) => [result.line, result.error.code])).toEqual(
    single.map(([, , , code], index) => [index * 2 + 2, code]),
  )
  const kept = (await book.json(`/v1/quarantine?importId=${body.importId}&limit=1000`)).items
  const bytes = kept.map(({ raw }: { raw: { text: string; encoding: BufferEncoding } }) => Buffer.from(raw.text, raw.encoding))
  expect(bytes).toEqual(single.map(([, sent]) => Buffer.from(sent)))
})

test('in one batch of those that are JSON each has its own outcome', async () => {
  const book = await bookWithAccount()
  // Space around an item of an array is not its own.
  const items = malformedEvents.filter(([, sent, , code]) => code !== 'not-json' && !sent.toString().endsWith(' '))
  const sent = Buffer.concat([
    Buffer.from('['),
    ...items.flatMap(([, item]) => [Buffer.from(item), Buffer.from(',')]),
    Buffer.from(`${JSON.stringify(order('G1', 'A1'))}]`),
  ])
  const { status, body } = await book.post('/v1/events', sent)
  expect(status).toBe(200)
  expect(body.summary).toMatchObject({ accepted: 1, rejected: items.length })
  expect(body.results.slice(0, -1).map((result: { error: { code: string } }) => result.error.code)).toEqual(
    items.map(([, , , code]) => code),
  )
})

describe('one item of a file of orders', async () => {
  const book = await bookWithAccount()
  test.each(malformedRows)('%s', async (...[_why, rows, code]) => {
    const file = Buffer.concat([Buffer.from(`${header}\n`), Buffer.from(rows)])
    const { status, body } = await book.post('/v1/imports', file, { type: 'text/csv' })
    expect([status, body.summary.rejected, body.results[0].error.code]).toEqual([200, 1, code])
    expect(await book.recorded()).toHaveLength(1)
  })
})

test('in one file of all of them only the good rows are recorded', async () => {
  const book = await bookWithAccount()
  const lines = malformedRows.flatMap(([, rows], index) => [
    Buffer.from(`G${index},A1,2025-03-05,USD,1,,,,,,,,,,`),
    Buffer.from(rows),
  ])
  const last = Buffer.from('G999,A1,2025-03-05,USD,1,,,,,,,,,,')
  const file = Buffer.concat([Buffer.from(header), ...[...lines, last].flatMap((line) => [Buffer.from('\n'), line])])
  const { body } = await book.post('/v1/imports', file, { type: 'text/csv' })
  const good = malformedRows.length + 1
  expect(body.summary).toEqual({ accepted: good, duplicate: 0, conflict: 0, rejected: malformedRows.length, quarantined: 0 })
  expect(body.results.map((result: { error: { code: string } }) => result.error.code)).toEqual(
    malformedRows.map(([, , code]) => code),
  )
  expect(await book.recorded()).toHaveLength(good + 1)
})

describe('a whole request', async () => {
  const book = await openBook()
  test.each(malformedBodies)('%s', async (...[_why, { path, type, body, headers = {}, query = '' }, status, code]) => {
    const typed = type === undefined ? {} : { 'content-type': type }
    const answer = await book.app.inject({
      method: 'POST',
      url: `${path}${query}`,
      payload: body,
      headers: { ...typed, ...headers },
    })
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    if (status === 413) expect(answer.headers.connection).toBe('close')
    expect(await book.recorded()).toEqual([])
  })
})

test('the corpus is as large as it is said to be', () => {
  expect(malformedEvents.length + malformedRows.length + malformedBodies.length).toBeGreaterThanOrEqual(350)
})

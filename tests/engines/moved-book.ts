import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { randomFrom } from '../properties/random.ts'
import { daybook, newFolder } from '../scenarios/program.ts'
import { type Asked, lookAround, someMoment, someQuestions } from './book-questions.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import type { RunningPostgres } from './postgres.ts'

/** Servers of a book of its own, as the program is told of them. */
export const serversOn = async (postgres: RunningPostgres) => {
  const double = await new EventStoreDbDouble().start()
  onTestFinished(() => double.stop())
  const postgresUrl = await postgres.createDatabase()
  const environment = {
    DAYBOOK_BACKEND: 'distributed',
    DAYBOOK_EVENTSTORE_URL: double.url,
    DAYBOOK_POSTGRES_URL: postgresUrl,
  }
  return { double, postgresUrl, environment }
}

/** A book in a folder, of these lines: as history with the times at which they were recorded, or as events of today. */
export const bookOf = async (lines: readonly string[], as: 'history' | 'events' = 'history'): Promise<string> => {
  const folder = newFolder()
  const file = join(`${folder}-events.ndjson`)
  writeFileSync(file, `${lines.join('\n')}\n`)
  const imported = await daybook(['import', file, ...(as === 'history' ? ['--backfill'] : []), '--data-dir', folder])
  // 65 where an item was put aside.
  expect([0, 65], imported.stderr).toContain(imported.exitCode)
  return folder
}

/** Of the files of a log, its events: what was there before and after must be the same bytes. */
export const logDigest = (folder: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'log.db')))
    .digest('hex')

/** An order that waits in quarantine for its account. */
export const waitingOrder = JSON.stringify({
  specversion: '1.0',
  id: 'O-late',
  recordedtime: '2025-05-01T00:00:00Z',
  source: 'erp',
  type: 'OrderAccepted',
  data: { orderId: 'O-late', accountId: 'A-unknown', effectiveOn: '2025-02-02', currency: 'USD', net: '10.0000' },
})

/** How often a question is asked that a busy machine does not answer. */
const triesMax = 4

/** An answer without how long it took to work out, and the id that the request was given. */
const answerOf = async (address: string, tries = 1): Promise<{ readonly ok: boolean; readonly body: string }> => {
  const answer = await fetch(address)
  const body = (await answer.text())
    .replace(/"durationMs":\d+/, '"durationMs":0')
    .replace(/"requestId":"[^"]+"/, '"requestId":""')
  return answer.status === 503 && tries < triesMax ? answerOf(address, tries + 1) : { ok: answer.ok, body }
}

type Compared = { readonly months: Asked['months']; readonly moments: number; readonly seed: number }

/**
 * The same questions to both, now and at moments of the past, and the whole log: every answer byte for byte. Gives how many were
 * compared, and how many of them were no refusals.
 */
export const sameAnswers = async (
  addresses: readonly [string, string],
  { months, moments, seed }: Compared,
): Promise<{ readonly compared: number; readonly answered: number }> => {
  const random = randomFrom(seed)
  const asked = await lookAround(addresses[0], months)
  const times = [...Array.from({ length: moments }, () => someMoment(random, asked)), 'asOf=2025-06-01']
  const paths = times.flatMap((time) => someQuestions(random, asked).map((question) => `${question}&${time}`))
  let answered = 0
  // One after the other: what folds a whole book keeps its process busy, and others from their connections.
  for (const path of paths) if (await sameAnswer(addresses, path, seed)) answered += 1
  const pages = await sameLog(addresses)
  return { compared: paths.length + pages, answered: answered + pages }
}

/** Whether both answered; that they said the same is sure then. */
const sameAnswer = async (addresses: readonly [string, string], path: string, seed: number): Promise<boolean> => {
  const [own, moved] = await Promise.all(addresses.map((address) => answerOf(`${address}${path}`)))
  assertSame({ own, moved }, `seed ${seed}: ${path}`)
  return own?.ok === true
}

type Answered = { readonly ok: boolean; readonly body: string } | undefined

/** An answer may be very long: only where it begins to differ is shown. */
const assertSame = ({ own, moved }: { readonly own: Answered; readonly moved: Answered }, path: string): void => {
  const [ours = '', theirs = ''] = [own?.body, moved?.body]
  if (ours === theirs) return
  const at = Math.max(0, [...ours].findIndex((letter, index) => letter !== theirs[index]) - 100)
  expect.fail(`${path}\n  here:  ${ours.slice(at, at + 400)}\n  there: ${theirs.slice(at, at + 400)}`)
}

/** The whole log, page by page. */
const sameLog = async (addresses: readonly [string, string]): Promise<number> => {
  for (let page = 1, cursor = ''; ; page += 1) {
    const path = `/v1/events?limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const [own, moved] = await Promise.all(addresses.map((address) => answerOf(`${address}${path}`)))
    assertSame({ own, moved }, path)
    cursor = JSON.parse(own?.body ?? '{}').nextCursor ?? ''
    if (cursor === '') return page
  }
}

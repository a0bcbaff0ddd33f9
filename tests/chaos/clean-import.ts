import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { startBook } from '../crash/book-process.ts'
import { answersOf, caughtUp } from '../crash/examine.ts'
import { setUp } from '../crash/load.ts'
import { orderOf } from './orders.ts'

/** Sends events as one import; all must be recorded. */
export const imported = async (url: string, events: Iterable<object>): Promise<void> => {
  const answer = await fetch(`${url}/v1/imports`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: Readable.toWeb(Readable.from(lines(events))) as ReadableStream, // Sound: the same class under two names
    duplex: 'half',
  } as RequestInit)
  const { summary } = (await answer.json()) as { summary?: Readonly<Record<string, number>> }
  const { accepted = 0, duplicate = 0, ...aside } = summary ?? {}
  if (accepted + duplicate === 0 || Object.values(aside).some((count) => count > 0))
    throw new Error(`an import answered ${answer.status} ${JSON.stringify(summary)}`)
}

const linesAtATime = 1_000

function* lines(events: Iterable<object>): Generator<Buffer> {
  let waiting: string[] = []
  for (const event of events) {
    waiting.push(JSON.stringify(event))
    if (waiting.length < linesAtATime) continue
    yield Buffer.from(`${waiting.join('\n')}\n`)
    waiting = []
  }
  if (waiting.length > 0) yield Buffer.from(`${waiting.join('\n')}\n`)
}

function* allOrders(seed: number, orders: number): Generator<object> {
  for (let number = 0; number < orders; number += 1) yield orderOf(seed, number)
}

/** What a book answers that takes the same orders as one file and is left alone. */
export const cleanAnswers = async (seed: number, orders: number): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-clean-'))
  const book = await startBook(folder)
  try {
    await imported(book.url, setUp())
    await imported(book.url, allOrders(seed, orders))
    await caughtUp(book.url)
    return await answersOf(book.url)
  } finally {
    await book.kill('SIGTERM')
    rmSync(folder, { recursive: true })
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import type { EventId } from '@daybook/domain'
import { type EventStore, EventStoreFault } from '@daybook/event-store'
import { othersConnected } from '@daybook/postgres'
import { z } from 'zod'
import { CommandFailure } from './exit-codes.ts'
import { openLogParts, type SharedBook } from './shared-book.ts'
import { startFailure } from './start-failure.ts'

/** Where the servers say that a book is being moved to them, or was. */
export const moveRecords = 'move'
const key = 'book'

/** `first`: the first event of the book, which tells it from others; null of a book without events. */
const Mark = z.strictObject({ first: z.string().nullable(), state: z.enum(['under-way', 'done']) })
type Mark = z.infer<typeof Mark>

type Records = Pick<EventStore, 'record'>

/** Refuses to open a book that is being moved to its servers: it is not whole yet. Ends with exit code 78. */
export const assertMoved = async (records: Records): Promise<void> => {
  const mark = await markIn(records)
  if (mark?.state !== 'under-way') return
  throw new CommandFailure('badConfiguration', [
    'A book is being moved to these servers, and is not whole there yet.',
    'Wait for daybook migrate; where it was ended, give the same command again.',
  ])
}

/**
 * Takes servers for the book that begins with this event, for as long as it takes to move it: from then on nobody opens what is there.
 * `done` where the whole book was moved there before. Refuses servers that hold anything else, or that somebody works with.
 */
export const takeTarget = async (to: SharedBook, first: EventId | null): Promise<Mark['state']> => {
  const before = await lookAt(to)
  if (before !== null && before.first !== first) throw holdsAnother('another book was moved there, or is being moved')
  if (before?.state === 'done') return 'done'
  await assertAlone(to)
  if (before === null) await put(to, { mark: { first, state: 'under-way' }, before })
  // Whoever opened the servers before the mark was there has a connection now; whoever opens them later finds the mark.
  await assertAlone(to)
  return 'under-way'
}

/** Gives the servers free: the book is whole there. */
export const releaseTarget = (to: SharedBook, first: EventId | null): Promise<void> =>
  put(to, { mark: { first, state: 'done' }, before: { first, state: 'under-way' } })

const markIn = async (records: Records): Promise<Mark | null> => {
  const body = await records.record(moveRecords, key)
  return body === null ? null : Mark.parse(JSON.parse(body))
}

/** The mark; without one there must be nothing at all. */
const lookAt = async (to: SharedBook): Promise<Mark | null> => {
  const { log, register } = await openLogParts(to).catch((error: unknown) => {
    throw startFailure(error)
  })
  await using _log = log
  await using _register = register
  const mark = await markIn(register)
  if (mark !== null) return mark
  const [{ position }, last, collections] = await Promise.all([register.head(), log.head(), register.collections()])
  if (position >= 0n || collections.length > 0) throw holdsAnother('the database holds one')
  if (last !== null) throw holdsAnother(`the event store has events of the book ${to.bookId}`)
  return null
}

const holdsAnother = (how: string): CommandFailure =>
  new CommandFailure('conflict', [
    `These servers hold a book already: ${how}.`,
    'Name an empty database (DAYBOOK_POSTGRES_URL) and a book of its own in the event store (DAYBOOK_BOOK_ID). Nothing was changed.',
  ])

const put = async (to: SharedBook, { mark, before }: { readonly mark: Mark; readonly before: Mark | null }): Promise<void> => {
  const { log, register } = await openLogParts(to)
  await using _log = log
  await using _register = register
  const record = { collection: moveRecords, key, body: JSON.stringify(mark), expected: before && JSON.stringify(before) }
  const [claim] = await register.claim([{ appends: [], records: [record] }], 0)
  if (claim?.status !== 'claimed') throw new EventStoreFault('busy', 'another move to these servers has begun')
}

/** A connection that was closed may be counted for a moment yet. */
const looks = 50
const lookMs = 100

const assertAlone = async ({ postgresUrl: url }: SharedBook): Promise<void> => {
  let others = await othersConnected({ url })
  for (let look = 1; others > 0 && look < looks; look += 1) {
    await pause(lookMs)
    others = await othersConnected({ url })
  }
  if (others === 0) return
  throw new CommandFailure('conflict', [
    `Somebody works with these servers: ${others} connections of daybook to the database.`,
    'End every daybook that names them (serve, another migrate), then give the same command again.',
  ])
}

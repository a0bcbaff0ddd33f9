import type { EventId } from '@daybook/domain'
import { copyLog, copySideRecords, type EventStore, runIndexer } from '@daybook/event-store'
import type { Settings } from '@daybook/projections'
import { CommandFailure } from './exit-codes.ts'
import { moveRecords, releaseTarget, takeTarget } from './move-target.ts'
import { postThrough } from './posted-anew.ts'
import { compareEvents, compareSideRecords, differingKpis, digestsOf, digestsPostedAnew } from './same-book.ts'
import { openLogParts, openSharedLedgers, openSharedLog, type SharedBook } from './shared-book.ts'

/** From where to where a book is moved. */
export type Moving = {
  /** Which nobody writes any more. */
  readonly from: EventStore
  readonly to: SharedBook
  readonly settings: Settings
  readonly signal: AbortSignal
  /** Told of each step, and within it of how far it is. */
  readonly onProgress: (step: string, position: bigint) => void
}

/** What a move has proved. */
export type Moved = {
  readonly events: bigint
  readonly streams: number
  /** Null where the move was done before: what is held, and where feeds are, may have changed there since. */
  readonly sideRecords: number | null
  /** Each KPI with the digest of its ledger, the same here and there. */
  readonly digests: readonly { readonly kpi: string; readonly version: number; readonly digest: string }[]
}

/**
 * Moves a book from its folder to the servers, and proves that it is the same there: every event at its place, with its time and
 * content, every side record, and of each KPI the digest of its ledger. Begun again it goes on where it was; begun again when it was
 * done it proves it again, and writes nothing. Throws where anything differs, and until all is proved nobody opens what is there.
 */
export const moveBook = async (given: Moving): Promise<Moved> => {
  const moving = { ...given, onProgress: unlessInterrupted(given) }
  const { from, to, onProgress } = moving
  const first = ((await from.readAll({ from: 0n, limit: 1 }))[0]?.eventId ?? null) as EventId | null // Sound: of a recorded event
  const { position: through } = await from.head()
  const isDone = (await takeTarget(to, first)) === 'done'
  onProgress('taking the servers', -1n)
  if (!isDone) await copy(moving)
  await using there = (await openSharedLog(to, { readOnly: true })).eventStore
  if (isDone) await assertNotGoneOn(there, through)
  const streams = await compareEvents({ from, copy: there, through, onProgress })
  const sideRecords = isDone ? null : await compareSideRecords({ from, copy: there }, moveRecords)
  const digests = await compareLedgers(moving, { there, through, isDone })
  onProgress('giving the servers free', through)
  if (!isDone) await releaseTarget(to, first)
  return { events: through + 1n, streams, sideRecords, digests }
}

const unlessInterrupted =
  ({ signal, onProgress }: Moving): Moving['onProgress'] =>
  (step, position) => {
    if (signal.aborted) throw interrupted()
    onProgress(step, position)
  }

const interrupted = (): CommandFailure =>
  new CommandFailure('interrupted', ['The move was interrupted: the same command goes on with it.'])

/** Copies events and side records; positions are given here meanwhile. */
const copy = async ({ from, to, signal, onProgress }: Moving): Promise<void> => {
  await using opened = new AsyncDisposableStack()
  const parts = await openLogParts(to)
  opened.use(parts.log)
  opened.use(parts.register)
  const index = await openLogParts(to)
  opened.use(index.log)
  opened.use(index.register)
  await parts.log.assertUntruncated()
  const ending = new AbortController()
  const indexing = runIndexer({ ...index, signal: ending.signal })
  // Whatever ends the indexer would else be waited for without end.
  indexing.catch(() => ending.abort())
  const copying = AbortSignal.any([signal, ending.signal])
  try {
    await copyLog({ from, ...parts, signal: copying, onProgress: (position) => onProgress('copying events', position) })
    await copySideRecords({ from, register: parts.register, signal: copying, own: moveRecords })
    onProgress('copying side records', (await from.head()).position)
    if (signal.aborted) throw interrupted()
    if (ending.signal.aborted) await indexing
  } finally {
    ending.abort()
    await indexing.catch(() => undefined)
  }
}

const assertNotGoneOn = async (there: EventStore, through: bigint): Promise<void> => {
  const { position } = await there.head()
  if (position === through) return
  throw new CommandFailure('conflict', [
    `The book was moved there before, and its log ends at position ${position} now; the one in the folder at ${through}.`,
    'It lives on the servers: serve it from there, and leave the folder as it is.',
  ])
}

type There = { readonly there: EventStore; readonly through: bigint; readonly isDone: boolean }

/** Posts both logs, ours to ledgers that nothing was posted to before, and compares the digests. */
const compareLedgers = async (moving: Moving, { there, through, isDone }: There): Promise<Moved['digests']> => {
  const { from, to, settings, onProgress } = moving
  await using generations = await openSharedLedgers(to)
  const onRun = (position: bigint): void => onProgress('posting ledgers', position)
  const ours = await digestsPostedAnew({ eventStore: from, settings, through, onRun })
  // Somebody else may post there once the move is done.
  if (!isDone) await postThrough(generations, { eventStore: there, settings, through, onRun })
  await using ledgers = await generations.open(await generations.active())
  const [other] = differingKpis(ours, await digestsOf(ledgers, through))
  if (other !== undefined) throw new Error(`the ledger of ${other.kpi} version ${other.version} is not the same there`)
  return ours.map(({ kpi, version, digest }) => ({ kpi, version, digest }))
}

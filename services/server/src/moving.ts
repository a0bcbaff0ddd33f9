import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { copyLog, copySideRecords, type EventStore, openDistributedEventStore, runIndexer } from '@daybook/event-store'
import { kpis, ledgers, type Settings } from '@daybook/projections'
import { type Generations, type KpiDigest, kpiDigests, openSqliteGenerations } from '@daybook/read-model'
import { postThrough } from './posted-anew.ts'
import { openLogParts, openSharedLedgers, type SharedBook } from './shared-book.ts'

/** From where to where a book is moved. */
export type Moving = {
  /** Which nobody writes any more. */
  readonly from: EventStore
  readonly to: SharedBook
  readonly settings: Settings
  readonly signal: AbortSignal
  readonly onProgress: (step: string, position: bigint) => void
}

/** What a move has proved. */
export type Moved = {
  readonly events: bigint
  readonly streams: number
  readonly sideRecords: number
  /** Each KPI with the digest of its ledger, the same here and there. */
  readonly digests: readonly { readonly kpi: string; readonly version: number; readonly digest: string }[]
}

/**
 * Moves a book from its folder to the servers, and proves that it is the same there: every event at its place, with its time and
 * content, and of each KPI the digest of its ledger. Begun again it goes on where it was. Throws where anything differs.
 */
export const moveBook = async (moving: Moving): Promise<Moved> => {
  const { from, to, settings, signal, onProgress } = moving
  await using opened = new AsyncDisposableStack()
  const parts = await openLogParts(to)
  const copy = opened.use(openDistributedEventStore({ ...parts, readOnly: true }))
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
    const sideRecords = await copySideRecords({ from, register: parts.register, signal: copying })
    if (signal.aborted) throw new Error('the move was interrupted; the same command goes on')
    if (ending.signal.aborted) await indexing
    const { position: through } = await from.head()
    const streams = await compareEvents({ from, copy, through, onProgress })
    const generations = opened.use(await openSharedLedgers(to))
    const digests = await compareLedgers({ from, copy, generations, through, settings, onProgress })
    return { events: through + 1n, streams, sideRecords, digests }
  } finally {
    ending.abort()
    await indexing.catch(() => undefined)
  }
}

type Comparing = Pick<Moving, 'from' | 'onProgress'> & { readonly copy: EventStore; readonly through: bigint }

const pageEvents = 1_000

/** How many streams the log has; all of it must be the same here and there. */
const compareEvents = async ({ from, copy, through, onProgress }: Comparing): Promise<number> => {
  const streams = new Set<string>()
  for (let next = 0n; next <= through; next += BigInt(pageEvents)) {
    const page = { from: next, limit: pageEvents }
    const [ours, theirs] = await Promise.all([from.readAll(page), copy.readAll(page)])
    for (const [index, event] of ours.entries()) {
      if (!isDeepStrictEqual(event, theirs[index]))
        throw new Error(`the event at position ${event.position} is not the same there: ${event.eventId}`)
      streams.add(event.stream)
    }
    onProgress('comparing events', ours.at(-1)?.position ?? through)
  }
  const { position } = await copy.head()
  if (position !== through) throw new Error(`the log ends at ${through} here and at ${position} there`)
  return streams.size
}

type ComparingLedgers = Comparing & Pick<Moving, 'settings'> & { readonly generations: Generations }

/** Posts both logs to ledgers that nothing was posted to before, or goes on there, and compares the digests. */
const compareLedgers = async (comparing: ComparingLedgers): Promise<Moved['digests']> => {
  const { from, copy, generations, through, settings, onProgress } = comparing
  const folder = await mkdtemp(join(tmpdir(), 'daybook-move-'))
  try {
    await using own = await openSqliteGenerations({ folder: join(folder, 'ledgers') })
    const onRun = (position: bigint): void => onProgress('posting ledgers', position)
    await postThrough(own, { eventStore: from, settings, through, onRun })
    await postThrough(generations, { eventStore: copy, settings, through, onRun })
    const [ours, theirs] = [await digestsOf(own, through), await digestsOf(generations, through)]
    const other = ours.find(({ digest }, index) => digest !== theirs[index]?.digest)
    if (other !== undefined) throw new Error(`the ledger of ${other.kpi} version ${other.version} is not the same there`)
    return ours.map(({ kpi, version, digest }) => ({ kpi, version, digest }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const digestsOf = async (generations: Generations, through: bigint): Promise<readonly KpiDigest[]> => {
  await using readModel = await generations.open(await generations.active())
  return kpiDigests(readModel, { kpis: kpis.filter(({ ledger }) => ledgers.has(ledger)), layouts: ledgers, through })
}

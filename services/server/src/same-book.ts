import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { EventStore } from '@daybook/event-store'
import { type Catalogue, currentCatalogue, type Settings } from '@daybook/projections'
import { type KpiDigest, kpiDigests, openSqliteGenerations, type ReadModel } from '@daybook/read-model'
import { postThrough } from './posted-anew.ts'
import type { PostedWith } from './read-only-book.ts'

/** A log and its copy, compared through a position. */
export type Comparing = {
  readonly from: EventStore
  readonly copy: EventStore
  readonly through: bigint
  readonly onProgress: (step: string, position: bigint) => void
}

const pageEvents = 1_000

/** How many streams the log has; every event of it must be the same here and there. Throws where one is not. */
export const compareEvents = async ({ from, copy, through, onProgress }: Comparing): Promise<number> => {
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

const pageRecords = 500

/** How many side records there are, all of them the same here and there. `own`: a collection that the copy keeps for itself. */
export const compareSideRecords = async ({ from, copy }: Pick<Comparing, 'from' | 'copy'>, own: string): Promise<number> => {
  let compared = 0
  const [here, there] = await Promise.all([from.collections(), copy.collections()])
  for (const collection of new Set([...here, ...there.filter((name) => name !== own)])) {
    for (let after: string | undefined, last = false; !last; ) {
      const page = { limit: pageRecords, ...(after === undefined ? {} : { after }) }
      const [ours, theirs] = await Promise.all([from.records(collection, page), copy.records(collection, page)])
      const other = ours.find((record, index) => !isDeepStrictEqual(record, theirs[index])) ?? theirs[ours.length]
      if (other !== undefined) throw new Error(`the side record ${other.key} of ${collection} is not the same there`)
      compared += ours.length
      after = ours.at(-1)?.key
      last = ours.length < pageRecords
    }
  }
  return compared
}

type Digested = {
  readonly eventStore: EventStore
  readonly settings: Settings
  readonly through: bigint
  readonly onRun?: (position: bigint) => void
  /** Default: the newest version of each KPI. */
  readonly postedWith?: PostedWith
}

/** Digests of the ledgers that a log gives, posted to files that are gone afterwards. */
export const digestsPostedAnew = async (digested: Digested): Promise<readonly KpiDigest[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-anew-'))
  try {
    await using generations = await openSqliteGenerations({ folder: join(folder, 'ledgers') })
    const { postedWith } = digested
    await postThrough(generations, { ...digested, ...(postedWith && { versions: postedWith.versions }) })
    await using readModel = await generations.open(await generations.active())
    return await digestsOf(readModel, digested.through, postedWith?.catalogue)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Digests of all KPIs that ledgers hold, through a position. `catalogue`: what they are posted with. */
export const digestsOf = (
  readModel: ReadModel,
  through: bigint,
  { posted, ledgers }: Pick<Catalogue, 'posted' | 'ledgers'> = currentCatalogue,
): Promise<readonly KpiDigest[]> =>
  kpiDigests(readModel, { kpis: posted.filter(({ ledger }) => ledgers.has(ledger)), layouts: ledgers, through })

/** The KPIs whose ledgers do not have the same digest. */
export const differingKpis = (ours: readonly KpiDigest[], theirs: readonly KpiDigest[]): readonly KpiDigest[] =>
  ours.filter(({ digest }, index) => digest !== theirs[index]?.digest)

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventStore } from '@daybook/event-store'
import { createPoster, type KpiVersion, type Settings } from '@daybook/projections'
import { openPosting, wordsOf } from '@daybook/projector'
import { backUpLedgers, differingTables, type Generations, ledgerFile, openSqliteGenerations } from '@daybook/read-model'

type Compared = {
  readonly eventStore: EventStore
  readonly folder: string
  readonly settings: Settings
  /** What the ledgers are posted with. */
  readonly versions: readonly KpiVersion[]
}

/**
 * Posts the log to ledgers of its own and compares every table with a copy of those that answer, at the position of the copy: the names
 * of the tables that differ. It finds what no sum tells of: a wrong reason, document or piece of working state. Both lie in the folder
 * for temporary files meanwhile.
 */
export const tablesPostedOtherwise = async ({ eventStore, folder, settings, versions }: Compared): Promise<readonly string[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'daybook-verify-'))
  try {
    const copy = await backUpLedgers({ folder, directory: join(directory, 'copy') })
    const anew = join(directory, 'anew')
    await postAnew(anew, { eventStore, settings, through: copy.position, versions })
    return differingTables(copy.file, ledgerFile(anew, 1))
  } finally {
    await rm(directory, { recursive: true })
  }
}

type Posted = {
  readonly eventStore: EventStore
  readonly settings: Settings
  readonly through: bigint
  /** What ledgers that are empty are posted with. Default: the newest version of each KPI. */
  readonly versions?: readonly KpiVersion[]
}

const batchEvents = 8_000

const postAnew = async (folder: string, posted: Posted): Promise<void> => {
  await using generations = await openSqliteGenerations({ folder })
  await postThrough(generations, posted)
}

/** Posts the log to the generation that answers, through a position. `onRun` is told where it is. */
export const postThrough = async (
  generations: Generations,
  { eventStore, settings, through, versions, onRun }: Posted & { readonly onRun?: (position: bigint) => void },
): Promise<void> => {
  const log = {
    head: () => eventStore.head(),
    readAll: async (range: Parameters<EventStore['readAll']>[0]) =>
      (await eventStore.readAll(range)).filter(({ position }) => position <= through),
  }
  const generation = await generations.active()
  if (versions !== undefined) await generations.markMadeWith(generation, wordsOf({ versions, eventsPerSecondMax: null }))
  const posting = await openPosting({
    eventStore: log,
    generations,
    generation,
    makePoster: (options) => createPoster({ ...options, settings }),
    batchEvents,
    closing: new AbortController().signal,
  })
  while ((await posting.step()) > 0) onRun?.(posting.position)
  await posting.close()
}

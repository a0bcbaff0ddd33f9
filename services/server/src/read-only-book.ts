import { type EventStore, openSqliteEventStore, type SqliteEventStore } from '@daybook/event-store'
import {
  type Catalogue,
  type ChangedVersion,
  catalogueOf,
  changedVersions,
  currentVersions,
  editions,
  type KpiVersion,
  type Settings,
} from '@daybook/projections'
import { madeWithOf } from '@daybook/projector'
import { type Generations, isLedgerDamage, openSqliteGenerations, type ReadModel } from '@daybook/read-model'
import type { Config } from './config.ts'
import { holdsBook, holdsLedgers, logFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Failpoints } from './host.ts'
import { tablesPostedOtherwise } from './posted-anew.ts'

/** A book, opened to be read, beside whoever writes it. */
export type ReadOnlyBook<Log extends EventStore = EventStore> = AsyncDisposable & {
  readonly eventStore: Log
  /** Null in a book that nothing was ever posted of, and where what was posted cannot be opened. */
  readonly readModel: ReadModel | null
  readonly generation: number | null
  readonly postedWith: PostedWith
  /** What is known to be wrong with the ledgers; they answer nobody then. */
  readonly damage: string | null
  /** Says that the ledgers are wrong: they answer nobody any more until they are posted anew. */
  readonly markDamaged: (problem: string) => Promise<void>
  /** What of the ledgers is not as posting the log anew gives it: the names of tables, or of KPIs. */
  readonly otherThanAnew: (settings: Settings) => Promise<readonly string[]>
}

/** What ledgers are posted with: the versions of the program's newest KPIs where nothing was posted. */
export type PostedWith = {
  readonly versions: readonly KpiVersion[]
  readonly catalogue: Catalogue
  /** KPIs of which the program has another version. */
  readonly outdated: readonly ChangedVersion[]
}

/** Opens the files of a book to be read. Needs no lock and disturbs nobody. */
export const openReadOnly = async (
  { dataDir }: Pick<Config, 'dataDir'>,
  failpoints?: Failpoints,
): Promise<ReadOnlyBook<SqliteEventStore>> => {
  if (!holdsBook(dataDir)) {
    throw new CommandFailure('notFound', [`There is no book in ${dataDir}.`, 'Name another folder: --data-dir'])
  }
  await using opened = new AsyncDisposableStack()
  const eventStore = opened.use(openSqliteEventStore({ file: logFile(dataDir), readOnly: true, failpoint: failpoints?.at }))
  const generations = opened.use(await openSqliteGenerations({ folder: dataDir, readOnly: true }))
  const generation = holdsLedgers(dataDir) ? await generations.active() : null
  const readModel = generation === null ? null : await generations.open(generation).catch(unreadable)
  if (readModel !== null) opened.use(readModel)
  const foundBefore = generation === null ? null : await generations.damageOf(generation)
  const damage = foundBefore ?? (generation !== null && readModel === null ? 'they cannot be opened' : null)
  const markDamaged = async (problem: string): Promise<void> => {
    if (generation !== null) await generations.markDamaged(generation, problem)
  }
  const postedWith =
    generation === null || readModel === null
      ? postedWithVersions(currentVersions(editions))
      : await postedWithIn(generations, { generation, readModel })
  const { versions } = postedWith
  const otherThanAnew = (settings: Settings) => tablesPostedOtherwise({ eventStore, folder: dataDir, settings, versions })
  const kept = opened.move()
  return {
    ...{ eventStore, readModel, generation, postedWith, damage, markDamaged, otherThanAnew },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const unreadable = (error: unknown): null => {
  if (isLedgerDamage(error)) return null
  throw error
}

/** What a generation is posted with. */
export const postedWithIn = async (
  generations: Generations,
  { generation, readModel }: { readonly generation: number; readonly readModel: ReadModel },
): Promise<PostedWith> => {
  const { position } = await readModel.checkpoint()
  const { versions } = await madeWithOf({ generations, generation, position, editions })
  return postedWithVersions(versions)
}

const postedWithVersions = (versions: readonly KpiVersion[]): PostedWith => ({
  versions,
  catalogue: catalogueOf(editions, versions),
  outdated: changedVersions(versions, currentVersions(editions)),
})

import { type EventStore, openSqliteEventStore, type SqliteEventStore } from '@daybook/event-store'
import { type ChangedVersion, changedVersions, currentVersions, editions, type Settings } from '@daybook/projections'
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
  /** KPIs of which the ledgers have another version than the program. */
  readonly outdated: readonly ChangedVersion[]
  /** What is known to be wrong with the ledgers; they answer nobody then. */
  readonly damage: string | null
  /** Says that the ledgers are wrong: they answer nobody any more until they are posted anew. */
  readonly markDamaged: (problem: string) => Promise<void>
  /** What of the ledgers is not as posting the log anew gives it: the names of tables, or of KPIs. */
  readonly otherThanAnew: (settings: Settings) => Promise<readonly string[]>
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
  const outdated = generation === null || readModel === null ? [] : await outdatedIn(generations, { generation, readModel })
  const otherThanAnew = (settings: Settings) => tablesPostedOtherwise({ eventStore, folder: dataDir, settings })
  const kept = opened.move()
  return {
    ...{ eventStore, readModel, generation, outdated, damage, markDamaged, otherThanAnew },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const unreadable = (error: unknown): null => {
  if (isLedgerDamage(error)) return null
  throw error
}

/** KPIs of which a generation has another version than the program. */
export const outdatedIn = async (
  generations: Generations,
  { generation, readModel }: { readonly generation: number; readonly readModel: ReadModel },
): Promise<readonly ChangedVersion[]> => {
  const { position } = await readModel.checkpoint()
  const { versions } = await madeWithOf({ generations, generation, position, editions })
  return changedVersions(versions, currentVersions(editions))
}

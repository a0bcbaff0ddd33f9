import { openSqliteEventStore, type SqliteEventStore } from '@daybook/event-store'
import { openSqliteGenerations, type ReadModel } from '@daybook/read-model'
import type { Config } from './config.ts'
import { holdsBook, holdsLedgers, logFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Failpoints } from './host.ts'

/** The files of a book, opened to be read, beside whoever writes them. */
export type ReadOnlyBook = AsyncDisposable & {
  readonly eventStore: SqliteEventStore
  /** Null in a book that nothing was ever posted of. */
  readonly readModel: ReadModel | null
  readonly generation: number | null
}

/** Opens the files of a book to be read. Needs no lock and disturbs nobody. */
export const openReadOnly = async ({ dataDir }: Pick<Config, 'dataDir'>, failpoints?: Failpoints): Promise<ReadOnlyBook> => {
  if (!holdsBook(dataDir)) {
    throw new CommandFailure('notFound', [`There is no book in ${dataDir}.`, 'Name another folder: --data-dir'])
  }
  await using opened = new AsyncDisposableStack()
  const eventStore = opened.use(openSqliteEventStore({ file: logFile(dataDir), readOnly: true, failpoint: failpoints?.at }))
  const generations = opened.use(await openSqliteGenerations({ folder: dataDir, readOnly: true }))
  const generation = holdsLedgers(dataDir) ? await generations.active() : null
  const readModel = generation === null ? null : opened.use(await generations.open(generation))
  const kept = opened.move()
  return { eventStore, readModel, generation, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

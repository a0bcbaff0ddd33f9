import { Worker } from 'node:worker_threads'
import {
  acquireDataFolder,
  type DataFolderLock,
  EventStoreFault,
  openSqliteEventStore,
  type SqliteEventStore,
  type SqliteEventStoreOptions,
} from '@daybook/event-store'
import type { Settings } from '@daybook/projections'
import { type Projector, projectorBehind } from '@daybook/projector'
import { type Generations, openSqliteGenerations } from '@daybook/read-model'
import type { Config } from './config.ts'
import { logFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'

/** What a backend gives: the log to write, the ledgers to read, and the projector that posts from the one to the other. */
export type Backend = {
  readonly lock: (config: Config) => DataFolderLock
  readonly eventStore: (
    config: Config,
    options: Pick<SqliteEventStoreOptions, 'clock' | 'onFailure' | 'failpoint'> & { readonly lock: DataFolderLock },
  ) => SqliteEventStore
  /** To be read; the projector opens its own to write. */
  readonly generations: (config: Config) => Promise<Generations>
  /** `worker`: what runs in the projector's thread, where that is not the product's own file. */
  readonly projector: (
    config: Config,
    options: { readonly settings: Settings; readonly worker: URL | undefined },
  ) => Promise<Projector>
}

/** One field for each backend. `distributed` joins here. */
export const backends: Readonly<Record<Config['backend'], Backend>> = {
  embedded: {
    lock: ({ dataDir }) => {
      try {
        return acquireDataFolder(dataDir)
      } catch (error) {
        if (!(error instanceof EventStoreFault)) throw error
        throw new CommandFailure(
          'badConfiguration',
          [`${error.message}.`, 'One process writes a data folder: end that one, or name another folder with --data-dir.'],
          { cause: error },
        )
      }
    },
    eventStore: ({ dataDir }, options) => openSqliteEventStore({ file: logFile(dataDir), ...options }),
    // The projector makes the first generation; where it is off nobody else does.
    generations: ({ dataDir, roles }) => openSqliteGenerations({ folder: dataDir, readOnly: roles.has('projector') }),
    projector: (config, { settings, worker = ownWorker }) => projectorThread(config, { settings, worker }),
  },
}

const ownWorker = new URL('projector-worker.ts', import.meta.url)

type ThreadOptions = { readonly settings: Settings; readonly worker: URL }

const projectorThread = ({ dataDir, logLevel }: Config, { settings, worker: file }: ThreadOptions): Promise<Projector> => {
  const worker = new Worker(file, {
    workerData: { folder: dataDir, logLevel, settings },
  })
  const ended = new Promise<Error | null>((resolve) => {
    worker.once('error', (error) => resolve(error instanceof Error ? error : new Error(String(error))))
    worker.once('exit', (code) => resolve(code === 0 ? null : new Error(`the projector thread ended with ${code}`)))
  })
  return projectorBehind(worker, ended)
}

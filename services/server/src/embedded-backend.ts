import { acquireDataFolder, type DataFolderLock, EventStoreFault, openSqliteEventStore } from '@daybook/event-store'
import { openSqliteGenerations } from '@daybook/read-model'
import type { OpenBackend } from './backends.ts'
import type { Config } from './config.ts'
import { logFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'
import { projectorInThread } from './projector-in-thread.ts'
import { rebuildPaceOf } from './rebuild-pace.ts'

/** Everything in one folder: SQLite files, and one process that holds them. */
export const openEmbedded: OpenBackend = async (config, options) => {
  const { dataDir, roles, logLevel } = config
  const { clock, settings, onFailure, onPosted, failpoints } = options
  await using opened = new AsyncDisposableStack()
  const lock = opened.adopt(lockOf(config), async (held) => held.release())
  const file = logFile(dataDir)
  const eventStore = opened.use(openSqliteEventStore({ file, lock, clock, onFailure, failpoint: failpoints?.at }))
  const asked = { isTraced: onPosted !== undefined, rebuildEventsPerSecondMax: rebuildPaceOf(config) }
  const given = { backend: 'embedded', folder: dataDir, logLevel, settings, ...asked } as const
  const own = roles.has('projector') ? await projectorInThread(given, { worker: failpoints?.projectorWorker, onPosted }) : null
  const projector = own === null ? null : opened.use(own.projector)
  // The projector makes the first generation; where it is off nobody else does.
  const generations = opened.use(await openSqliteGenerations({ folder: dataDir, readOnly: roles.has('projector') }))
  const disposable = opened.move()
  return {
    eventStore,
    generations,
    projector,
    knowsGeneration: projector,
    measures: {
      kind: 'files',
      folder: dataDir,
      log: () => eventStore.measured(),
      ledgerBusyTotal: () => projector?.status().busyTotal ?? 0,
    },
    announce: (address) => lock.writeAddress(address),
    [Symbol.asyncDispose]: () => disposable.disposeAsync(),
  }
}

const lockOf = ({ dataDir }: Config): DataFolderLock => {
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
}

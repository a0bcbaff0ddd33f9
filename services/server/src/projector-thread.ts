import { parentPort, workerData } from 'node:worker_threads'
import { openSqliteEventStore } from '@daybook/event-store'
import { createPoster } from '@daybook/projections'
import { serveProjector, startProjector } from '@daybook/projector'
import { openSqliteGenerations } from '@daybook/read-model'
import { z } from 'zod'
import { logFile } from './data-files.ts'
import { loggerOf } from './logger.ts'

const Given = z.object({
  folder: z.string(),
  logLevel: z.string(),
  settings: z.object({ zone: z.string(), currency: z.string() }),
})

/**
 * Posts the ledgers of the folder that this worker thread was given, until the other end of its channel closes it. `failpoint` is for
 * crash tests.
 */
export const runProjectorThread = async (failpoint?: (name: string) => void): Promise<void> => {
  const { folder, logLevel, settings } = Given.parse(workerData)
  if (parentPort === null) throw new Error('this file runs as a worker thread')
  await using opened = new AsyncDisposableStack()
  const eventStore = opened.use(openSqliteEventStore({ file: logFile(folder), readOnly: true }))
  const generations = opened.use(await openSqliteGenerations({ folder, failpoint }))
  const projector = await startProjector({
    eventStore,
    generations,
    makePoster: (options) => createPoster({ ...options, settings }),
    log: loggerOf(logLevel).child({ role: 'projector' }),
    clock: Date.now,
    failpoint,
  })
  await serveProjector(parentPort, projector)
  parentPort.close()
}

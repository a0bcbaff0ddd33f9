import type { DataFolderLock } from '@daybook/event-store'
import type { Command } from 'commander'
import { z } from 'zod'
import { CommandFailure } from '../exit-codes.ts'
import { grouped } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, print } from '../invocation.ts'
import { progressOf } from '../progress.ts'

/** `daybook migrate FOLDER`: a book in a folder, moved to the servers of the distributed backend. */
export const registerMigrate = (program: Command, host: Host): void => {
  program
    .command('migrate')
    .description('Move a book from its folder to the servers of the distributed backend, and prove that it is the same there')
    .argument('<folder>', 'the folder of the book, which nobody serves')
    .action(asAction(host, migrate))
}

const Given = z.tuple([z.string().min(1)])

const migrate = async (invocation: Invocation): Promise<void> => {
  const [folder] = Given.parse(invocation.given)
  const config = invocation.config({ backend: 'distributed' })
  const { acquireDataFolder, openSqliteEventStore } = await import('@daybook/event-store')
  const { holdsBook, logFile } = await import('../data-files.ts')
  const { moveBook } = await import('../moving.ts')
  const { sharedBookOf } = await import('../shared-book.ts')
  if (!holdsBook(folder)) throw new CommandFailure('notFound', [`There is no book in ${folder}.`])
  const lock = lockOf(folder, acquireDataFolder)
  const failpoint = invocation.host.failpoints?.at
  const progress = progressOf(invocation, 'moving')
  try {
    await using from = openSqliteEventStore({ file: logFile(folder), readOnly: true })
    const { position: head } = await from.head()
    const moved = await moveBook({
      from,
      to: sharedBookOf(config),
      settings: { zone: config.timeZone, currency: config.currency },
      signal: invocation.host.stopping,
      onProgress: (step, position) => {
        progress.at(Number(position + 1n), Number(head + 1n), step)
        failpoint?.(step.replaceAll(' ', '-'))
      },
    }).finally(progress.end)
    print(invocation, { ...moved, events: String(moved.events) }, () =>
      [
        `${grouped(String(moved.events))} events of ${grouped(String(moved.streams))} streams are there, each as it was`,
        moved.sideRecords === null
          ? 'it was moved before: this compared it once more, but for what is held, imports, and places of feeds'
          : `${grouped(String(moved.sideRecords))} side records: what is held, imports, places of feeds, answers to be repeated`,
        ...moved.digests.map(({ kpi, version, digest }) => `${digest.slice(0, 16)}  ${kpi} v${version}, the same here and there`),
      ].join('\n'),
    )
    invocation.terminal.note(
      `Serve it from there: DAYBOOK_BACKEND=distributed daybook serve. Keep ${folder}, and serve it no more.`,
    )
  } finally {
    lock.release()
  }
}

/** Nobody writes the book while it is moved, and nobody begins to. */
const lockOf = (folder: string, acquire: (folder: string) => DataFolderLock): DataFolderLock => {
  try {
    return acquire(folder)
  } catch (error) {
    const isHeld = error instanceof Error && 'code' in error && error.code === 'folder-in-use'
    if (!isHeld) throw error
    const lines = [
      `${error.message}.`,
      'A book is moved while nobody writes it: end that process, then give the same command again.',
    ]
    throw new CommandFailure('badConfiguration', lines, { cause: error })
  }
}

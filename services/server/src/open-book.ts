import { setTimeout as pause } from 'node:timers/promises'
import { clientInside, clientOf } from './client.ts'
import { holdsBook, holdsLedgers } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Invocation, OpenBook } from './invocation.ts'
import { loggerOf } from './logger.ts'
import type { Role } from './settings.ts'
import { settled } from './settled.ts'

/** How long a command waits for another one that has the folder for itself. */
const waitMs = 10_000

/**
 * The book of an invocation: the server at `--url`, else the one that holds the data folder, else the folder itself, opened in this
 * process for as long as the command runs. Of the distributed backend no folder is looked at: without `--url` this process joins those
 * that share the book. In all cases the command speaks the same interface.
 */
export const openBook: OpenBook = async (invocation, purpose) => {
  if (invocation.options.url !== undefined) return clientOf(invocation.options.url)
  const config = invocation.config(invocation.options.logLevel === undefined ? { logLevel: 'warn' } : {})
  if (config.backend === 'distributed') return (await import('./open-shared.ts')).openShared(invocation, config)
  const address = await addressOfHolder(invocation, config.dataDir)
  if (address !== null) return clientOf(address)
  if (purpose !== 'write' && !holdsBook(config.dataDir)) throw noBook(config.dataDir)
  const { clock, stopping, failpoints } = invocation.host
  const log = loggerOf(config.logLevel)
  const { compose } = await import('./compose.ts')
  const needsPosting = purpose !== 'read' || !(await isPosted(config.dataDir))
  const roles: ReadonlySet<Role> = new Set(needsPosting ? ['api', 'intake', 'projector'] : ['api', 'intake'])
  const book = await compose({ ...config, roles }, { clock, stopping, log, use: 'own-folder', failpoints })
  try {
    if (purpose === 'read') await settled(book, stopping)
    return clientInside(book.app, async () => book[Symbol.asyncDispose]())
  } catch (error) {
    await book[Symbol.asyncDispose]()
    throw error
  }
}

/** Whether the ledgers are where the log is: then a command that only reads needs no projector. */
const isPosted = async (dataDir: string): Promise<boolean> => {
  if (!holdsLedgers(dataDir)) return false
  const { openReadOnly } = await import('./read-only-book.ts')
  await using book = await openReadOnly({ dataDir })
  const [{ position: head }, checkpoint] = await Promise.all([book.eventStore.head(), book.readModel?.checkpoint()])
  return checkpoint?.position === head && book.damage === null
}

const noBook = (folder: string): CommandFailure =>
  new CommandFailure('notFound', [
    `There is no book in ${folder}.`,
    'Begin one: daybook import FILE. Look at a sample: daybook demo. Name another folder: --data-dir.',
  ])

/** Where the holder of a folder serves; null when nobody holds it. A holder that does not serve is soon done, and waited for. */
const addressOfHolder = async ({ host, terminal }: Invocation, folder: string): Promise<string | null> => {
  const { readDataFolder } = await import('@daybook/event-store')
  const until = host.clock() + waitMs
  for (let told = false; ; told = true) {
    const holder = readDataFolder(folder)
    if (holder === null) return null
    if (holder.address !== null) return holder.address
    if (host.stopping.aborted || host.clock() > until) throw inUse(folder, holder.pid)
    if (!told) terminal.note(`${folder} is in use by process ${holder.pid ?? '?'}; waiting for it`)
    await pause(200)
  }
}

const inUse = (folder: string, pid: number | null): CommandFailure =>
  new CommandFailure('unavailable', [
    `${folder} is in use by process ${pid ?? '?'}, which does not serve.`,
    'Try again when it has ended.',
  ])

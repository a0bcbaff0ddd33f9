import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isBeyond } from '@daybook/event-store'
import { type Client, clientInside } from './client.ts'
import { compose, type OpenedBook } from './compose.ts'
import type { Config } from './config.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Invocation } from './invocation.ts'
import { loggerOf } from './logger.ts'
import type { Role } from './settings.ts'
import { openLogParts, sharedBookOf } from './shared-book.ts'

/**
 * Joins the processes of a book for as long as a command runs. What the log holds is indexed and posted when this resolves, by this process
 * where no other does it.
 */
export const openShared = async ({ host }: Invocation, config: Config): Promise<Client> => {
  const { clock, stopping, failpoints } = host
  await using opened = new AsyncDisposableStack()
  // Another process may keep its own things in the folder that is configured.
  const dataDir = opened.adopt(await mkdtemp(join(tmpdir(), 'daybook-command-')), (folder) => rm(folder, { recursive: true }))
  const roles: ReadonlySet<Role> = new Set(['api', 'intake', 'projector'])
  const log = loggerOf(config.logLevel)
  const book = opened.use(await compose({ ...config, dataDir, roles }, { clock, stopping, log, use: 'own-folder', failpoints }))
  await indexed(config, stopping)
  await posted(book, stopping)
  const kept = opened.move()
  return clientInside(book.app, () => kept.disposeAsync())
}

const indexed = async (config: Config, stopping: AbortSignal): Promise<void> => {
  const { log, register } = await openLogParts(sharedBookOf(config))
  await using _log = log
  await using _register = register
  const last = await log.head()
  const look = async () => {
    const { position, place } = await register.head()
    return { position, isThere: last === null || !isBeyond(last.position, place) }
  }
  await moved({ what: 'the index of the log', look, stopping })
}

/** Whoever is to post has to take its turn first: that nobody does is no reason to give up at once. */
const posted = async ({ eventStore, projector }: OpenedBook, stopping: AbortSignal): Promise<void> => {
  const { position: head } = await eventStore.head()
  const look = async () => {
    const { position, problem } = projector?.status() ?? { position: head, problem: null }
    return { position, isThere: position >= head, problem }
  }
  await moved({ what: 'posting the ledgers', look, stopping })
}

type Moving = {
  readonly what: string
  readonly look: () => Promise<{ readonly position: bigint; readonly isThere: boolean; readonly problem?: string | null }>
  readonly stopping: AbortSignal
}

const lookMs = 50

/** How long something may stand still; milliseconds. */
const patienceMs = 30_000

const moved = async ({ what, look, stopping }: Moving): Promise<void> => {
  let at = await look()
  for (let still = 0; !at.isThere; still += lookMs) {
    if (stopping.aborted) throw new CommandFailure('interrupted', [`Interrupted: ${what} goes on where it is.`])
    if (still >= patienceMs)
      throw new CommandFailure('unavailable', [
        `It does not go on: ${what} stands at position ${at.position}${at.problem ? `, ${at.problem}` : ''}.`,
        'Look at both servers: daybook doctor. A server of the book says more: daybook serve',
      ])
    await pause(lookMs)
    const next = await look()
    if (next.position > at.position) still = 0
    at = next
  }
}

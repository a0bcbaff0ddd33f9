import type { Command } from 'commander'
import { z } from 'zod'
import type { OpenedBook } from '../compose.ts'
import type { Config } from '../config.ts'
import { CommandFailure } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation } from '../invocation.ts'
import { loggerOf } from '../logger.ts'

/** `daybook serve`: the server, until it is told to stop. */
export const registerServe = (program: Command, host: Host): void => {
  program
    .command('serve')
    .description('Serve the book over HTTP until stopped')
    .option('--roles <roles>', 'what this process does: any of api,intake,projector (DAYBOOK_ROLES)')
    .option('--host <address>', 'the address to listen on (DAYBOOK_HTTP_HOST, 127.0.0.1)')
    .option('--port <port>', 'the port to listen on, 0 for any free one (DAYBOOK_HTTP_PORT, 8080)')
    .action(asAction(host, serve))
}

const Own = z.object({ roles: z.string().optional(), host: z.string().optional(), port: z.string().optional() })

const serve = async (invocation: Invocation): Promise<void> => {
  const config = invocation.config(Own.parse(invocation.own))
  const { terminal, host } = invocation
  const log = loggerOf(config.logLevel)
  const { compose } = await import('../compose.ts')
  const { clock, stopping, failpoints } = host
  let failure: Error | null = null
  const onFailure = (fault: Error): void => {
    failure = fault
    host.stop()
  }
  await using book = await compose(config, { clock, stopping, log, onFailure, failpoints })
  const address = await listen(book, config)
  const { position } = await book.eventStore.head()
  terminal.note(`Daybook serves ${config.backend === 'embedded' ? config.dataDir : `the book ${config.bookId}`} on ${address}`)
  terminal.note(`  interface  ${address}/docs`)
  if (position < 0n) terminal.note('  the book is empty: daybook import FILE records orders and events into it')
  await stopped(stopping)
  if (failure !== null) throw diskFailed(failure)
  terminal.note('Stopping: what is begun is finished.')
}

/** After a failed write or sync nobody knows what the next one would mean: the log is opened, and checked, anew. */
const diskFailed = (fault: Error): CommandFailure =>
  new CommandFailure(
    'failed',
    [`The program ends: ${fault.message}.`, 'What was answered is recorded. Look at the disk, then start again: daybook serve'],
    { cause: fault },
  )

/** Listens where the configuration says and tells the folder's other users; the address it got. */
export const listen = async (book: OpenedBook, { host, port }: Pick<Config, 'host' | 'port'>): Promise<string> => {
  try {
    const address = await book.app.listen({ host, port })
    book.announce(address)
    return address
  } catch (error) {
    if (!isInUse(error)) throw error
    const lines = [`Port ${port} is taken.`, 'Take another: daybook serve --port 8081, or 0 for any free one.']
    throw new CommandFailure('unavailable', lines, { cause: error })
  }
}

/** Whether an address could not be listened on because somebody else does. */
export const isInUse = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

/** Resolves when the process is asked to end. */
export const stopped = (stopping: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (stopping.aborted) resolve()
    else stopping.addEventListener('abort', () => resolve(), { once: true })
  })

import type { Command } from 'commander'
import { z } from 'zod'
import { type Client, clientInside } from '../client.ts'
import type { OpenedBook } from '../compose.ts'
import type { Config } from '../config.ts'
import type { Shown } from '../demo/page.ts'
import { CommandFailure } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, print } from '../invocation.ts'
import { loggerOf } from '../logger.ts'
import { settled } from '../settled.ts'
import { isInUse, listen, stopped } from './serve.ts'

/** `daybook demo`: loads the sample book, shows what Daybook does with it, and serves it. */
export const registerDemo = (program: Command, host: Host): void => {
  program
    .command('demo')
    .description('Load a sample book into ./data-demo, show a few figures, and serve it until stopped')
    .option('--port <port>', 'the port to listen on (8080, or the next free one)')
    .option('--exit', 'end after the figures instead of serving')
    .action(asAction(host, demo))
}

const Own = z.object({ port: z.string().optional(), exit: z.boolean().default(false) })

const demo = async (invocation: Invocation): Promise<void> => {
  const { options, host, terminal } = invocation
  const own = Own.parse(invocation.own)
  const folder = options.dataDir ?? host.environment.DAYBOOK_DATA_DIR ?? './data-demo'
  const config = invocation.config({ port: own.port, dataDir: folder, logLevel: options.logLevel ?? 'warn' })
  if (config.backend === 'distributed')
    throw new CommandFailure('badConfiguration', [
      'The sample book is for a folder of its own, and must not get among the events of a book on servers.',
      'Unset DAYBOOK_BACKEND, DAYBOOK_EVENTSTORE_URL and DAYBOOK_POSTGRES_URL, then: daybook demo',
    ])
  const { load, markComplete, prepareFolder, sample } = await import('../demo/load.ts')
  const whole = sample()
  const isLoaded = prepareFolder(config.dataDir, whole)
  const log = loggerOf(config.logLevel)
  const { compose } = await import('../compose.ts')
  await using book = await compose(config, {
    clock: host.clock,
    stopping: host.stopping,
    log,
  })
  const client = clientInside(book.app, async () => {})
  if (!isLoaded) terminal.note(`Loading the sample book into ${folder} …`)
  const loaded = isLoaded ? null : await load(invocation, client, whole)
  if (loaded !== null) markComplete(config.dataDir, whole)
  await settled(book, host.stopping)
  const address = own.exit ? 'http://127.0.0.1:8080' : await listenNear(book, config, invocation)
  await show(invocation, client, { address, loaded, folder, events: whole.lines.length })
  if (own.exit) return
  terminal.note(`Serving on ${address} until Ctrl-C.`)
  await stopped(host.stopping)
}

const show = async (invocation: Invocation, client: Client, page: Shown): Promise<void> => {
  const [{ drawPage }, { demoSeed, sampleBook }, { tourOf }] = await Promise.all([
    import('../demo/page.ts'),
    import('../demo/sample-book.ts'),
    import('../demo/tour.ts'),
  ])
  const tour = await tourOf(client, sampleBook(demoSeed))
  print(invocation, { ...page, ...tour }, () => drawPage(invocation.terminal, { ...page, tour }))
}

const portsTried = 20

/** Listens on the port, or on the next free one. */
const listenNear = async (book: OpenedBook, config: Config, { terminal }: Invocation): Promise<string> => {
  for (let port = config.port; port < config.port + portsTried; port += 1) {
    try {
      const address = await listen(book, { host: config.host, port })
      if (port !== config.port) terminal.note(`Port ${config.port} is taken; this one is free: ${port}`)
      return address
    } catch (error) {
      if (!(error instanceof CommandFailure && isInUse(error.cause))) throw error
    }
  }
  throw new CommandFailure('unavailable', [
    `Ports ${config.port} to ${config.port + portsTried - 1} are taken.`,
    'Name a free one: daybook demo --port 9000',
  ])
}

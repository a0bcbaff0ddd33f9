import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import type { Client } from './client.ts'
import { type Config, configOrFail, type Flags } from './config.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Host } from './host.ts'
import { type Terminal, terminalOf } from './terminal.ts'

const GlobalOptions = z.object({
  dataDir: z.string().optional(),
  backend: z.string().optional(),
  logLevel: z.string().optional(),
  url: z.url({ protocol: /^https?$/, error: '--url must be an http or https address' }).optional(),
  json: z.boolean().default(false),
  quiet: z.boolean().default(false),
  color: z.boolean().default(true),
  input: z.boolean().default(true),
  yes: z.boolean().default(false),
  link: z.boolean().default(false),
})

/** Options that every command takes. */
export type GlobalOptions = z.infer<typeof GlobalOptions>

/** One call of a command: what it was given, and where its words go. */
export type Invocation = {
  readonly host: Host
  readonly terminal: Terminal
  readonly options: GlobalOptions
  /** Positional arguments, in order. */
  readonly given: readonly string[]
  /** The command's own options, as commander parsed them. */
  readonly own: Readonly<Record<string, unknown>>
  readonly name: string
  /** The configuration, or exit 78. `more` are settings from the command's own flags. */
  readonly config: (more?: Flags) => Config
}

/**
 * Opens the book that an invocation is about: the server that holds it, or the folder itself. To `write` begins a book where there is
 * none; to `steer` needs one, and has it posted.
 */
export type OpenBook = (invocation: Invocation, purpose: 'read' | 'steer' | 'write') => Promise<Client>

/** Adds the options that every command takes to the program. */
export const withGlobalOptions = (program: Command): Command =>
  program
    .option('--data-dir <folder>', 'the folder of the book (DAYBOOK_DATA_DIR, ./data)')
    .option('--url <address>', 'work through the server at this address')
    .option('--backend <name>', 'embedded or distributed (DAYBOOK_BACKEND)')
    .option('--log-level <level>', 'how much is logged to stderr (DAYBOOK_LOG_LEVEL, info)')
    .option('--json', 'print the data as JSON')
    .option('--quiet', 'print the data alone')
    .option('--no-color', 'without colour, as with NO_COLOR')
    .option('--no-input', 'never ask')
    .option('--yes', 'answer yes to what would be asked')
    .option('--link', 'print the address of the page as well')

/** What commander calls for a command: gathers what was given and runs the command with it. */
export const asAction =
  (host: Host, run: (invocation: Invocation) => Promise<void>) =>
  async (...values: readonly unknown[]): Promise<void> => {
    const command = values.at(-1)
    if (!(command instanceof Command)) throw new TypeError('not a command')
    const options = GlobalOptions.safeParse(command.optsWithGlobals())
    if (!options.success) throw new CommandFailure('usage', [z.prettifyError(options.error)])
    await run({
      host,
      terminal: terminalOf({ ...host, quiet: options.data.quiet, colour: options.data.color }),
      options: options.data,
      given: command.args,
      own: command.opts(),
      name: command.name(),
      config: (more = {}) => configOrFail({ ...settingsOf(options.data), ...more }, host.environment),
    })
  }

/** The settings among the global options. */
export const settingsOf = ({ dataDir, backend, logLevel }: GlobalOptions): Flags => ({ dataDir, backend, logLevel })

/** One page of data: as JSON when that is asked for, else as `draw` shows it. */
export const print = ({ options, terminal }: Invocation, data: unknown, draw: () => string): void =>
  terminal.out(options.json ? JSON.stringify(data, null, 2) : draw())

/** Turns a wrong option of a command into commander's own kind of error, with exit code 2. */
export const usageError = (message: string): CommanderError => new CommanderError(2, 'daybook.usage', `error: ${message}`)

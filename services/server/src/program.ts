import { Command, CommanderError } from 'commander'
import { registerBackup } from './commands/backup.ts'
import { registerConfig } from './commands/config.ts'
import { registerDemo } from './commands/demo.ts'
import { registerDiff } from './commands/diff.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerEvents } from './commands/events.ts'
import { registerExplain } from './commands/explain.ts'
import { registerFeeds } from './commands/feeds.ts'
import { registerImport } from './commands/import.ts'
import { registerKpi } from './commands/kpi.ts'
import { registerMigrate } from './commands/migrate.ts'
import { registerPrepare } from './commands/prepare.ts'
import { registerProjections } from './commands/projections.ts'
import { registerQuarantine } from './commands/quarantine.ts'
import { registerReplay } from './commands/replay.ts'
import { registerReport } from './commands/report.ts'
import { registerServe } from './commands/serve.ts'
import { registerVerify } from './commands/verify.ts'
import { CommandFailure, type ExitCode, exitCodes } from './exit-codes.ts'
import type { Host } from './host.ts'
import { type OpenBook, withGlobalOptions } from './invocation.ts'
import { release } from './release.ts'

const examples = `Examples:
  daybook import orders.csv --source erp                           record a file of orders, of the system they come from
  daybook kpi net-sales --scope rep --period 2025-02               a figure, for each rep
  daybook explain net-sales --scope rep --entity R1 --period 2025-02   what it is made of
`

/**
 * Runs the program: parses what was typed, runs the command, and tells with which code to exit.
 *
 * Data goes to stdout, everything else to stderr. Nothing is thrown: an error is told, with what to do next.
 */
export const runProgram = async (typed: readonly string[], host: Host, open: OpenBook): Promise<ExitCode> => {
  const program = programOf(host, open)
  try {
    await program.parseAsync([...typed], { from: 'user' })
    return exitCodes.done
  } catch (error) {
    return tell(error, host)
  }
}

const programOf = (host: Host, open: OpenBook): Command => {
  const program = new Command('daybook')
    .description('The book of record for sales account management.')
    .version(release, '--version', 'print the version of this release')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('The command with --help tells how it is used.')
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('before', examples)
  withGlobalOptions(program)
  registerServe(program, host)
  registerDemo(program, host)
  for (const register of [
    registerImport,
    registerKpi,
    registerExplain,
    registerReplay,
    registerDiff,
    registerVerify,
    registerReport,
    registerEvents,
    registerQuarantine,
    registerProjections,
    registerFeeds,
  ]) {
    register(program, host, open)
  }
  for (const register of [registerDoctor, registerBackup, registerMigrate, registerPrepare, registerConfig])
    register(program, host)
  return program
}

const tell = (error: unknown, { stderr, stopping }: Host): ExitCode => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done
    if (error.code === 'daybook.usage') stderr.write(`${error.message}\n`)
    return exitCodes.usage
  }
  if (error instanceof CommandFailure) {
    for (const line of error.lines) stderr.write(`${line}\n`)
    return error.exitCode
  }
  if (stopping.aborted) return exitCodes.interrupted
  stderr.write(`The program failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return exitCodes.failed
}

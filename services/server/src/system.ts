import closeWithGrace from 'close-with-grace'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { Failpoints } from './host.ts'
import { openBook } from './open-book.ts'
import { runProgram } from './program.ts'

/** How long a stop may take before it is forced. */
const graceMs = 10_000

/**
 * Runs the program on this process: its streams, its environment, its signals. The first signal lets it finish what it has begun, for
 * at most ten seconds; a second one ends it at once.
 */
export const runFromSystem = async (typed: readonly string[], failpoints?: Failpoints): Promise<ExitCode> => {
  const stopping = new AbortController()
  const ended = Promise.withResolvers<ExitCode>()
  let forcedCode: ExitCode = exitCodes.interrupted
  const grace = closeWithGrace(
    {
      delay: graceMs,
      logger: false,
      skip: ['beforeExit'],
      onSecondSignal: () => process.exit(exitCodes.interrupted),
      onTimeout: () => process.exit(forcedCode),
    },
    async ({ err }) => {
      if (err) process.stderr.write(`The program failed: ${err.stack ?? err.message}\n`)
      stopping.abort()
      const exitCode = await ended.promise
      process.exit(err ? exitCodes.failed : exitCode)
    },
  )
  const stop = (): void => {
    forcedCode = exitCodes.failed
    void grace.close()
  }
  process.stdout.on('error', ignoreClosedPipe)
  const { stdin, stdout, stderr, env: environment } = process
  const exitCode = await runProgram(
    typed,
    { stdin, stdout, stderr, environment, clock: Date.now, stopping: stopping.signal, stop, failpoints },
    openBook,
  )
  ended.resolve(exitCode)
  return exitCode
}

/** `daybook kpi … | head` closes our output early; that is no failure. */
const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.done)
}

import type { ExitCode } from './exit-codes.ts'
import { exitCodes } from './exit-codes.ts'
import type { OpenBook } from './invocation.ts'
import { runProgram } from './program.ts'

/** Runs the program on this process: its streams, its environment, its signals. A second Ctrl-C stops at once. */
export const runFromSystem = (typed: readonly string[]): Promise<ExitCode> => {
  const stopping = new AbortController()
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(exitCodes.interrupted)
    stopping.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.stdout.on('error', ignoreClosedPipe)
  return runProgram(
    typed,
    {
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      environment: process.env,
      clock: Date.now,
      stopping: stopping.signal,
    },
    openBook,
  )
}

const openBook: OpenBook = async () => {
  throw new Error('not wired')
}

/** `daybook kpi … | head` closes our output early; that is no failure. */
const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.done)
}

import { type ChildProcess, type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process start takes a second or two of a busy machine, and a scenario makes several. */
export const patienceMs = 120_000

const mainOf = 'services/server/src/main.ts'
const main = fileURLToPath(new URL(`../../${mainOf}`, import.meta.url))

/** What a command printed, and how it ended. */
export type Ended = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  NO_COLOR: '1',
  // The machine may be late by itself; that requests are refused for it has tests of its own.
  DAYBOOK_LIMIT_LOOP_DELAY_MS: '60000',
  ...more,
})

/** Runs the real program to its end. */
export const daybook = (typed: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  run([main, ...typed], more)

/** Runs the real program of another workspace to its end. */
export const daybookIn = (workspace: string, typed: readonly string[]): Promise<Ended> =>
  run([join(workspace, mainOf), ...typed], {})

const run = (typed: readonly string[], more: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve) => {
    // In a folder of its own, since an import leaves its rejects where it runs.
    const options = { env: environment(more), cwd: mkdtempSync(join(tmpdir(), 'daybook-cwd-')), maxBuffer: 64 * 1_048_576 }
    const child = execFile(process.execPath, [...typed], options, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(child.exitCode ?? error.code ?? 1), stdout, stderr }),
    )
    child.stdin?.end()
  })

/** Starts the real program and leaves it to the test, which writes its standard input and ends it. */
export const begin = (typed: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [main, ...typed], { env: environment(more), stdio: 'pipe' })

/** A real server of a folder, on a free port. */
export type Serving = AsyncDisposable & {
  readonly address: string
  readonly child: ChildProcess
  readonly stop: () => Promise<number | null>
}

/** Starts the real program as a server and resolves when it listens. Disposing asks it to stop and waits. */
export const serve = async (
  folder: string,
  typed: readonly string[] = ['serve'],
  more: Readonly<Record<string, string>> = {},
): Promise<Serving> => {
  const child = spawn(process.execPath, [main, ...typed, '--port', '0', '--data-dir', folder], {
    env: environment({ DAYBOOK_LOG_LEVEL: 'warn', ...more }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.stdout?.resume()
  const address = await addressIn(child)
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM')
    return ended
  }
  return { address, child, stop, [Symbol.asyncDispose]: async () => void (await stop()) }
}

const addressIn = async (child: ChildProcess): Promise<string> => {
  const said: string[] = []
  for await (const line of createInterface({ input: child.stderr! })) {
    said.push(line)
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (address === undefined) continue
    child.stderr?.resume()
    return address
  }
  throw new Error(`the server did not start:\n${said.join('\n')}`)
}

/** An empty folder that does not exist yet. */
export const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'daybook-cli-')), 'data')

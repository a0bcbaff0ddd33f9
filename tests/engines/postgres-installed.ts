import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { vi } from 'vitest'
import { freePort } from './free-port.ts'
import type { RunningPostgres } from './postgres.ts'
import { databasesOf, versionOf } from './postgres-databases.ts'

const run = promisify(execFile)

/** Where Debian and its kin put a version with all its tools. */
const versions = '/usr/lib/postgresql'

/** The folder of the newest PostgreSQL that is installed here with its tools, or null. */
export const installedTools = (): string | null => {
  const numbers = existsSync(versions)
    ? readdirSync(versions)
        .map(Number)
        .sort((a, b) => b - a)
    : []
  const folders = numbers.map((number) => join(versions, String(number), 'bin'))
  return (
    folders.find((bin) => ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((tool) => existsSync(join(bin, tool)))) ?? null
  )
}

/** A server of an installed PostgreSQL, which its own tools fit, on a free port and in a folder that goes with it. */
export const installedPostgres = async (bin: string): Promise<RunningPostgres> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-postgres-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  chmodSync(folder, 0o755)
  const user = await serverUser()
  if (user !== null) chownSync(data, user.uid, user.gid)
  const as = user ?? {}
  const initdb = ['-D', data, '-U', 'daybook', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  await run(join(bin, 'initdb'), initdb, { ...as, cwd: folder })
  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
  const typed = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(join(bin, 'postgres'), typed, { ...as, cwd: folder, stdio: 'ignore' })
  const url = `postgres://daybook@127.0.0.1:${port}/postgres`
  const version = await answering(server, url)
  return {
    kind: 'real',
    version,
    why: 'installed here with its tools',
    createDatabase: databasesOf(url).create,
    control: null,
    stop: async () => {
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The server refuses to run as root. */
const serverUser = async (): Promise<{ readonly uid: number; readonly gid: number } | null> => {
  if (process.getuid?.() !== 0) return null
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (what) => Number((await run('id', [what, 'postgres'])).stdout)))
  return { uid: uid ?? 0, gid: gid ?? 0 }
}

/** The version, as soon as the server answers. */
const answering = (server: ChildProcess, url: string): Promise<string> =>
  vi.waitFor(
    async () => {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`)
      return versionOf(url)
    },
    { timeout: 30_000, interval: 100 },
  )

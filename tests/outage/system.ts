import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BookProcess, startBook } from '../crash/book-process.ts'
import { ready } from '../crash/examine.ts'
import type { RunningPostgres } from '../engines/postgres.ts'
import { withClient } from '../engines/postgres-databases.ts'
import { type EventStoreProcess, startEventStore } from './event-store-process.ts'

/** A book in several processes, with the servers that it needs. */
export type System = {
  readonly postgres: RunningPostgres
  readonly eventStore: EventStoreProcess
  readonly servers: { readonly eventStoreUrl: string; readonly postgresUrl: string }
  /** Folder of the small disk that the database is on; null where none can be mounted. */
  readonly disk: string | null
  /** Those that are there, by name: two that take events and answer, one that posts. */
  readonly processes: ReadonlyMap<string, BookProcess>
  /** Addresses of those that take events and answer. */
  readonly fronts: () => readonly string[]
  readonly urls: () => readonly string[]
  readonly start: (name: string) => Promise<void>
  readonly kill: (name: string) => Promise<void>
  readonly stop: () => Promise<readonly string[]>
}

const rolesOf: Readonly<Record<string, string>> = { one: 'api,intake', two: 'api,intake', post: 'projector' }

const diskMebibytes = 160

/** Starts everything, and resolves when all processes are ready. */
export const startSystem = async (postgres: RunningPostgres): Promise<System> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-outage-'))
  chmodSync(folder, 0o755) // The database server is another user, who must get at its disk.
  const disk = smallDisk(join(folder, 'disk'))
  const eventStore = await startEventStore()
  const postgresUrl = await postgres.createDatabase()
  if (disk !== null) await moveTo(postgresUrl, join(disk, 'tablespace'))
  const env = {
    DAYBOOK_BACKEND: 'distributed',
    DAYBOOK_EVENTSTORE_URL: eventStore.url,
    DAYBOOK_POSTGRES_URL: postgresUrl,
  }
  const processes = new Map<string, BookProcess>()
  const start = async (name: string): Promise<void> => {
    processes.set(name, await startBook(join(folder, name), { roles: rolesOf[name] ?? '', env }))
  }
  for (const name of Object.keys(rolesOf)) await start(name)
  const urls = () => [...processes.values()].map(({ url }) => url)
  for (const url of urls()) await ready(url)
  return {
    postgres,
    eventStore,
    servers: { eventStoreUrl: eventStore.url, postgresUrl },
    disk,
    processes,
    urls,
    fronts: () => [...processes].filter(([name]) => name !== 'post').map(([, { url }]) => url),
    start,
    kill: async (name) => {
      const book = processes.get(name)
      processes.delete(name)
      await book?.kill('SIGKILL')
    },
    stop: async () => {
      const ended = await Promise.all([...processes.values()].map((book) => book.kill('SIGTERM')))
      await eventStore.stop()
      await postgres.stop()
      if (disk !== null) spawnSync('umount', [disk])
      rmSync(folder, { recursive: true, force: true })
      return ended.filter(({ code }) => code !== 0).map(({ code, words }) => `a process ended with ${code}: ${words}`)
    },
  }
}

/** A small disk in memory, which only root can mount. */
const smallDisk = (folder: string): string | null => {
  mkdirSync(folder)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMebibytes}m,mode=777`, 'tmpfs', folder])
  return mounted.status === 0 ? folder : null
}

/** Puts a database on a disk of its own, with all that will be in it. */
const moveTo = async (url: string, folder: string): Promise<void> => {
  mkdirSync(folder)
  const database = new URL(url).pathname.slice(1)
  const elsewhere = new URL(url)
  elsewhere.pathname = '/postgres'
  await withClient(elsewhere.href, async (client) => {
    const { rows } = await client.query<{ setting: string }>("SELECT setting FROM pg_settings WHERE name = 'data_directory'")
    // The user who owns the data of the server must own its other folders as well.
    spawnSync('chown', ['--reference', rows[0]?.setting ?? '', folder])
    await client.query(`CREATE TABLESPACE small LOCATION '${folder}'`)
    await client.query(`ALTER DATABASE ${database} SET TABLESPACE small`)
  })
}

import { globSync, statfsSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { withClient } from '../engines/postgres-databases.ts'
import { pendingAppends, projection, rebuiltByItself } from './examine.ts'
import type { System } from './system.ts'
import { probed, type Server, untilTold } from './watch.ts'

/** An outage: what is done, and what must be told of it. */
export type Outage = {
  readonly name: string
  /** Why it cannot be had here. */
  readonly skipped?: (system: System) => string | null
  /** Causes it, watches it and ends it; what was wrong meanwhile. */
  readonly during: (system: System, ms: number) => Promise<readonly string[]>
  /** What is left to be looked at once everything goes on. */
  readonly after?: (system: System, withinMs: number) => Promise<readonly string[]>
}

/** Within so long whoever asks is told that a server is away. */
const toldMs = 10_000

/** Takes servers away for so long, during which every process must say so. */
const awayFor = async (system: System, away: readonly Server[], ms: number): Promise<readonly string[]> => {
  const begun = performance.now()
  const told = await untilTold(system.urls(), away, toldMs)
  const left = ms - (performance.now() - begun)
  return [...told.problems, ...(await probed(system.urls(), Math.max(0, left)))]
}

const noControl = ({ postgres }: System): string | null =>
  postgres.control === null ? 'the PostgreSQL server is not ours to stop' : null

const postgresAway = (name: string, end: 'kill' | 'end'): Outage => ({
  name,
  skipped: noControl,
  during: async (system, ms) => {
    await system.postgres.control?.[end]()
    const problems = await awayFor(system, ['postgresql'], ms)
    await system.postgres.control?.start()
    return problems
  },
})

const connectionsCut: Outage = {
  name: 'all connections to PostgreSQL cut, again and again',
  during: async ({ servers, urls }, ms) => {
    const until = performance.now() + ms
    const problems: string[] = []
    const text =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
    while (performance.now() < until) {
      await withClient(servers.postgresUrl, (client) => client.query(text))
      problems.push(...(await probed(urls(), 300)))
    }
    return [...new Set(problems)]
  },
}

const noDisk = ({ disk }: System): string | null => (disk === null ? 'nothing can be mounted here' : null)

/** Leaves so many bytes of the small disk. */
const fill = (disk: string, spare: number): void => {
  const { bavail, bsize } = statfsSync(disk)
  try {
    if (bavail * bsize > spare) writeFileSync(join(disk, `filler-${performance.now()}`), Buffer.alloc(bavail * bsize - spare))
  } catch {
    // The server was faster.
  }
}

/** Leaves no byte. What the server frees meanwhile is taken as well. */
const keepFull = async (disk: string, ms: number): Promise<void> => {
  const until = performance.now() + ms
  while (performance.now() < until) {
    fill(disk, 0)
    await pause(200)
  }
}

const free = async (disk: string): Promise<void> => {
  await Promise.all(globSync(join(disk, 'filler-*')).map((file) => rm(file)))
}

const diskFull: Outage = {
  name: 'disk of PostgreSQL full',
  skipped: noDisk,
  during: async ({ disk, urls }, ms) => {
    const [problems] = await Promise.all([probed(urls(), ms), keepFull(disk ?? '', ms)])
    await free(disk ?? '')
    return problems
  },
}

const diskFullInRebuild: Outage = {
  name: 'disk of PostgreSQL full while a rebuild copies',
  skipped: noDisk,
  during: async (system, ms) => {
    const disk = system.disk ?? ''
    const problems: string[] = []
    for (let attempt = 1; attempt <= attemptsMax && problems.length === 0; attempt += 1) {
      fill(disk, roomForTables)
      problems.push(...(await rebuildBegun(system)))
      fill(disk, 0)
      const [found] = await Promise.all([probed(system.urls(), ms), keepFull(disk, ms)])
      problems.push(...found)
      const isMet = !(await isRebuilt(system))
      await free(disk)
      if (isMet) return problems
    }
    return [...problems, 'each rebuild was done before the disk was full']
  },
  after: ({ fronts }, withinMs) => rebuiltByItself(fronts()[0] ?? '', withinMs),
}

/** A rebuild first makes the tables that it then fills. */
const roomForTables = 3 * 2 ** 20
const attemptsMax = 3

/** Whether a rebuild has come to its end. */
const isRebuilt = async ({ fronts }: System): Promise<boolean> =>
  ((await projection(fronts()[0] ?? ''))?.rebuild ?? null)?.comparison != null

const rebuildBegun = async ({ fronts }: System): Promise<readonly string[]> => {
  const answer = await fetch(`${fronts()[0]}/v1/projections/ledgers/rebuild`, { method: 'POST' })
  return answer.ok ? [] : [`the rebuild was refused: ${await answer.text()}`]
}

const eventStoreAway: Outage = {
  name: 'event store: connections reset, nothing listens',
  during: async (system, ms) => {
    await system.eventStore.away()
    const problems = await awayFor(system, ['eventstore'], ms)
    await system.eventStore.back()
    return problems
  },
}

const eventStoreCut: Outage = {
  name: 'event store: connections reset, again and again',
  during: async ({ eventStore, urls }, ms) => {
    const until = performance.now() + ms
    const problems: string[] = []
    while (performance.now() < until) {
      await eventStore.cut()
      problems.push(...(await probed(urls(), 300)))
    }
    return [...new Set(problems)]
  },
}

const eventStoreHangs: Outage = {
  name: 'event store: connections are taken, nothing is answered',
  during: async (system, ms) => {
    system.eventStore.hang()
    const problems = await awayFor(system, ['eventstore'], ms)
    system.eventStore.goOn()
    return problems
  },
}

const bothAway: Outage = {
  name: 'both away at once',
  skipped: noControl,
  during: async (system, ms) => {
    await Promise.all([system.eventStore.away(), system.postgres.control?.kill()])
    const problems = await awayFor(system, ['eventstore', 'postgresql'], ms)
    await system.postgres.control?.start()
    await system.eventStore.back()
    return problems
  },
}

const intakeKilled: Outage = {
  name: 'event store away, an intake killed that has claimed',
  during: async (system, ms) => {
    await system.eventStore.takeNothing()
    const until = performance.now() + toldMs
    while ((await pendingAppends(system)) < claimedMin && performance.now() < until) await pause(20)
    await system.eventStore.away()
    await system.kill('one')
    const claimed = await pendingAppends(system)
    const problems = await awayFor(system, ['eventstore'], ms)
    await system.eventStore.back()
    return claimed < claimedMin ? [...problems, `only ${claimed} appends were claimed when the intake was killed`] : problems
  },
  after: async ({ start, fronts }, withinMs) => {
    await start('one')
    return (await untilTold(fronts(), [], withinMs)).problems
  },
}

const claimedMin = 5

/** All outages, in the order in which they come. */
export const outages: readonly Outage[] = [
  postgresAway('PostgreSQL restarted at once, as by a power cut', 'kill'),
  postgresAway('PostgreSQL restarted in order', 'end'),
  connectionsCut,
  diskFull,
  diskFullInRebuild,
  eventStoreAway,
  eventStoreCut,
  eventStoreHangs,
  bothAway,
  intakeKilled,
]

import { setTimeout as pause } from 'node:timers/promises'
import { openDistributedEventStore, openEventStoreDb, openPostgresRegister } from '@daybook/event-store'
import { identityOf } from '../crash/load.ts'
import { withClient } from '../engines/postgres-databases.ts'
import { digestProblems } from '../failover/digests.ts'
import type { System } from './system.ts'
import { asked, type Known } from './traffic.ts'

/** What is wrong with the log, held against what was sent and what was answered, and with the ledgers, held against a clean run's. */
export const bookProblems = async ({ servers }: System, { sent, answered }: Known): Promise<readonly string[]> => {
  const recorded = await recordedIn(servers)
  const once = new Set(recorded)
  const lost = [...answered].filter((identity) => !once.has(identity))
  const strange = [...once].filter((identity) => !sent.has(identity))
  return [
    ...(once.size === recorded.length ? [] : [`${recorded.length - once.size} events are in the log twice`]),
    ...lost.slice(0, 3).map((identity) => `${identity} was answered and is not in the log (one of ${lost.length})`),
    ...strange.slice(0, 3).map((identity) => `${identity} is in the log and was not sent (one of ${strange.length})`),
    ...(await digestProblems(servers)),
  ]
}

const chunk = 1_000

/** The identities of all events, by position. */
const recordedIn = async ({ eventStoreUrl, postgresUrl }: System['servers']): Promise<readonly string[]> => {
  const log = await openEventStoreDb({ url: eventStoreUrl, bookId: 'daybook' })
  const register = await openPostgresRegister({ connection: { url: postgresUrl } })
  await using eventStore = openDistributedEventStore({ log, register, readOnly: true })
  const identities: string[] = []
  for (let from = 0n; ; from += BigInt(chunk)) {
    const events = await eventStore.readAll({ from, limit: chunk })
    identities.push(...events.map(({ source, id }) => identityOf({ source, id })))
    if (events.length < chunk) return identities
  }
}

type Projection = { readonly position: string | null; readonly head: string | null }
type Rebuild = { readonly comparison: unknown } | null

/** How posting stands, as a process says; null where it says nothing. */
export const projection = async (
  url: string,
): Promise<(Projection & { readonly rebuild: Rebuild; readonly problem: string | null }) | null> => {
  const { status, text } = await asked(`${url}/v1/projections`)
  return status === 200 ? JSON.parse(text).items[0] : null
}

/** How many appends are claimed and have no position yet, as the register has it. */
export const pendingAppends = ({ servers }: Pick<System, 'servers'>): Promise<number> =>
  withClient(servers.postgresUrl, async (client) => {
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM daybook_log.pending')
    return Number(rows[0]?.count)
  })

/** Waits until nothing is on its way and everything is posted; what kept it from that. */
export const settled = async (system: System, withinMs: number): Promise<readonly string[]> => {
  const until = performance.now() + withinMs
  for (;;) {
    const [pending, now] = [await pendingAppends(system), await projection(system.fronts()[0] ?? '')]
    if (pending === 0 && now !== null && now.position === now.head) return []
    if (performance.now() > until) return [`within ${withinMs} ms ${pending} appends are pending, ${JSON.stringify(now)}`]
    await pause(50)
  }
}

/** Waits until a rebuild that was begun has come to the same ledgers; what kept it from that. */
export const rebuiltByItself = async (url: string, withinMs: number): Promise<readonly string[]> => {
  const until = performance.now() + withinMs
  for (;;) {
    const now = await projection(url)
    if (now?.rebuild?.comparison === 'equal') return []
    if (performance.now() > until) return [`within ${withinMs} ms the rebuild is not done: ${JSON.stringify(now)}`]
    await pause(100)
  }
}

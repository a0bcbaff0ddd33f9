import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, type Connections, changedBy, rowsOf, withConnection } from './driver.ts'
import { DatabaseFault } from './fault.ts'

/** What a lease needs. Times are milliseconds. */
export type LeaseOptions = {
  /** With a connection that nothing else waits for. */
  readonly connections: Connections
  /** The table, as SQL takes it. */
  readonly table: string
  /** What is leased, such as `projector`. */
  readonly name: string
  /** Who asks: no two processes under one name. */
  readonly holder: string
  /** A clock that never goes back. */
  readonly monotonic: () => number
  /** How long it holds without a sign of life, by the clock of the database. */
  readonly ttlMs?: number
  /** How often there is one. */
  readonly beatMs?: number
  /** Told, once for each wait and reason, of what keeps the lease from being taken and does not pass by itself, such as a missing right. */
  readonly onFault: (error: unknown) => void
}

/** A lease that is ours. `lost` aborts when it is not any more, or may not be. */
export type HeldLease = { readonly lost: AbortSignal; readonly release: () => Promise<void> }

/**
 * Waits until the lease is ours; null when `signal` aborts first.
 *
 * Who holds it renews it, and has a lock besides that ends with its connection: who is killed makes room at once, who stands still when
 * its time is over. Neither proves anything: a process may wake and not know that it has lost it. What is written is fenced by an
 * epoch where it is written.
 */
export const holdLease = async (options: LeaseOptions, signal: AbortSignal): Promise<HeldLease | null> => {
  const { ttlMs = 3_000, beatMs = 700, monotonic } = options
  const fault = toldOnce(options.onFault)
  while (!signal.aborted) {
    const asked = monotonic()
    const taken = await take(options, ttlMs).catch(fault)
    if (taken !== null) return keep(options, { since: asked, ttlMs, beatMs, lockedOn: taken.lockedOn })
    await pause(beatMs / 3, undefined, { signal }).catch(() => undefined)
  }
  return null
}

/** What is asked again and again meets the same again and again: only another reason is news. */
const toldOnce = (onFault: LeaseOptions['onFault']): ((error: unknown) => null) => {
  const told = new Set<string>()
  return (error) => {
    const passes = error instanceof DatabaseFault && error.code !== 'damaged'
    if (!passes && !told.has(String(error))) {
      told.add(String(error))
      onFault(error)
    }
    return null
  }
}

/** The connection that the lock was taken on: with it, the lock ends. Null without a lock. */
type LockedOn = { readonly lockedOn: Connection | null }

type Kept = LockedOn & { readonly since: number; readonly ttlMs: number; readonly beatMs: number }

const keep = (options: LeaseOptions, at: Kept): HeldLease => {
  const lost = new AbortController()
  const released = new AbortController()
  /** It ends for us before it does for others: their clock began to count later than ours. */
  const patienceMs = at.ttlMs * 0.75
  let good = at.since
  let { lockedOn } = at

  const renewed = async (): Promise<boolean> => {
    const renewal = await renew(options, { ttlMs: at.ttlMs, lockedOn })
    lockedOn = renewal.lockedOn
    return renewal.isOurs
  }
  const beat = async (): Promise<void> => {
    while (!released.signal.aborted && !lost.signal.aborted) {
      await pause(at.beatMs, undefined, { signal: released.signal }).catch(() => undefined)
      const asked = options.monotonic()
      const late = pause(Math.max(0, patienceMs - (asked - good)), null)
      const isOurs = await Promise.race([renewed(), late]).catch(() => null)
      if (isOurs === true) good = asked
      if (isOurs === false || options.monotonic() - good >= patienceMs) lost.abort()
    }
  }
  const beating = beat()
  return {
    lost: lost.signal,
    release: async () => {
      released.abort()
      await beating
      await giveUp(options).catch(() => undefined)
    },
  }
}

/** Null when another has it. Whose lock we get is gone, whatever its lease says. */
const take = ({ connections, table, name, holder }: LeaseOptions, ttlMs: number): Promise<LockedOn | null> =>
  withConnection(connections, async (client) => {
    const isLocked = await locked(client, name)
    const text = `INSERT INTO ${table} AS lease (name, holder, expires_at) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
      ${isLocked ? '' : 'WHERE lease.expires_at < clock_timestamp()'}`
    return (await changedBy(client, { text, values: [name, holder, ttlMs] })) === 1
      ? { lockedOn: isLocked ? client : null }
      : null
  })

const renew = (
  { connections, table, name, holder }: LeaseOptions,
  at: LockedOn & { readonly ttlMs: number },
): Promise<LockedOn & { readonly isOurs: boolean }> =>
  withConnection(connections, async (client) => {
    const isLocked = at.lockedOn === client || (await locked(client, name))
    const text = `UPDATE ${table} SET expires_at = clock_timestamp() + $3 * interval '1 millisecond' WHERE name = $1 AND holder = $2`
    const isOurs = (await changedBy(client, { text, values: [name, holder, at.ttlMs] })) === 1
    return { isOurs, lockedOn: isLocked ? client : null }
  })

/** One number for a task of a book; several books may share a database. */
const lockOf = `hashtextextended(current_schema() || ' ' || $1, 0)`

const locked = async (client: Connection, name: string): Promise<boolean> => {
  const text = `SELECT pg_try_advisory_lock(${lockOf})`
  const [row] = await rowsOf<[boolean]>(client, { text, values: [name] })
  return row?.[0] === true
}

const giveUp = ({ connections, table, name, holder }: LeaseOptions): Promise<void> =>
  withConnection(connections, async (client) => {
    await changedBy(client, { text: `DELETE FROM ${table} WHERE name = $1 AND holder = $2`, values: [name, holder] })
    await rowsOf(client, { text: `SELECT pg_advisory_unlock(${lockOf})`, values: [name] })
  })

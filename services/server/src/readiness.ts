import type { Check } from '@daybook/api'
import type { EventStore } from '@daybook/event-store'
import type { Feed, FeedStatus } from '@daybook/intake'
import type { Projector } from '@daybook/projector'
import { inTime, type WatchedServer } from './servers.ts'

/** How far the ledgers are behind the log: events, and the age of the oldest of them in seconds. */
export type Lag = { readonly events: number; readonly seconds: number }

/** The same with how much later the last event was taken in than the last that is posted, in seconds. */
export type MeasuredLag = Lag & { readonly behindSeconds: number }

type LagSources = {
  readonly eventStore: EventStore
  readonly checkpoint: () => Promise<{ readonly position: bigint }>
  readonly clock: () => number
}

/** The lag as the data tell it, whatever a projector says of itself. */
export const lagOf = async ({ eventStore, checkpoint, clock }: LagSources): Promise<Lag> => {
  const [{ position: head }, { position }] = await Promise.all([eventStore.head(), checkpoint()])
  if (position >= head) return { events: 0, seconds: 0 }
  const [oldest] = await eventStore.readAll({ from: position + 1n, limit: 1 })
  const seconds = oldest === undefined ? 0 : Math.max(0, clock() - oldest.ingestedAt) / 1_000
  return { events: Number(head - position), seconds }
}

/** The lag as it is measured, which costs two more looks into the log while there is one. */
export const measuredLagOf = async (sources: LagSources): Promise<MeasuredLag> => {
  const { eventStore, checkpoint } = sources
  const [lag, head, { position }] = await Promise.all([lagOf(sources), eventStore.head(), checkpoint()])
  if (position < 0n || position >= head.position) return { ...lag, behindSeconds: position < 0n ? lag.seconds : 0 }
  const takenIn = async (at: bigint): Promise<number> => (await eventStore.readAll({ from: at, limit: 1 }))[0]?.ingestedAt ?? 0
  const [applied, last] = await Promise.all([takenIn(position), takenIn(head.position)])
  return { ...lag, behindSeconds: Math.max(0, last - applied) / 1_000 }
}

/** Ledgers further behind do not answer in earnest. Less than thirty, within which a stuck projector must be told (F40). */
const lagSecondsMax = 25

type Ready = {
  /** Those that the book is kept on. */
  readonly servers: readonly WatchedServer[]
  readonly eventStore: EventStore & { readonly fault?: () => Error | null }
  readonly projector: Projector | null
  readonly lag: () => Promise<Lag>
  readonly feeds: readonly Feed[]
  /** What is wrong with the ledgers that answer. */
  readonly damage: () => Promise<string | null>
  readonly open: boolean
}

/** What must hold before the process takes work, read from the data. */
export const checksOf = async ({
  servers,
  eventStore,
  projector,
  lag,
  damage,
  feeds,
  open,
}: Ready): Promise<readonly Check[]> => {
  const state = projector?.status()
  const log = checked('log', async () => {
    const fault = eventStore.fault?.() ?? null
    if (fault !== null) return { ok: false, detail: fault.message }
    await eventStore.head()
    return { ok: true, detail: 'written and read' }
  })
  const ledgers = checked('ledgers', async () => {
    const [{ events, seconds }, damaged] = await Promise.all([lag(), damage()])
    return {
      ok: seconds <= lagSecondsMax && state?.state !== 'stopped' && damaged === null,
      detail: damaged ?? state?.problem ?? `${events} events behind, ${Math.round(seconds)} s`,
    }
  })
  return [
    ...(await Promise.all([...servers.map(serverCheck), log, ledgers])),
    ...(await Promise.all(feeds.map(sourceCheck))),
    ...(open ? [{ name: 'access', ok: true, detail: 'insecure-open: whoever reaches the port is answered' }] : []),
  ]
}

const serverCheck = async ({ name, title, isUp }: WatchedServer): Promise<Check> => {
  const ok = await isUp()
  return { name, ok, detail: ok ? 'answers' : `${title} does not answer` }
}

/** What cannot even be looked at, or not in time, is not ready, and says why. */
const checked = async (name: string, look: () => Promise<Omit<Check, 'name'>>): Promise<Check> => {
  try {
    return { name, ...(await inTime(look())) }
  } catch (error) {
    return { name, ok: false, detail: messageOf(error) }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const sourceCheck = async (feed: Feed): Promise<Check> => {
  const unknown = (error: unknown): Check => ({ name: 'kafka', ok: false, isSource: true, detail: messageOf(error) })
  return inTime(feed.status()).then(feedCheck, unknown)
}

/** A feed that is not read takes nothing from who asks or sends over HTTP: it is told, and the process stays ready. */
const feedCheck = ({ name, problem, topics }: FeedStatus): Check => {
  const paused = topics.flatMap(({ topic, paused: by }) => (by === null ? [] : [`${topic} is paused by ${by.by}: ${by.reason}`]))
  const gaps = topics.flatMap(({ topic, partitions }) =>
    partitions.flatMap((at) => (at.problem === null ? [] : [`${topic} ${at.partition}: ${at.problem}`])),
  )
  const wrong = [...(problem === null ? [] : [problem]), ...paused, ...gaps]
  const behind = topics.flatMap(({ partitions }) => partitions).reduce((sum, { lag }) => sum + Number(lag ?? 0n), 0)
  return {
    name,
    ok: wrong.length === 0,
    isSource: true,
    detail: wrong.length > 0 ? wrong.join('; ') : `${behind} records behind`,
  }
}

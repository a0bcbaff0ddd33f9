import type { Recorded, StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'

/** Which events of the log a listing holds. Null: any. */
export type EventFilter = {
  readonly types: ReadonlySet<string> | null
  readonly source: string | null
  readonly stream: StreamName | null
}

/** Which part of the log is looked at, both ends included, and from which end. */
export type EventRange = { readonly from: bigint; readonly to: bigint; readonly order: 'asc' | 'desc' }

/** A page, and the position it was left at; null when everything has been looked at. */
export type EventPage = { readonly events: readonly Recorded[]; readonly leftAt: bigint | null }

type Log = Pick<EventStore, 'readAll' | 'readStream'>

/**
 * The next events of a listing, at most `limit`. A page may hold fewer, or none, before the end: a filter that hardly anything passes
 * ends its page after 20,000 events.
 */
export const readPage = async (
  log: Log,
  filter: EventFilter,
  { range, limit }: { readonly range: EventRange; readonly limit: number },
): Promise<EventPage> => {
  const events: Recorded[] = []
  let rest = range
  for (let looked = 0; looked < lookedMax && rest.from <= rest.to && events.length < limit; ) {
    const chunk = filter.stream === null ? await nextChunk(log, rest) : await streamIn(log, filter.stream, rest)
    if (chunk.length === 0) return { events, leftAt: null }
    const passing = chunk.filter((event) => passes(event, filter)).slice(0, limit - events.length)
    events.push(...passing)
    const last = events.length === limit ? passing.at(-1) : chunk.at(-1)
    if (last === undefined) return { events, leftAt: null }
    rest = beyond(rest, last.position)
    looked += chunk.length
  }
  return { events, leftAt: rest.from <= rest.to ? lastOf(rest) : null }
}

const lookedMax = 20_000
const chunkMax = 500

const beyond = (range: EventRange, position: bigint): EventRange =>
  range.order === 'asc' ? { ...range, from: position + 1n } : { ...range, to: position - 1n }

/** The last position looked at, of what remains. */
const lastOf = ({ from, to, order }: EventRange): bigint => (order === 'asc' ? from - 1n : to + 1n)

/** What remains of a listing that was left at a position. */
export const rangeAfter = beyond

const nextChunk = async (log: Log, { from, to, order }: EventRange): Promise<readonly Recorded[]> => {
  const size = BigInt(chunkMax)
  if (order === 'asc') {
    const limit = to - from + 1n < size ? to - from + 1n : size
    return log.readAll({ from, limit: Number(limit) })
  }
  const first = to - size + 1n > from ? to - size + 1n : from
  return (await log.readAll({ from: first, limit: Number(to - first + 1n) })).toReversed()
}

/** Streams are short: one is read whole. */
const streamIn = async (log: Log, stream: StreamName, { from, to, order }: EventRange): Promise<readonly Recorded[]> => {
  const events = (await log.readStream(stream)).filter(({ position }) => position >= from && position <= to)
  return order === 'asc' ? events : events.toReversed()
}

const passes = (event: Recorded, { types, source }: EventFilter): boolean =>
  (types === null || types.has(event.type)) && (source === null || event.source === source)

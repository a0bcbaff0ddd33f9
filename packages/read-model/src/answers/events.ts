import { distinctPositions, instantText, type Recorded } from '@daybook/domain'
import type { EventLog } from './sources.ts'

/** The event at a position, which must be there. */
export const eventAt = async (log: EventLog, position: bigint): Promise<Recorded> => {
  const [event] = await log.readAll({ from: position, limit: 1 })
  if (event === undefined || event.position !== position) throw new Error(`the log has no event at position ${position}`)
  return event
}

/** The events at the positions; neighbours are read together. */
export const eventsAt = async (log: EventLog, positions: Iterable<bigint>): Promise<ReadonlyMap<bigint, Recorded>> => {
  const events = new Map<bigint, Recorded>()
  for (const { from, limit } of runsOf(distinctPositions(positions)))
    for (const event of await log.readAll({ from, limit })) events.set(event.position, event)
  return events
}

type Run = { readonly from: bigint; limit: number }

const runMax = 500

const runsOf = (positions: readonly bigint[]): readonly Run[] => {
  const runs: Run[] = []
  for (const position of positions) {
    const last = runs.at(-1)
    if (last !== undefined && last.limit < runMax && last.from + BigInt(last.limit) === position) last.limit += 1
    else runs.push({ from: position, limit: 1 })
  }
  return runs
}

/** An event as other answers name it. */
export type EventText = {
  readonly eventId: string
  readonly type: string
  readonly source: string
  readonly id: string
  readonly recordedAt: string
  readonly href: string
}

export const eventText = ({ eventId, type, source, id, recordedAt }: Recorded): EventText => ({
  eventId,
  type,
  source,
  id,
  recordedAt: instantText(recordedAt),
  href: eventHref(eventId),
})

/** Where an event is read. */
export const eventHref = (eventId: string): string => `/v1/events/${eventId}`

import type { Recorded, StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'

/**
 * What the writer remembers of streams, so that a feed of rates or of orders for known accounts reads the log once, not once an
 * event. Only a help: every append names the revision it expects, and what turns out wrong is forgotten and read again.
 */
export type StreamsCache = {
  readonly past: (stream: StreamName) => Promise<readonly Recorded[]>
  readonly exists: (stream: StreamName) => Promise<boolean>
  /** Events that have been committed, in order. */
  readonly committed: (events: readonly Recorded[]) => void
  readonly forget: () => void
}

export const openStreamsCache = (
  store: EventStore,
  bounds: { streams: number; events: number } = defaultBounds,
): StreamsCache => {
  const begun = new Set<StreamName>()
  const pasts = new Map<StreamName, Recorded[]>()
  let eventCount = 0

  const remember = (stream: StreamName): void => {
    if (begun.size >= bounds.streams) begun.clear()
    begun.add(stream)
  }
  const keep = (stream: StreamName, events: Recorded[]): void => {
    if (eventCount + events.length > bounds.events) {
      pasts.clear()
      eventCount = 0
    }
    pasts.set(stream, events)
    eventCount += events.length
  }

  return {
    past: async (stream) => {
      const kept = pasts.get(stream)
      if (kept !== undefined) return kept
      const events = [...(await store.readStream(stream))]
      if (events.length > 0) {
        remember(stream)
        keep(stream, events)
      }
      return events
    },
    exists: async (stream) => {
      if (begun.has(stream)) return true
      const [first] = await store.readStream(stream, { limit: 1 })
      if (first !== undefined) remember(stream)
      return first !== undefined
    },
    committed: (events) => {
      for (const event of events) {
        // Orders begin a stream each and are hardly asked for again; accounts are, with every order.
        if (event.revision === 0n && event.stream.startsWith('account-')) remember(event.stream)
        const past = pasts.get(event.stream)
        if (past === undefined) continue
        past.push(event)
        eventCount += 1
      }
    },
    forget: () => {
      begun.clear()
      pasts.clear()
      eventCount = 0
    },
  }
}

const defaultBounds = { streams: 200_000, events: 50_000 }

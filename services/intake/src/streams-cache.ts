import { type AccountEvent, mayBeWonBack, type Recorded, type StreamName } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'

/**
 * What the writer remembers of streams, so that a feed of rates or of orders for known accounts reads the log once, not once an
 * event. Only a help: every append names the revision it expects, and what turns out wrong is forgotten and read again.
 */
export type StreamsCache = {
  readonly past: (stream: StreamName) => Promise<readonly Recorded[]>
  readonly exists: (stream: StreamName) => Promise<boolean>
  /** Whether an order might win back who an account stands for, when its stream was last read or written: asked with every order. */
  readonly mayBeWonBack: (stream: StreamName) => boolean
  /** Events that have been committed, in order. */
  readonly committed: (events: readonly Recorded[]) => void
  readonly forget: () => void
}

export const openStreamsCache = (
  store: EventStore,
  bounds: { streams: number; events: number } = defaultBounds,
): StreamsCache => {
  const begun = openBegunStreams(bounds.streams)
  const pasts = new Map<StreamName, Recorded[]>()
  let eventCount = 0

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
        begun.read(stream, events)
        keep(stream, events)
      }
      return events
    },
    exists: async (stream) => {
      if (begun.has(stream)) return true
      // The stream of an account is short, and whether it is lost is asked next. Of others the beginning will do.
      const events = await store.readStream(stream, isAccount(stream) ? {} : { limit: 1 })
      if (events.length > 0) begun.read(stream, events)
      return events.length > 0
    },
    mayBeWonBack: begun.mayBeWonBack,
    committed: (events) => {
      for (const event of events) {
        begun.wrote(event)
        const past = pasts.get(event.stream)
        if (past === undefined) continue
        past.push(event)
        eventCount += 1
      }
    },
    forget: () => {
      begun.forget()
      pasts.clear()
      eventCount = 0
    },
  }
}

/** The streams that are known to have begun, at most so many, and of the accounts among them those that are lost or absorbed: a few of many. */
const openBegunStreams = (streamsMax: number) => {
  const begun = new Set<StreamName>()
  const lost = new Set<StreamName>()
  const forget = (): void => {
    begun.clear()
    lost.clear()
  }
  const remember = (stream: StreamName): void => {
    if (begun.size >= streamsMax) forget()
    begun.add(stream)
  }
  return {
    has: (stream: StreamName): boolean => begun.has(stream),
    mayBeWonBack: (stream: StreamName): boolean => lost.has(stream),
    forget,
    read: (stream: StreamName, events: readonly Recorded[]): void => {
      remember(stream)
      lost.delete(stream)
      if (isAccount(stream) && mayBeWonBack(events as readonly unknown[] as readonly Recorded<AccountEvent>[])) lost.add(stream) // Sound: of an account
    },
    wrote: ({ type, stream, revision }: Recorded): void => {
      // Orders begin a stream each and are hardly asked for again; accounts are, with every order.
      if (revision === 0n && isAccount(stream)) remember(stream)
      if (type === 'AccountLost') lost.add(stream)
      if (type === 'AccountWonBack') lost.delete(stream)
      if (isReadAgain(type)) begun.delete(stream)
    },
  }
}

/** Whether a customer is lost after these depends on more than they say. */
const isReadAgain = (type: Recorded['type']): boolean =>
  type === 'AccountLossRetracted' || type === 'AccountsMerged' || type === 'AccountsUnmerged'

const isAccount = (stream: StreamName): boolean => stream.startsWith('account-')

const defaultBounds = { streams: 200_000, events: 50_000 }

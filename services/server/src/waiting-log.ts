import type { EventStore } from '@daybook/event-store'

/** The log as the interface reads it. */
export type ReadLog = Pick<EventStore, 'head' | 'positionAt' | 'recordedAt' | 'readAll' | 'readStream' | 'event' | 'waitBeyond'>

/** The same log, in which nobody waits for an event any more once the process is asked to end: a stop must not wait for a reader. */
export const endingWith = (log: EventStore, stopping: AbortSignal): ReadLog => ({
  head: () => log.head(),
  positionAt: (instant) => log.positionAt(instant),
  recordedAt: (position) => log.recordedAt(position),
  readAll: (range) => log.readAll(range),
  readStream: (stream, range) => log.readStream(stream, range),
  event: (eventId) => log.event(eventId),
  waitBeyond: (position, signal) => log.waitBeyond(position, AbortSignal.any([signal, stopping])),
})

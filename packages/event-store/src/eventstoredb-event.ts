import { EventStoreFault } from './fault.ts'
import type { LoggedEvent, LogPosition, StreamEvent } from './stream-log.ts'

/** An event as the client of the server gives it. */
export type ServerEvent = {
  readonly streamId: string
  readonly id: string
  readonly revision: bigint
  readonly type: string
  readonly data: unknown
  readonly metadata?: unknown
  readonly isJson: boolean
  readonly created: Date
  readonly position?: { readonly commit: bigint; readonly prepare: bigint } | undefined
}

/** The event in the words of the book. A stream that was deleted ends in an event that says so, and is `truncated`. */
export const streamEventOf = (bookId: string, event: ServerEvent): StreamEvent => {
  const stream = event.streamId.slice(bookId.length + 1)
  if (event.type === '$streamDeleted') throw new EventStoreFault('truncated', `the stream ${stream} was deleted in the server`)
  const { type, data, id: eventId } = event
  const { named, metadata } = takeBook(event.metadata)
  const foreign = !event.isJson || named !== bookId
  const kept = foreign ? event.metadata : metadata
  return {
    stream,
    revision: exact(event.revision),
    eventId,
    type,
    data,
    metadata: kept,
    created: event.created.getTime(),
    foreign,
  }
}

/** The event with its place in the log, which a server older than 22.6 does not tell. */
export const loggedEventOf = (bookId: string, event: ServerEvent): LoggedEvent => ({
  ...streamEventOf(bookId, event),
  position: placeOf(event),
})

/** Where the event stands in the log. */
export const placeOf = ({ position, id }: ServerEvent): LogPosition => {
  if (position === undefined) throw new EventStoreFault('refused', `the server does not say where event ${id} stands`)
  return { commit: exact(position.commit), prepare: exact(position.prepare) }
}

const takeBook = (metadata: unknown): { readonly named: unknown; readonly metadata: unknown } => {
  if (typeof metadata !== 'object' || metadata === null || !('bookId' in metadata)) return { named: undefined, metadata }
  const { bookId, ...rest } = metadata
  return { named: bookId, metadata: rest }
}

/** A later client once gave numbers where its types say bigint (KurrentDB-Client-NodeJS#423, #513): they pass while they are exact. */
export const exact = (value: unknown): bigint => {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  throw new EventStoreFault('gap', `the server's number ${String(value)} is not exact`)
}

/** Whether two places are one. */
export const samePlace = (one: LogPosition, other: LogPosition): boolean =>
  one.commit === other.commit && one.prepare === other.prepare

/** Whether this is the metadata of a stream that the server may shorten. */
export const hasBound = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && ['$maxAge', '$maxCount', '$tb'].some((name) => name in data)

import { codeOf, faultOf } from './eventstoredb-errors.ts'
import type { ServerEvent } from './eventstoredb-event.ts'
import { inTime } from './eventstoredb-times.ts'

/** A read of the client that has begun. */
type BegunRead = AsyncIterable<{ readonly event?: ServerEvent | undefined }> & {
  readonly on: (name: 'error', heard: () => void) => unknown
  readonly cancel: () => Promise<void>
}

/** After these the client looks for the leader again, at the next call. */
const lookedForAgain: ReadonlySet<string> = new Set(['cancelled', 'not-leader', 'unavailable'])

/**
 * Events of a page, none without such a stream. The client sets no deadline for reads, so we do; and it finds a new leader only for the
 * call after the one that failed, so there is one.
 */
export const pageOf = async (begin: () => BegunRead, answerMs: number): Promise<readonly ServerEvent[]> => {
  try {
    return await collected(begin(), answerMs)
  } catch (error) {
    if (!lookedForAgain.has(codeOf(error))) throw faultOf(error)
  }
  return collected(begin(), answerMs).catch((error: unknown) => {
    throw faultOf(error)
  })
}

const collected = async (read: BegunRead, answerMs: number): Promise<readonly ServerEvent[]> => {
  read.on('error', ignore)
  try {
    return await inTime(eventsOf(read), answerMs)
  } catch (error) {
    if (codeOf(error) === 'stream-not-found') return []
    await read.cancel()
    throw error
  }
}

const eventsOf = async (read: BegunRead): Promise<readonly ServerEvent[]> => {
  const events: ServerEvent[] = []
  for await (const { event } of read) if (event !== undefined) events.push(event)
  return events
}

/** The client tells some errors when nobody listens any more, which would end the process. */
export const ignore = (): void => undefined

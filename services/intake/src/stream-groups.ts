import { type EventId, StreamName } from '@daybook/domain'
import type { EventStore, SideRecord } from '@daybook/event-store'
import { z } from 'zod'
import type { Staging } from './staging.ts'

/**
 * Which streams decide together: the plans of one account, the lists of all sellers. The log knows streams by their names alone, so
 * the members of each group stand beside it, and change in the transaction of the events that made them so.
 */
export const streamGroups = 'stream-groups'

/** `last` is the event recorded last in the group: two writers that have looked at the same members cannot both go on. */
const Group = z.strictObject({ streams: z.array(StreamName), last: z.string() })

/** The groups of streams as they are after what is staged. */
export type Groups = {
  readonly streamsOf: (group: string) => Promise<readonly StreamName[]>
  /**
   * The record of a group after an event that was decided from it: in one of its streams, new or known, or, `stream` null, in one
   * outside of it.
   */
  readonly joined: (group: string, by: { readonly stream: StreamName | null; readonly eventId: EventId }) => Promise<SideRecord>
}

export const openGroups = (store: Pick<EventStore, 'record'>, staging: Pick<Staging, 'record'>): Groups => {
  const bodyOf = async (group: string): Promise<string | null> => {
    const staged = staging.record(streamGroups, group)
    return staged === undefined ? store.record(streamGroups, group) : staged
  }
  const streamsIn = (body: string | null): readonly StreamName[] => (body === null ? [] : Group.parse(JSON.parse(body)).streams)
  return {
    streamsOf: async (group) => streamsIn(await bodyOf(group)),
    joined: async (group, { stream, eventId }) => {
      const expected = await bodyOf(group)
      const streams = [...new Set([...streamsIn(expected), ...(stream === null ? [] : [stream])])].toSorted()
      return { collection: streamGroups, key: group, body: JSON.stringify({ streams, last: eventId }), expected }
    },
  }
}

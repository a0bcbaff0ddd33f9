import type { ActivityEvent } from '../activity-book.ts'

/** The activities with their words, by position. */
export const activity = {
  name: 'activity',
  initial: (activityId: string): ActivityDocument => ({ activityId, recorded: null, isVoid: false }),
  evolve: (document: ActivityDocument, event: ActivityEvent): ActivityDocument =>
    event.type === 'ActivityVoided'
      ? { ...document, isVoid: true }
      : { ...document, recorded: { eventId: event.eventId, on: event.effectiveOn, data: event.data } },
} as const

/** One call, visit, demo, meeting or note of thanks. */
export type ActivityDocument = {
  readonly activityId: string
  readonly recorded: {
    readonly eventId: string
    readonly on: string
    readonly data: Extract<ActivityEvent, { type: 'ActivityRecorded' }>['data']
  } | null
  readonly isVoid: boolean
}

import { type Day, dayNumber } from '@daybook/domain'
import type { ActivityDocument } from './documents/activity.ts'
import type { TouchpointDocument } from './documents/touchpoint.ts'
import type { ReportContext } from './report.ts'
import { resolve } from './resolution.ts'

/** A day on which somebody was in touch with an account; `kind` and `by` are null where nobody said. */
export type Meeting = {
  readonly accountId: string
  readonly contactId: string | null
  readonly on: string
  readonly kind: string | null
  readonly by: string | null
}

/**
 * The days up to `asOf` on which somebody was in touch: activities that were not voided, and touchpoints that were held, by whoever held
 * them, else by whom they were planned for. Of one day a touchpoint comes after activities. Talks to win an account back are told by
 * `lost-accounts`.
 */
export const meetingsIn = ({ asOf, documents }: ReportContext): Promise<readonly Meeting[]> =>
  Promise.all([documents<ActivityDocument>('activity'), documents<TouchpointDocument>('touchpoint')]).then(
    ([activities, touchpoints]) =>
      [...activities.flatMap(ofActivity), ...touchpoints.flatMap(ofTouchpoint)].filter(({ on }) => on <= asOf),
  )

/** The last meeting of each key that `keyOf` gives; meetings without a key are left out. */
export const lastMeetings = (
  meetings: readonly Meeting[],
  keyOf: (meeting: Meeting) => string | null,
): ReadonlyMap<string, Meeting> => {
  const last = new Map<string, Meeting>()
  for (const meeting of meetings) {
    const key = keyOf(meeting)
    if (key !== null && meeting.on >= (last.get(key)?.on ?? '')) last.set(key, meeting)
  }
  return last
}

/** The last meeting with each customer: what an absorbed account was visited for is the survivor's, by the day of the visit. P-15. */
export const lastMeetingOf = (context: ReportContext): Promise<(customerId: string) => Meeting | null> =>
  meetingsIn(context).then((meetings) => {
    const last = lastMeetings(meetings, ({ accountId, on }) => resolve(context.reference, accountId, dayNumber(on as Day))) // Sound: a document holds the days of events
    return (customerId) => last.get(customerId) ?? null
  })

const ofActivity = ({ recorded, isVoid }: ActivityDocument): readonly Meeting[] => {
  if (recorded === null || isVoid) return []
  const { accountId, contactId = null, kind, by } = recorded.data
  return [{ accountId, contactId, on: recorded.on, kind, by }]
}

const ofTouchpoint = ({ planned, held }: TouchpointDocument): readonly Meeting[] => {
  if (held === null) return []
  const { accountId, contactId = planned?.data.contactId ?? null, by = planned?.data.ownerId ?? null } = held.data
  return [{ accountId, contactId, on: held.on, kind: planned?.data.kind ?? null, by }]
}

import { z } from 'zod'
import type { Day } from './day.ts'
import type { Decider } from './decider.ts'
import { event, Text } from './event.ts'
import { AccountId, ActivityId, ContactId, RepId } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** Somebody of ours called, visited or showed something on `effectiveOn`. */
export const ActivityRecorded = event('ActivityRecorded', {
  activityId: ActivityId,
  accountId: AccountId,
  kind: z.enum(['call', 'visit', 'demo', 'meeting', 'thank-you']),
  by: RepId,
  contactId: ContactId.exactOptional(),
  note: Text.exactOptional(),
})

/** The activity never was; final. */
export const ActivityVoided = event('ActivityVoided', {
  activityId: ActivityId,
  accountId: AccountId,
  reason: Text.exactOptional(),
})

/** What can happen to an activity. */
export const activityEvents = [ActivityRecorded, ActivityVoided] as const
export type ActivityEvent = z.infer<(typeof activityEvents)[number]>

type Data<Type extends ActivityEvent['type']> = Extract<ActivityEvent, { type: Type }>['data']

/** What may be said about an activity. The decider adds the account whose partition it touches. */
export type ActivityCommand =
  | { type: 'RecordActivity'; effectiveOn: Day; data: Data<'ActivityRecorded'> }
  | { type: 'VoidActivity'; effectiveOn: Day; data: Omit<Data<'ActivityVoided'>, 'accountId'> }

/** Why nothing is recorded about an activity: never a business reason. P-01. */
export type ActivityRefusal =
  | { code: 'activity-exists'; activityId: ActivityId }
  | { code: 'unknown-activity'; activityId: ActivityId }

/** Whether an activity is known, and stands. */
export type ActivityState =
  | { readonly status: 'unknown' }
  | { readonly status: 'recorded' | 'void'; readonly accountId: AccountId }

const evolve = (state: ActivityState, event: ActivityEvent): ActivityState => {
  switch (event.type) {
    case 'ActivityRecorded':
      return { status: 'recorded', accountId: event.data.accountId }
    case 'ActivityVoided':
      return state.status === 'unknown' ? state : { ...state, status: 'void' }
  }
}

const decide = (state: ActivityState, command: ActivityCommand): Result<readonly ActivityEvent[], ActivityRefusal> => {
  const { effectiveOn } = command
  const { activityId } = command.data
  switch (command.type) {
    case 'RecordActivity':
      if (state.status !== 'unknown') return refuse({ code: 'activity-exists', activityId })
      return accept([{ type: 'ActivityRecorded', effectiveOn, data: command.data }])
    case 'VoidActivity':
      if (state.status === 'unknown') return refuse({ code: 'unknown-activity', activityId })
      if (state.status === 'void') return accept([])
      return accept([{ type: 'ActivityVoided', effectiveOn, data: { ...command.data, accountId: state.accountId } }])
  }
}

/** One activity, in a stream of its own: there are many, and each is recorded without reading the others. */
export const activity: Decider<ActivityState, ActivityCommand, ActivityEvent, ActivityRefusal> = {
  initialState: { status: 'unknown' },
  evolve,
  decide,
}

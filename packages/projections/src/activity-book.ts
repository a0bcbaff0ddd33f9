import { type DomainEvent, dayNumber } from '@daybook/domain'
import { type ActivityDocument, activity } from './documents/activity.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber, RecordedEvent } from './kpi.ts'
import { monthOfDay, teamOn } from './reference.ts'
import { resolve } from './resolution.ts'
import { rowEntity } from './seats.ts'

/** One call, visit, demo …; null before it was recorded, and void when it never was. */
export type ActivityBook = {
  readonly recorded: {
    readonly accountId: string
    readonly kind: string
    readonly by: string
    readonly on: DayNumber
    readonly setBy: bigint
  } | null
  readonly isVoid: boolean
}

export type ActivityView = FoldView<ActivityBook>

const activityReads = ['ActivityRecorded', 'ActivityVoided'] as const satisfies readonly DomainEvent['type'][]

export type ActivityEvent = Extract<RecordedEvent, { type: (typeof activityReads)[number] }>

/** An activity, by itself: an account may have many. */
export const activityFold = defineFold<ActivityBook, ActivityEvent, ActivityDocument>({
  name: 'activity',
  reads: activityReads,
  idOf: ({ data }) => data.activityId,
  initial: () => ({ recorded: null, isVoid: false }),
  evolve: (book, event) => {
    if (event.type === 'ActivityVoided') return { ...book, isVoid: true }
    const { accountId, kind, by } = event.data
    return { ...book, recorded: { accountId, kind, by, on: dayNumber(event.effectiveOn), setBy: event.position } }
  },
  isConcerned: ({ recorded }, { kind, keys }) =>
    recorded !== null && (kind === 'account' || (kind === 'rep' && keys.includes(recorded.by))),
  document: activity,
})

/** One in the month of the activity, for who did it in his team of the day, and for the account. */
export const activityRows = ({ book, reference }: ActivityView, kind: string): readonly Contribution[] => {
  const { recorded, isVoid } = book
  if (recorded?.kind !== kind || isVoid) return []
  const { accountId, by, on, setBy } = recorded
  const period = monthOfDay(reference, on)
  if (period === null) return []
  return [rowEntity('seat', by, teamOn(reference, by, on)), rowEntity('account', resolve(reference, accountId, on))].map(
    (entity) => ({
      cell: { entity, period },
      from: on,
      until: null,
      amounts: [1n],
      because: [setBy],
    }),
  )
}

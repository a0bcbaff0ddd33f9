import type { Day } from './day.ts'
import type { Identified } from './event.ts'
import type { EventId } from './ids.ts'
import type { Owners, Share } from './owners.ts'

/** Who owns an account from a day on; `owners` is empty where an assignment ended. */
export type Assignment = {
  readonly effectiveOn: Day
  readonly effectiveUntil: Day | null
  readonly owners: readonly Share[]
  readonly overlays: readonly Share[]
  /** The event that set it, and its position. */
  readonly setBy: EventId
  readonly position: bigint
  /** The events it stands for: itself, and those it replaced by correction. */
  readonly standsFor: readonly EventId[]
}

type Assigned = { type: 'AccountAssigned'; effectiveOn: Day; data: { owners: Owners; overlays?: Owners } }
type Ended = { type: 'AssignmentEnded'; effectiveOn: Day; data: object }
type Corrected = {
  type: 'AssignmentCorrected'
  effectiveOn: Day
  data: { owners: Owners; corrects: EventId; effectiveUntil?: Day }
}

/**
 * The assignments of an account after one more event, in the order they were recorded. P-07.
 *
 * A correction takes the place of the assignment it names and counts as recorded now. One that names nothing known is added.
 */
export const evolveAssignments = (
  assignments: readonly Assignment[],
  event: Identified<Assigned | Ended | Corrected>,
): readonly Assignment[] => {
  const { effectiveOn, eventId, position } = event
  const set = { effectiveOn, effectiveUntil: null, overlays: [], setBy: eventId, position, standsFor: [eventId] }
  switch (event.type) {
    case 'AccountAssigned':
      return [...assignments, { ...set, owners: event.data.owners, overlays: event.data.overlays ?? [] }]
    case 'AssignmentEnded':
      return [...assignments, { ...set, owners: [] }]
    case 'AssignmentCorrected': {
      const { owners, corrects, effectiveUntil = null } = event.data
      const replaced = assignments.find(({ standsFor }) => standsFor.includes(corrects))
      const standsFor = [...(replaced?.standsFor ?? [corrects]), eventId]
      const overlays = replaced?.overlays ?? []
      return [...assignments.filter((one) => one !== replaced), { ...set, effectiveUntil, owners, overlays, standsFor }]
    }
  }
}

/**
 * The assignment that holds on a day: the latest `effectiveOn` on or before it, of several the one recorded last. P-07.
 * Null before the first; with empty `owners`, or past its `effectiveUntil`, nobody owns the account.
 */
export const assignmentOn = (assignments: readonly Assignment[], day: Day): Assignment | null => {
  let found: Assignment | null = null
  for (const assignment of assignments) {
    const begins = assignment.effectiveOn <= day
    if (begins && (found === null || assignment.effectiveOn >= found.effectiveOn)) found = assignment
  }
  return found
}

/** The owners of a day; empty where nobody owns the account. */
export const ownersOn = (assignments: readonly Assignment[], day: Day): readonly Share[] => {
  const assignment = assignmentOn(assignments, day)
  if (assignment === null) return []
  return assignment.effectiveUntil !== null && assignment.effectiveUntil <= day ? [] : assignment.owners
}

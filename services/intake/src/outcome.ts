import type { EventId } from '@daybook/domain'
import type { Appended } from '@daybook/event-store'
import type { Problem } from './problems.ts'

/** What became of one item (streaming 4). Exactly one of five, always. */
export type Outcome = { readonly source: string | null; readonly id: string | null; readonly line: number | null } & (
  | {
      readonly status: 'accepted'
      /** Null when a decision was already true: nothing was written. */
      readonly eventId: EventId | null
      /** Of the last event, where more than one was recorded because of it. */
      readonly lastEventId?: EventId
      /** Of the event; of the head, when nothing was written. Null only in a dry run. */
      readonly position: bigint | null
      readonly recordedAt: number | null
      /** It lands in a closed period. */
      readonly late: boolean
    }
  | {
      readonly status: 'duplicate'
      readonly eventId: EventId
      /** Of the first. */
      readonly position: bigint | null
      readonly recordedAt: number | null
    }
  | { readonly status: 'conflict' | 'quarantined'; readonly heldId: string | null; readonly problem: Problem }
  | { readonly status: 'rejected'; readonly heldId: string | null; readonly problem: Problem }
)

type Status = Outcome['status']

/** How many items of a batch, or of all so far, ended in which way. */
export type Summary = { readonly [status in Status]: number }

export const emptySummary: Summary = { accepted: 0, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 }

export const summaryOf = (outcomes: readonly Outcome[], before: Summary = emptySummary): Summary => {
  const counts = { ...before }
  for (const { status } of outcomes) counts[status] += 1
  return counts
}

/** Whether an item is in the log now: all that strict handling lets pass. */
export const isRecorded = (outcome: Outcome): boolean => outcome.status === 'accepted' || outcome.status === 'duplicate'

/** An outcome, and the place among the events of its commit whose position it will carry. */
export type Judged = { readonly outcome: Outcome; readonly staged: number | null }

/** The outcome with the position that the commit gave. */
export const settled = ({ outcome, staged }: Judged, appended: Appended): Outcome => {
  if (outcome.status !== 'accepted' && outcome.status !== 'duplicate') return outcome
  if (staged !== null) {
    const recordedAt = outcome.recordedAt ?? appended.recordedAt
    return { ...outcome, position: appended.positions?.[staged] ?? null, recordedAt }
  }
  // A decision that was already true wrote nothing: the head is where it stands.
  if (outcome.status === 'accepted') return { ...outcome, position: appended.position, recordedAt: appended.recordedAt }
  return outcome
}

import type { Day } from '@daybook/domain'
import type { InitiativeRecord } from './documents/pdp.ts'

/** How far an initiative may have come. */
export const initiativeStatuses = ['open', 'overdue', 'completed', 'completed-late', 'missed'] as const

/** The day on which an initiative is due, as agreed on by a day. */
export const dueOn = ({ dues }: InitiativeRecord, asOf: Day): string | null =>
  dues.findLast(({ from }) => from <= asOf)?.due ?? null

/** How far an initiative has come by a day. */
export const statusOf = (initiative: InitiativeRecord, asOf: Day): (typeof initiativeStatuses)[number] => {
  const due = dueOn(initiative, asOf)
  const { settled } = initiative
  if (settled === null || settled.on > asOf) return due !== null && due < asOf ? 'overdue' : 'open'
  if (!settled.isCompleted) return 'missed'
  return due !== null && due < settled.on ? 'completed-late' : 'completed'
}

import { accept, byText, type Day, dayNumber } from '@daybook/domain'
import { z } from 'zod'
import type { InitiativeRecord, PdpDocument } from '../documents/pdp.ts'
import { dueOn, initiativeStatuses, statusOf } from '../initiative-status.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'

/** R-119 of the domain specification. What is agreed, settled or moved later than asked has not happened yet. */
export const initiativesTracker = defineReport({
  name: 'initiatives-tracker',
  title: 'Initiatives tracker',
  definition:
    'What reps and their managers have committed to in development plans, whether it was done, by when, and what shows it.',
  whenEmpty: { needs: ['PdpInitiativeAgreed'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({
    scope: z.literal('rep').optional(),
    entity: repeated,
    manager: repeated,
    pdp: repeated,
    period: repeated,
    committedBy: z.enum(['rep', 'manager']).optional(),
    status: z.enum(initiativeStatuses).optional(),
  }),
  columns: [
    { id: 'pdpId', title: 'Plan', type: 'id' },
    { id: 'repId', title: 'Rep', type: 'id' },
    { id: 'managerId', title: 'Manager', type: 'id' },
    { id: 'initiative', title: 'Initiative', type: 'text' },
    { id: 'committedBy', title: 'Committed by', type: 'id' },
    { id: 'requirement', title: 'Done when', type: 'text' },
    { id: 'committedOn', title: 'Committed on', type: 'date' },
    { id: 'due', title: 'Due', type: 'date' },
    { id: 'status', title: 'Status', type: 'id' },
    { id: 'completedOn', title: 'Completed on', type: 'date' },
    { id: 'daysLate', title: 'Days late', type: 'integer', unit: 'days' },
    { id: 'evidence', title: 'Evidence', type: 'text' },
    { id: 'followUpCount', title: 'Follow-ups', type: 'integer' },
    { id: 'lastFollowUpOn', title: 'Last follow-up', type: 'date' },
    { id: 'nextFollowUpOn', title: 'Next follow-up', type: 'date' },
  ],
  rows: ({ pdps, asOf }, { entity, manager, pdp, period, committedBy, status }) => {
    const isOf = (asked: readonly string[] | undefined, id: string | null): boolean => asked?.includes(id ?? '') ?? true
    return pdps().then((documents) =>
      accept(
        documents
          .filter((document) => isOf(entity, document.repId) && isOf(manager, document.managerId))
          .filter((document) => isOf(pdp, document.pdpId) && isOf(period, document.period))
          .flatMap((document) => rowsOf(document, asOf))
          .filter((row) => row.committedBy === (committedBy ?? row.committedBy) && row.status === (status ?? row.status)),
      ),
    )
  },
})

const rowsOf = (document: PdpDocument, asOf: Day): readonly ReportRow[] =>
  document.initiatives
    .filter(({ committedOn }) => committedOn <= asOf)
    .map((initiative) => ({
      ...{ pdpId: document.pdpId, repId: document.repId, managerId: document.managerId },
      initiative: initiative.initiative ?? initiative.initiativeId,
      committedBy: initiative.committedBy,
      requirement: initiative.requirement,
      committedOn: initiative.committedOn,
      ...progressOf(initiative, asOf),
      ...followedUp(document, initiative, asOf),
    }))

/** Late is what was done after it was due, by so many days, and what is not done yet: up to the day asked about. */
const progressOf = (initiative: InitiativeRecord, asOf: Day) => {
  const status = statusOf(initiative, asOf)
  const due = dueOn(initiative, asOf)
  const isCompleted = status === 'completed' || status === 'completed-late'
  const completedOn = isCompleted ? (initiative.settled?.on ?? null) : null
  const until = completedOn ?? asOf
  const daysLate = due === null || status === 'missed' ? null : Math.max(0, numberOf(until) - numberOf(due))
  return { due, status, completedOn, daysLate, evidence: isCompleted ? (initiative.settled?.evidence ?? null) : null }
}

const numberOf = (day: string): number => dayNumber(day as Day) // Sound: days of recorded events

/** Follow-ups about the initiative itself, and those about all of the plan since it was agreed on. */
const followedUp = ({ followUps }: PdpDocument, { initiativeId, committedOn }: InitiativeRecord, asOf: Day) => {
  const own = followUps
    .filter(({ on }) => committedOn <= on && on <= asOf)
    .filter((each) => each.initiativeId === null || each.initiativeId === initiativeId)
    .sort((a, b) => byText(a.on, b.on))
  const last = own.at(-1)
  return { followUpCount: own.length, lastFollowUpOn: last?.on ?? null, nextFollowUpOn: last?.nextOn ?? null }
}

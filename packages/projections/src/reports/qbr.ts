import { accept, type Day, refuse } from '@daybook/domain'
import { z } from 'zod'
import type { CommitmentRecord, QbrDocument } from '../documents/qbr.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'

/** How a commitment may have come out, and the column that counts it. */
const outcomes = [
  { id: 'kept', code: 'kept', title: 'Kept' },
  { id: 'keptLate', code: 'kept-late', title: 'Kept late' },
  { id: 'partial', code: 'partial', title: 'In part' },
  { id: 'missed', code: 'missed', title: 'Missed' },
  { id: 'open', code: 'open', title: 'Open' },
  { id: 'withdrawn', code: 'withdrawn', title: 'Withdrawn' },
] as const

/** R-G2 of the domain specification. */
export const qbr = defineReport({
  name: 'qbr',
  title: 'Quarterly business review',
  definition: 'What was said, what was done and what not, what was learned, and what comes next.',
  version: 1,
  view: 'owner',
  parameters: z.strictObject({
    owner: repeated,
    quarter: repeated,
    scope: z.literal('rep').optional(),
    entity: repeated,
    period: repeated,
  }),
  columns: [
    { id: 'qbrId', title: 'Review', type: 'id' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    { id: 'quarter', title: 'Quarter', type: 'id' },
    { id: 'commitmentId', title: 'Commitment', type: 'id' },
    { id: 'goalRef', title: 'Goal', type: 'id' },
    { id: 'text', title: 'Said', type: 'text' },
    { id: 'measure', title: 'Measure', type: 'text' },
    { id: 'target', title: 'Target', type: 'text' },
    { id: 'due', title: 'Due', type: 'date' },
    { id: 'lockedOn', title: 'Locked on', type: 'date' },
    { id: 'outcome', title: 'Outcome', type: 'id' },
    { id: 'outcomeOn', title: 'Outcome on', type: 'date' },
    { id: 'actual', title: 'Did', type: 'text' },
    { id: 'why', title: 'Why not', type: 'text' },
    { id: 'recovery', title: 'How it is made up', type: 'text' },
    { id: 'learned', title: 'Learned', type: 'text' },
    { id: 'nextCommitmentId', title: 'Proposed next', type: 'id' },
  ],
  rows: ({ qbrs, asOf, reference: { calendar } }, parameters) => {
    const owners = parameters.owner ?? parameters.entity
    const quarters = parameters.quarter ?? parameters.period ?? [calendar.quarterOf(asOf)?.id ?? asOf]
    const wrong = quarters.find((quarter) => calendar.period(quarter)?.grain !== 'quarter')
    if (wrong !== undefined) {
      const detail = 'a review is held of a fiscal quarter'
      return Promise.resolve(refuse({ code: 'unknown-period' as const, period: wrong, detail }))
    }
    return qbrs().then((documents) => {
      const isMeant = ({ quarter, ownerId }: QbrDocument): boolean =>
        quarter !== null && quarters.includes(quarter) && (owners?.includes(ownerId ?? '') ?? true)
      return accept(documents.filter(isMeant).flatMap((document) => rowsOf(document, asOf)))
    })
  },
  cells: ({ ownerId, quarter }) =>
    ['commitments-said', 'commitments-kept'].map((kpi) => ({
      kpi,
      scope: 'rep' as const,
      entity: String(ownerId),
      period: String(quarter),
    })),
  charts: [
    {
      name: 'outcomes',
      title: 'Commitments by outcome',
      columns: [
        { id: 'quarter', title: 'Quarter', type: 'id' },
        ...outcomes.map(({ id, title }) => ({ id, title, type: 'integer' as const })),
      ],
      drawing: { kind: 'stacked-bars', label: 'quarter', parts: outcomes.map(({ id }) => id) },
      span: { quarters: 8 },
      rows: (_context, parameters, rows) =>
        rows().then((found) => (found.ok ? accept(outcomesOf(found.value, parameters.quarter ?? parameters.period)) : found)),
    },
  ],
})

/** One row for each quarter asked for, in their order; one without a review has nothing in it. */
const outcomesOf = (rows: readonly ReportRow[], asked: readonly string[] | undefined): readonly ReportRow[] => {
  const quarters = asked ?? [...new Set(rows.map(({ quarter }) => String(quarter)))]
  return quarters.map((quarter) => {
    const own = rows.filter((row) => row.quarter === quarter)
    const count = (code: string): number => own.filter(({ outcome }) => outcome === code).length
    return { quarter, ...Object.fromEntries(outcomes.map(({ id, code }) => [id, count(code)])) }
  })
}

const rowsOf = (document: QbrDocument, asOf: Day): readonly ReportRow[] => {
  const { qbrId, ownerId, quarter, lockedOn } = document
  const head = { qbrId, ownerId, quarter, lockedOn: lockedOn !== null && lockedOn <= asOf ? lockedOn : null }
  const said = document.commitments.map((commitment) => ({
    ...head,
    ...saidAndDone(commitment, asOf),
    ...after(document, commitment, asOf),
  }))
  const general = learned(document, null, asOf)
  return general === null ? said : [...said, { ...head, ...nothing, learned: general }]
}

/** An outcome that is dated later than asked is open. */
const saidAndDone = (
  { commitmentId, goalRef, text, measure, target, due, withdrawnOn, outcome }: CommitmentRecord,
  asOf: Day,
) => {
  const said = { commitmentId, goalRef, text, measure, target, due }
  if (withdrawnOn !== null && withdrawnOn <= asOf) return { ...said, ...open, outcome: 'withdrawn', outcomeOn: withdrawnOn }
  if (outcome === null || outcome.outcomeOn > asOf) return { ...said, ...open }
  return {
    ...said,
    outcome: outcome.outcome,
    outcomeOn: outcome.outcomeOn,
    actual: outcome.actual,
    why: outcome.why,
    recovery: outcome.recovery,
  }
}

const open = { outcome: 'open', outcomeOn: null, actual: null, why: null, recovery: null }

const nothing = {
  ...{ commitmentId: null, goalRef: null, text: null, measure: null, target: null, due: null },
  ...{ ...open, outcome: null },
  nextCommitmentId: null,
}

const after = (document: QbrDocument, { commitmentId }: CommitmentRecord, asOf: Day) => ({
  learned: learned(document, commitmentId, asOf),
  nextCommitmentId: document.next.findLast((next) => next.fromCommitmentId === commitmentId && next.on <= asOf)?.eventId ?? null,
})

const learned = ({ learnings }: QbrDocument, commitmentId: string | null, asOf: Day): string | null => {
  const texts = learnings
    .filter((learning) => learning.commitmentId === commitmentId && learning.on <= asOf)
    .map(({ text }) => text)
  return texts.length === 0 ? null : texts.join('\n')
}

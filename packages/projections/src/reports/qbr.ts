import { accept, type Day, refuse } from '@daybook/domain'
import { z } from 'zod'
import { fromRows } from '../chart.ts'
import type { CommitmentRecord, QbrDocument } from '../documents/qbr.ts'
import { nextOf } from '../next-commitments.ts'
import { defineReport, type ReportContext, type ReportRow, repeated } from '../report.ts'

/** The figures beside the rows of a review, with their columns. */
const figures = [
  { id: 'commitmentsSaid', title: 'Said', type: 'integer', kpi: 'commitments-said' },
  { id: 'commitmentsKept', title: 'Kept', type: 'integer', kpi: 'commitments-kept' },
  { id: 'followThrough', title: 'Follow-through', type: 'ratio', kpi: 'follow-through' },
  { id: 'followThroughOnTime', title: 'Follow-through on time', type: 'ratio', kpi: 'follow-through-on-time' },
  { id: 'commitmentsAdded', title: 'Added after the lock', type: 'integer', kpi: 'commitments-added' },
  { id: 'commitmentsWithdrawn', title: 'Withdrawn', type: 'integer', kpi: 'commitments-withdrawn' },
  { id: 'carryOverRate', title: 'Carry-over rate', type: 'ratio', kpi: 'carry-over-rate' },
  { id: 'repeatMisses', title: 'Repeat misses', type: 'integer', kpi: 'repeat-misses' },
  { id: 'quotaGap', title: 'Quota gap of the year', type: 'money', kpi: 'quota-gap' },
  { id: 'requiredRunRate', title: 'Required run rate', type: 'money', kpi: 'required-run-rate' },
] as const

/** How a commitment may have come out, and the column that counts it. */
const outcomes = [
  { id: 'kept', code: 'kept', title: 'Kept' },
  { id: 'keptLate', code: 'kept-late', title: 'Kept late' },
  { id: 'partial', code: 'partial', title: 'In part' },
  { id: 'missed', code: 'missed', title: 'Missed' },
  { id: 'open', code: 'open', title: 'Open' },
  { id: 'withdrawn', code: 'withdrawn', title: 'Withdrawn' },
] as const

/**
 * R-G2 of the domain specification. What was added after the lock is listed with the day on which it was; of what was taken back `why`
 * says the reason. The figures of the owner stand in every row of the review.
 */
export const qbr = defineReport({
  name: 'qbr',
  title: 'Quarterly business review',
  definition: 'What was said, what was done and what not, what was learned, and what comes next.',
  whenEmpty: { needs: ['QbrOpened'] },
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
    { id: 'nextCommitmentId', title: 'Next', type: 'id' },
    { id: 'next', title: 'What comes next', type: 'text' },
    { id: 'addedOn', title: 'Added after the lock on', type: 'date' },
    ...figures.map(({ id, title, type }) => ({ id, title, type, ...(type === 'money' ? { unit: 'currency' } : {}) })),
  ],
  rows: (context, parameters) => {
    const { calendar } = context.reference
    const owners = parameters.owner ?? parameters.entity
    const quarters = parameters.quarter ?? parameters.period ?? [calendar.quarterOf(context.asOf)?.id ?? context.asOf]
    const wrong = quarters.find((quarter) => calendar.period(quarter)?.grain !== 'quarter')
    if (wrong !== undefined) {
      const detail = 'a review is held of a fiscal quarter'
      return Promise.resolve(refuse({ code: 'unknown-period' as const, period: wrong, detail }))
    }
    return context.qbrs().then((documents) => {
      const meant = documents.filter(
        ({ quarter, ownerId }) => quarter !== null && quarters.includes(quarter) && (owners?.includes(ownerId ?? '') ?? true),
      )
      const next = nextOf(documents, { asOf: context.asOf, calendar })
      return figuresOf(context, meant).then((figuresIn) =>
        accept(
          meant.flatMap((document) =>
            rowsOf(document, { asOf: context.asOf, next }).map((row) => ({ ...row, ...figuresIn(document) })),
          ),
        ),
      )
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
      rows: fromRows((rows, _context, { quarter, period }) => outcomesOf(rows, quarter ?? period)),
    },
  ],
})

type Around = { readonly asOf: Day; readonly next: ReturnType<typeof nextOf> }

/** What the review is held about: the figures of its owner in its quarter, M-42 to M-44, and what the year still needs, M-23. */
const figuresOf = (context: ReportContext, meant: readonly QbrDocument[]): Promise<(document: QbrDocument) => ReportRow> => {
  const entities = [...new Set(meant.flatMap(({ ownerId }) => ownerId ?? []))]
  const periods = [...new Set(meant.flatMap(({ quarter }) => quarter ?? []))]
  const reads = figures.map(({ kpi }) => context.cells({ kpi, scope: 'rep', entities, periods }))
  return Promise.all(reads).then((found) => ({ ownerId, quarter }) => {
    const values = found.map((cells) => cells.of(ownerId, quarter ?? '').value)
    return Object.fromEntries(figures.map(({ id }, place) => [id, values[place]]))
  })
}

/** One row for each quarter asked for, in their order; one without a review has nothing in it. */
const outcomesOf = (rows: readonly ReportRow[], asked: readonly string[] | undefined): readonly ReportRow[] => {
  const quarters = asked ?? [...new Set(rows.map(({ quarter }) => String(quarter)))]
  return quarters.map((quarter) => {
    const own = rows.filter((row) => row.quarter === quarter)
    const count = (code: string): number => own.filter(({ outcome }) => outcome === code).length
    return { quarter, ...Object.fromEntries(outcomes.map(({ id, code }) => [id, count(code)])) }
  })
}

const rowsOf = (document: QbrDocument, around: Around): readonly ReportRow[] => {
  const { asOf } = around
  const { qbrId, ownerId, quarter, lockedOn } = document
  const head = { qbrId, ownerId, quarter, lockedOn: lockedOn !== null && lockedOn <= asOf ? lockedOn : null }
  const said = document.commitments
    .filter(({ madeOn, afterLock }) => !afterLock || madeOn <= asOf)
    .map((commitment) => ({
      ...head,
      ...saidAndDone(commitment, asOf),
      ...after(document, commitment, around),
    }))
  const general = learned(document, null, asOf)
  return general === null ? said : [...said, { ...head, ...nothing, learned: general }]
}

/** An outcome that is dated later than asked is open. */
const saidAndDone = (
  { commitmentId, goalRef, text, measure, target, due, withdrawnOn, withdrawnBecause, outcome }: CommitmentRecord,
  asOf: Day,
) => {
  const said = { commitmentId, goalRef, text, measure, target, due }
  if (withdrawnOn !== null && withdrawnOn <= asOf)
    return { ...said, ...open, outcome: 'withdrawn', outcomeOn: withdrawnOn, why: withdrawnBecause }
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
  ...{ nextCommitmentId: null, next: null, addedOn: null },
}

const after = (document: QbrDocument, commitment: CommitmentRecord, { asOf, next }: Around) => {
  const following = next(document, commitment)
  return {
    learned: learned(document, commitment.commitmentId, asOf),
    nextCommitmentId: following?.id ?? null,
    next: following?.text ?? null,
    addedOn: commitment.afterLock ? commitment.madeOn : null,
  }
}

const learned = ({ learnings }: QbrDocument, commitmentId: string | null, asOf: Day): string | null => {
  const texts = learnings
    .filter((learning) => learning.commitmentId === commitmentId && learning.on <= asOf)
    .map(({ text }) => text)
  return texts.length === 0 ? null : texts.join('\n')
}

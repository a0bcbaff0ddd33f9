import { instantText } from '@daybook/domain'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Recording } from './batch.ts'
import type { ImportReport } from './imports.ts'
import { type Outcome, type Summary, summaryOf } from './outcome.ts'
import { IntakeFailure, type Problem, problem } from './problems.ts'

/** Positions count from 0 and are strings, since they may exceed what a JSON number holds. */
const Position = z.string().nullable()

const ProblemAnswer = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
})

const SummaryAnswer = z
  .strictObject({ accepted: z.int(), duplicate: z.int(), conflict: z.int(), rejected: z.int(), quarantined: z.int() })
  .meta({ id: 'IntakeSummary', examples: [{ accepted: 1, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 }] })

const ItemAnswer = z
  .strictObject({
    index: z.int().exactOptional().describe('Place in the batch, from 0'),
    line: z.int().exactOptional().describe('Line of the file, from 1'),
    id: z.string().nullable(),
    source: z.string().nullable(),
    status: z.enum(['accepted', 'duplicate', 'conflict', 'rejected', 'quarantined']),
    eventId: z.string().exactOptional(),
    position: Position.exactOptional().describe('Of the event; of a duplicate, that of the first'),
    recordedAt: z.string().exactOptional(),
    late: z.boolean().exactOptional().describe('It lands in a closed period'),
    heldId: z.string().exactOptional().describe('Where it is put aside'),
    error: ProblemAnswer.exactOptional(),
  })
  .meta({ id: 'IntakeItem', examples: [{ index: 0, id: 'SO43659', source: 'erp', status: 'accepted', position: '25' }] })

/** The answer to a batch. */
export const BatchAnswer = z.strictObject({ summary: SummaryAnswer, position: Position, results: z.array(ItemAnswer) }).meta({
  id: 'IntakeAnswer',
  examples: [
    {
      summary: { accepted: 1, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 },
      position: '25',
      results: [{ index: 0, id: 'SO43659', source: 'erp', status: 'accepted', position: '25' }],
    },
  ],
})

/** The answer to an import. */
export const ImportAnswer = z
  .strictObject({
    importId: z.string(),
    state: z.enum(['running', 'done', 'interrupted', 'failed']),
    received: z.int(),
    rows: z.int(),
    blank: z.int().describe('Blank lines passed over'),
    summary: SummaryAnswer,
    position: Position,
    results: z.array(ItemAnswer).describe('What is neither accepted nor duplicate, at most 1,000'),
    resultsTruncated: z.boolean(),
  })
  .meta({
    id: 'ImportAnswer',
    examples: [
      {
        importId: 'march-2025',
        state: 'done',
        received: 2,
        rows: 2,
        blank: 0,
        summary: { accepted: 1, duplicate: 0, conflict: 0, rejected: 1, quarantined: 0 },
        position: '25',
        results: [{ line: 3, id: null, source: null, status: 'rejected', heldId: '01JQXZ3F5H7K9M1P3R5T7V9X1Z' }],
        resultsTruncated: false,
      },
    ],
  })

type ItemAnswer = z.infer<typeof ItemAnswer>

/** One outcome as it is answered, under its place in the batch or its line in the file. */
const itemAnswer = (outcome: Outcome, place: { index: number } | { line: number } | object = {}): ItemAnswer => {
  const { id, source, status } = outcome
  const told = { ...place, id, source, status }
  if (outcome.status === 'accepted' || outcome.status === 'duplicate') {
    return {
      ...told,
      ...(outcome.eventId === null ? {} : { eventId: outcome.eventId }),
      position: outcome.position?.toString() ?? null,
      ...(outcome.recordedAt === null ? {} : { recordedAt: instantText(outcome.recordedAt) }),
      ...(outcome.status === 'accepted' && outcome.late ? { late: true } : {}),
    }
  }
  return { ...told, ...(outcome.heldId === null ? {} : { heldId: outcome.heldId }), error: outcome.problem }
}

export const batchAnswer = ({ outcomes, position }: Recording): z.infer<typeof BatchAnswer> => ({
  summary: summaryOf(outcomes),
  position: positionText(position),
  results: outcomes.map((outcome, index) => itemAnswer(outcome, { index })),
})

export const importAnswer = ({ record, position, asides, asidesTruncated }: ImportReport): z.infer<typeof ImportAnswer> => ({
  importId: record.importId,
  state: record.state,
  received: record.received,
  rows: record.rows,
  blank: record.blank,
  summary: record.summary,
  position: positionText(position),
  results: asides.map((outcome) => itemAnswer(outcome, outcome.line === null ? {} : { line: outcome.line })),
  resultsTruncated: asidesTruncated,
})

const positionText = (position: bigint | null): string | null => (position === null || position < 0n ? null : String(position))

/** Strict handling: what became of each, and nothing recorded. */
export const strictRefused = (facts: { readonly summary: Summary; readonly results: readonly unknown[] }): IntakeFailure => {
  const { accepted, duplicate, conflict, rejected, quarantined } = facts.summary
  const detail = `${conflict} conflict, ${rejected} rejected, ${quarantined} quarantined of ${accepted + duplicate + conflict + rejected + quarantined}; nothing was recorded`
  return new IntakeFailure({ ...problem('strict-handling', detail), ...facts })
}

/** Answers a problem. After a broken limit of size or time the connection is closed: what is still coming is not read. */
export const sendProblem = (reply: FastifyReply, answered: Problem, retryAfterSeconds: number | null = null): FastifyReply => {
  if (retryAfterSeconds !== null) reply.header('retry-after', retryAfterSeconds)
  if (answered.status === 408 || answered.status === 413) reply.header('connection', 'close')
  return reply
    .code(answered.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({ ...answered, requestId: reply.request.id })
}

import { accept } from '@daybook/domain'
import { z } from 'zod'
import { type AuditQuestion, auditQuestions, auditQuestionsVersion } from '../audit-questions.ts'
import type { PagesAsked } from '../dashboard-figures.ts'
import { type FigureRow, figureRows } from '../figure-rows.ts'
import { oneByOne } from '../one-by-one.ts'
import { defineReport, periodParameters, periodsAsked, type ReportContext, repeated } from '../report.ts'
import { cellOfOwner, orgOwner, ownerParameters, ownersAsked } from '../report-owners.ts'

const topics = [...new Set(auditQuestions.map(({ topic }) => topic))]
const topic = z.string().refine((asked) => topics.includes(asked), `must be one of ${topics.join(', ')}`)

/**
 * R-AUD of the domain specification: the questionnaire with what the KPIs answer, of the organisation unless somebody else is asked for. A
 * question that a KPI cannot answer of a rep or team says so; one without a KPI is for people to answer.
 */
export const performanceAudit = defineReport({
  name: 'performance-audit',
  title: 'Performance audit',
  definition:
    'The questions of the performance audit, topic by topic, each with the figures that answer it and the report behind them.',
  version: auditQuestionsVersion,
  view: 'credit',
  parameters: z.strictObject({
    ...ownerParameters,
    ...periodParameters,
    scope: ownerParameters.scope.unwrap().default('org'),
    topic: repeated.pipe(z.array(topic).optional()),
  }),
  columns: [
    { id: 'ownerType', title: 'Owner type', type: 'id' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    { id: 'topic', title: 'Topic', type: 'id' },
    { id: 'number', title: 'Number', type: 'integer' },
    { id: 'questionId', title: 'Question id', type: 'id' },
    { id: 'question', title: 'Question', type: 'text' },
    { id: 'kpi', title: 'Answered by', type: 'id' },
    { id: 'title', title: 'Figure', type: 'text' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'unit', title: 'Unit', type: 'id' },
    { id: 'value', title: 'Value', type: 'number' },
    { id: 'previous', title: 'Period before', type: 'number' },
    { id: 'change', title: 'Change', type: 'number' },
    { id: 'reason', title: 'Why there is no value', type: 'id' },
    { id: 'report', title: 'See the report', type: 'id' },
    { id: 'evidence', title: 'Evidence', type: 'text' },
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const read = { kpis: ['net-sales', 'quota'], periods: periods.value.map(({ id }) => id) }
    const questions = numbered.filter((each) => parameters.topic?.includes(each.topic) ?? true)
    return ownersAsked(context, parameters, read)
      .then((owners) =>
        oneByOne(
          owners.flatMap(({ type, ids }) => periods.value.map((period) => ({ type, ids, period }))),
          ({ type, ids, period }) => {
            const entities = type === 'org' ? ids.map(() => null) : ids
            return answersOf(context, questions, { scope: type, entities, period }).then((answers) =>
              entities.flatMap((entity) =>
                answers
                  .filter((answer) => answer.entity === entity)
                  .map(({ row }) => ({ ownerType: type, ownerId: entity ?? orgOwner, ...row })),
              ),
            )
          },
        ),
      )
      .then((rows) => accept(rows.flat()))
  },
  cells: ({ ownerType, ownerId, kpi, period, evidence }) =>
    evidence === null ? [] : [{ kpi: String(kpi), ...cellOfOwner(String(ownerType), String(ownerId)), period: String(period) }],
})

const numbered = auditQuestions.map((each, place) => ({ ...each, number: place + 1 }))

type Numbered = AuditQuestion & { readonly number: number }

const answersOf = (context: ReportContext, questions: readonly Numbered[], asked: PagesAsked): Promise<readonly FigureRow[]> =>
  asked.entities.length === 0
    ? Promise.resolve([])
    : oneByOne(questions, ({ kpis, id: questionId, ...question }) => {
        const said = { ...question, questionId, period: asked.period.id }
        if (kpis.length === 0) return Promise.resolve(asked.entities.map((entity) => ({ entity, row: said })))
        return oneByOne(kpis, (kpi) => answerOf(context, kpi, asked)).then((found) =>
          found.flat().map(({ entity, row }) => ({ entity, row: { ...said, ...row } })),
        )
      }).then((answers) => answers.flat())

/** What a KPI says of each entity; of those that it has no cells of, that it is not available. */
const answerOf = (context: ReportContext, kpi: string, asked: PagesAsked): Promise<readonly FigureRow[]> => {
  const measure = context.measure(kpi)
  const title = measure?.title ?? null
  const missing = asked.entities.map((entity) => ({ entity, row: { kpi, title, reason: 'not-available', evidence: null } }))
  if (measure?.scopes.includes(asked.scope) !== true) return Promise.resolve(missing)
  return figureRows(context, measure, asked).then((rows) =>
    rows.length === 0 ? missing : rows.map(({ entity, row }) => ({ entity, row: { ...row, kpi } })),
  )
}

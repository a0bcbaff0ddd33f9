import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { auditQuestions } from '../audit-questions.ts'
import { calculations, kpis, ratios, reports } from '../catalogue.ts'

const book = await openExample()
const rowsOf = (parameters: object, asOf = '2025-04-01') => book.report('performance-audit', { ...parameters }, book.at(asOf))
const ofOrg = await rowsOf({ period: '2025-Q1' })
const ofR1 = await rowsOf({ scope: 'rep', entity: 'R1', period: '2025-Q1' })

test('each question stands under its topic, with each figure that answers it', () => {
  expect(new Set(ofOrg.map(({ questionId }) => questionId)).size).toBe(auditQuestions.length)
  expect(ofOrg.filter(({ questionId }) => questionId === 'customer-gain')).toMatchObject([
    { ownerType: 'org', ownerId: 'ORG', topic: 'customers', kpi: 'new-accounts', value: 1, previous: 3, change: -2 },
    { kpi: 'net-new-accounts', value: 0, report: 'territory-retention', number: 10 },
  ])
})

test('values are those of the KPI, in the nearest period that it has one of', async () => {
  const rows = await rowsOf({ scope: 'rep', entity: 'R1', period: '2025-03', topic: ['commitments'] })
  expect(rows.filter(({ questionId }) => questionId === 'commitment-kept')).toMatchObject([
    { kpi: 'follow-through', period: '2025-Q1', value: '0.800000' },
    { kpi: 'follow-through-on-time', period: '2025-Q1', value: '0.600000' },
  ])
})

test('a question that no figure of a rep answers says so, and one without a figure is left to people', () => {
  expect(ofR1.filter(({ questionId }) => questionId === 'key-achieved')).toMatchObject([
    { kpi: 'plan-achievement', value: null, reason: 'not-available', evidence: null, report: 'strategic-forecast' },
  ])
  expect(ofR1.filter(({ questionId }) => questionId === 'commitment-learned')).toMatchObject([
    { kpi: null, value: null, reason: null, report: 'qbr', question: expect.stringContaining('learned') },
  ])
})

test('topics and owners may be chosen, and a topic that there is not is told', async () => {
  const rows = await rowsOf({ scope: 'team', period: '2025-Q1', topic: 'results' })
  expect([...new Set(rows.map(({ ownerId, topic }) => `${ownerId} ${topic}`))]).toEqual(['T-East results', 'T-West results'])
  const asked = { report: 'performance-audit', parameters: { topic: 'charm' } }
  expect(await book.answers.report(asked, book.at('2025-04-01'))).toMatchObject({ refusal: { code: 'invalid-parameters' } })
})

test('every figure and report that the questionnaire names is there, and no question is asked twice', () => {
  const measures = [...kpis, ...ratios, ...calculations].map(({ name }) => name)
  const tables = reports.map(({ name }) => name)
  expect(auditQuestions.flatMap((each) => each.kpis).filter((name) => !measures.includes(name))).toEqual([])
  expect(auditQuestions.map(({ report }) => report).filter((name) => !tables.includes(name))).toEqual([])
  expect(new Set(auditQuestions.map(({ id }) => id)).size).toBe(auditQuestions.length)
})

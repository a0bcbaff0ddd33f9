import { expect, test } from 'vitest'
import { deals } from '../../../../tests/books/deals.ts'
import { openExample } from '../../../../tests/books/example.ts'
import { families, owedToA1 } from '../../../../tests/books/relations.ts'
import type { ReportRow } from '../report.ts'

const book = await openExample([...deals, ...families, ...owedToA1])
const rowsOf = (parameters: object, asOf = '2025-04-01') => book.report('management-dashboard', { ...parameters }, book.at(asOf))
const figure = (rows: readonly ReportRow[], name: string) => rows.filter((row) => row.figure === name)
const ofOrg = await rowsOf({ scope: 'org', period: '2025-Q1' })
const ofR1 = await rowsOf({ scope: 'rep', entity: 'R1', period: '2025-Q1' })

test('the page of the organisation holds the figures of a quarter beside the quarter before', () => {
  expect(figure(ofOrg, 'net-sales')).toMatchObject([
    { ownerType: 'org', ownerId: 'ORG', value: '8250.0000', previous: '5500.0000', change: '2750.0000' },
  ])
  expect(figure(ofOrg, 'net-new-accounts')).toMatchObject([{ value: 0, previous: 3, change: -3 }])
  expect(figure(ofOrg, 'competitive-wins')).toMatchObject([{ value: 1 }])
})

test('sections come in the order of the table, and what a figure falls apart into after the figures of its section', () => {
  expect([...new Set(ofOrg.map(({ section }) => section))]).toEqual([
    'sales',
    'wallet',
    'products',
    'accounts',
    'opportunities',
    'programs',
    'care',
    'dependencies',
  ])
  const opportunities = ofOrg.filter(({ section }) => section === 'opportunities').map(({ item }) => item)
  expect(opportunities.filter((item) => item !== null)).toEqual([
    'engaging',
    'engaging',
    'prospecting',
    'prospecting',
    'OP1',
    'OP4',
  ])
  expect(opportunities.indexOf('engaging')).toBe(opportunities.lastIndexOf(null) + 1)
})

test('product shares of the organisation are those of the KPI', () => {
  expect(figure(ofOrg, 'product-share')).toMatchObject([
    {
      item: 'bikes',
      value: '0.145455',
      evidence: expect.stringContaining('/v1/kpis/product-share/explain?scope=family&entity=bikes'),
    },
    { item: 'parts', value: '0.012121' },
  ])
})

test('a rep has the figures that reps have, of his own deals', () => {
  expect(figure(ofR1, 'key-deals').map(({ item, status }) => [item, status])).toEqual([
    ['OP1', 'open'],
    ['OP4', 'won'],
  ])
  expect(figure(ofR1, 'pipeline').map(({ value }) => value)).toEqual(['30000.0000', '30000.0000'])
  expect(ofR1.filter(({ section }) => section === 'wallet' || section === 'dependencies')).toEqual([])
})

test('without an owner named, the organisation, its teams and its reps have a page each', async () => {
  const rows = await rowsOf({ period: '2025-03' })
  expect([...new Set(rows.map(({ ownerType, ownerId }) => `${ownerType} ${ownerId}`))]).toEqual([
    'org ORG',
    'team T-East',
    'team T-West',
    'rep R1',
    'rep R2',
    'rep R3',
  ])
})

test('a key deal that ended before the period is on no page', async () => {
  const rows = await rowsOf({ scope: 'rep', entity: 'R1', period: '2025-03' })
  expect(figure(rows, 'key-deals').map(({ item }) => item)).toEqual(['OP1'])
})

test('a period that there is not is told', async () => {
  const asked = { report: 'management-dashboard', parameters: { period: '2025-13' } }
  expect(await book.answers.report(asked, book.at('2025-04-01'))).toMatchObject({ refusal: { code: 'unknown-period' } })
})

import { expect, test } from 'vitest'
import { deals } from '../../../../tests/books/deals.ts'
import { openExample } from '../../../../tests/books/example.ts'
import { families, keyProgram, owedToA1 } from '../../../../tests/books/relations.ts'
import type { ReportRow } from '../report.ts'

const fleet = { programId: 'K1', accountId: 'A1', name: 'Fleet', amount: '6000', currency: 'USD' }
const programs = [
  keyProgram('KeyProgramOpened', '2025-01-10', fleet),
  keyProgram('KeyProgramOpened', '2025-01-10', { ...fleet, programId: 'K2', accountId: 'A2' }),
  keyProgram('KeyProgramOpened', '2025-01-10', { ...fleet, programId: 'K3' }),
  keyProgram('KeyProgramClosed', '2025-02-10', { programId: 'K3', accountId: 'A1' }),
]
const book = await openExample([...deals, ...families, ...owedToA1, ...programs])
const rowsOf = (parameters: object, asOf = '2025-04-01') => book.report('account-dashboard', { ...parameters }, book.at(asOf))
const ofA1 = await rowsOf({ account: 'A1', period: '2025-03' })
const figure = (rows: readonly ReportRow[], name: string) => rows.filter((row) => row.figure === name)

test('a page shows each figure as its KPI has it, beside the period before', () => {
  expect(figure(ofA1, 'net-sales')).toMatchObject([
    { accountId: 'A1', accountName: 'Acme', period: '2025-03', section: 'sales', value: '1600.0000', previous: '1100.0000' },
  ])
  expect(figure(ofA1, 'net-sales')).toMatchObject([{ change: '500.0000', unit: 'money', item: null }])
  expect(figure(ofA1, 'dependencies-open')).toMatchObject([{ value: 1, previous: 2, change: -1 }])
  expect(figure(ofA1, 'wallet-share')).toMatchObject([{ value: '0.312500', previous: '0.234375', change: '0.078125' }])
})

test('what has no value says why, and what the month has none of is shown of its quarter', () => {
  expect(figure(ofA1, 'gross-margin')).toMatchObject([{ value: null, reason: 'no-base', change: null }])
  expect(figure(ofA1, 'linearity')).toMatchObject([{ period: '2025-Q1', value: '0.154303' }])
  expect(figure(ofA1, 'forecast-accuracy')).toMatchObject([{ period: '2025-Q1', value: null, reason: 'no-estimate' }])
})

test('the pipeline falls apart into stages, which add up to it', () => {
  expect(figure(ofA1, 'pipeline')).toMatchObject([
    { item: null, value: '30000.0000' },
    { item: 'engaging', stage: 'engaging', value: '30000.0000' },
  ])
})

test('key deals, key programs and product shares stand one by one', () => {
  expect(figure(ofA1, 'key-deals')).toMatchObject([
    { item: 'OP1', itemName: 'Two more halls', stage: 'engaging', status: 'open' },
  ])
  expect(figure(ofA1, 'key-program-value')).toMatchObject([
    { item: null, value: '6000.0000' },
    { item: 'K1', itemName: 'Fleet', value: '6000.0000', status: 'open' },
  ])
  expect(figure(ofA1, 'product-share')).toMatchObject([{ item: 'parts', value: '0.062500', status: 'new' }])
})

test('a key program that was closed in the period still stands on its page', async () => {
  const rows = figure(await rowsOf({ account: 'A1', period: '2025-02' }), 'key-program-value')
  expect(rows.map(({ item, status }) => [item, status])).toEqual([
    [null, null],
    ['K1', 'open'],
    ['K3', 'closed'],
  ])
})

test('a figure says where it is explained', () => {
  const [{ evidence } = {}] = figure(ofA1, 'net-sales')
  expect(evidence).toContain('/v1/kpis/net-sales/explain?scope=account&entity=A1&period=2025-03&asOf=2025-04-01&knownAt=')
})

test('pages are those of the accounts asked for, else of all', async () => {
  const accounts = async (parameters: object) => [...new Set((await rowsOf(parameters)).map(({ accountId }) => accountId))]
  expect(await accounts({ scope: 'account', entity: ['A2', 'A1'] })).toEqual(['A2', 'A1'])
  expect(await accounts({})).toEqual(['A1', 'A2', 'A3', 'A4', 'A5'])
})

test('a page may be of a year to date, beside that of a year ago', async () => {
  const rows = await rowsOf({ account: 'A1', period: '2025-03:ytd' })
  expect(figure(rows, 'net-sales')).toMatchObject([{ period: '2025-03:ytd', value: '4200.0000', previous: '0.0000' }])
  expect(figure(rows, 'wallet-share')).toMatchObject([{ period: '2025-03', value: '0.312500' }])
})

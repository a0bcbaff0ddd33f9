import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { classified, keyReview } from '../../../../tests/books/lists.ts'
import { plansOfExample } from '../../../../tests/books/planned.ts'
import { order } from '../../../../tests/books/worked-example.ts'

const book = await openExample()
const rowsOf = (parameters: object, asOf = '2025-04-01') => book.report('audit-matrix', { ...parameters }, book.at(asOf))

test('each rep has ten areas, each measured in the month, its quarter or its year to date', async () => {
  const rows = await rowsOf({ period: '2025-03', entity: 'R1' })
  expect(rows.map(({ number, area, value, period }) => `${number} ${area} ${value} ${period}`)).toEqual([
    '1 attainment 0.927273 2025-03:ytd',
    '2 growth null 2025-03:ytd',
    '3 breadth 2.000000 2025-03:ytd',
    '4 depth 1020.0000 2025-03:ytd',
    '5 retention 1.000000 2025-03:ytd',
    '6 net-account-gain 1.000000 2025-03',
    '7 pattern-care 1.000000 2025-03',
    '8 product-breadth 0.000000 2025-03:ytd',
    '9 key-account-plans 0.800000 2025-Q1',
    '10 forecast-accuracy null 2025-03:ytd',
  ])
})

test('what is a tenth above what the peers have is a strength, what is a tenth below a weakness', async () => {
  const rows = await rowsOf({ period: '2025-03', area: 'breadth' })
  expect(rows).toMatchObject([
    { repId: 'R1', area: 'breadth', value: '2.000000', benchmark: '2.000000', index: '1.000000', rating: 'par' },
    { repId: 'R2', area: 'breadth', value: '2.000000', index: '1.000000', rating: 'par' },
    { repId: 'R3', area: 'breadth', value: '2.000000', index: '1.000000', rating: 'par' },
  ])
  const depth = await rowsOf({ period: '2025-03', area: '4' })
  expect(depth.map(({ repId, index, rating }) => `${repId} ${index} ${rating}`)).toEqual([
    'R1 1.275000 strength',
    'R2 0.812500 weakness',
    'R3 0.666667 weakness',
  ])
})

test('an area without a benchmark above zero, or with too few peers, is not rated, with the reason', async () => {
  expect(await rowsOf({ period: '2025-03', entity: 'R3', area: ['product-breadth', 'key-account-plans'] })).toMatchObject([
    { area: 'product-breadth', value: '0.000000', benchmark: '0.000000', index: null, rating: 'n/a', reason: 'no-base' },
    { area: 'key-account-plans', value: null, rating: 'n/a', reason: 'no-commitments' },
  ])
  expect(await rowsOf({ period: '2025-03', entity: 'R1', area: 'key-account-plans' })).toMatchObject([
    { value: '0.800000', benchmark: null, rating: 'n/a', reason: 'insufficient-peers' },
  ])
})

test('key account plans are judged by promises kept and key accounts planned for', async () => {
  const keys = [keyReview('V1', '2025-01-10'), ...classified('V1', '2025-01-10', { A1: 'KEY', A2: 'KEY', A3: 'KEY' })]
  const { report, at } = await openExample([...plansOfExample, ...keys])
  const rows = await report('audit-matrix', { period: '2025-03', area: '9' }, at('2025-03-31'))
  expect(rows.map(({ repId, value, reason }) => [repId, value, reason])).toEqual([
    ['R1', '0.900000', 'insufficient-peers'],
    ['R2', '0.500000', 'insufficient-peers'],
    ['R3', null, 'no-commitments'],
  ])
})

test('accounts are held against each other in the areas that they have', async () => {
  const rows = await rowsOf({ period: '2025-03', scope: 'account', entity: ['A1', 'A2'] })
  expect(rows.map(({ accountId, area }) => `${accountId} ${area}`)).toEqual([
    ...['growth', 'depth', 'pattern-care', 'product-breadth', 'key-account-plans'].map((area) => `A1 ${area}`),
    ...['growth', 'depth', 'pattern-care', 'product-breadth', 'key-account-plans'].map((area) => `A2 ${area}`),
  ])
  expect(rows.find(({ accountId, area }) => accountId === 'A1' && area === 'depth')).toMatchObject({
    ...{ repId: null, value: '1266.6667', rating: 'strength' },
  })
})

test('product breadth counts the families of the accounts that bought from the rep', async () => {
  const sold = (id: string, accountId: string, family: string) => {
    const line = order(id, accountId, ['2025-03-03', '100'])
    return { ...line, data: { ...line.data, lines: [{ lineId: '1', net: '100.0000', family }] } }
  }
  const { report, at } = await openExample([sold('P1', 'A1', 'bikes'), sold('P2', 'A1', 'parts'), sold('P3', 'A3', 'bikes')])
  const breadth = async (parameters: object) =>
    (await report('audit-matrix', { period: '2025-03', area: '8', ...parameters }, at('2025-04-01'))).map(({ value }) => value)
  expect(await breadth({})).toEqual(['1.000000', '0.500000', '0.000000'])
  expect(await breadth({ scope: 'account', entity: ['A1', 'A3', 'A5'] })).toEqual(['2.000000', '1.000000', '0.000000'])
})

test('the evidence is where the value is explained', async () => {
  const [row] = await rowsOf({ period: '2025-03', entity: 'R1', area: '1' })
  expect(row?.evidence).toContain(
    '/v1/kpis/quota-attainment/explain?scope=rep&entity=R1&period=2025-03%3Aytd&asOf=2025-04-01&knownAt=',
  )
})

test('an area that there is not is told, with those that there are', async () => {
  const asked = { report: 'audit-matrix', parameters: { area: 'charm' } }
  expect(await book.answers.report(asked, book.at('2025-04-01'))).toMatchObject({ refusal: { code: 'invalid-parameters' } })
})

test('the reps of a team have rows where the team is asked for', async () => {
  const rows = await rowsOf({ period: '2025-03', scope: 'team', entity: 'T-East', area: '1' })
  expect(rows.map(({ repId }) => repId)).toEqual(['R1', 'R2'])
})

import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample()

test('every month of the range appears for every owner, without orders too', async () => {
  const rows = await book.report(
    'monthly-buying-accounts',
    { scope: 'rep', from: '2025-01', to: '2025-03' },
    book.at('2025-04-01'),
  )
  expect(
    rows.map(({ ownerId, period, buyingAccounts, averageOrderSize }) => [ownerId, period, buyingAccounts, averageOrderSize]),
  ).toEqual([
    ['R1', '2025-01', 2, '900.0000'],
    ['R1', '2025-02', 1, '1100.0000'],
    ['R1', '2025-03', 2, '1100.0000'],
    ['R2', '2025-01', 0, null],
    ['R2', '2025-02', 0, null],
    ['R2', '2025-03', 2, '650.0000'],
    ['R3', '2025-01', 1, '1050.0000'],
    ['R3', '2025-02', 1, '275.0000'],
    ['R3', '2025-03', 0, null],
  ])
})

test('the organisation counts an account once, in the month, the quarter and the year', async () => {
  const rows = await book.report('monthly-buying-accounts', { scope: 'org', period: '2025-Q1' }, book.at('2025-04-01'))
  expect(rows.map((row) => [row.buyingAccounts, row.netChange, row.quarterBuyingAccounts, row.yearBuyingAccounts])).toEqual([
    [3, 1, 5, 5],
    [2, -1, 5, 5],
    [3, 1, 5, 5],
  ])
})

test('quarter and year count up to the day asked for, not to the end of the month', async () => {
  const rows = await book.report('monthly-buying-accounts', { scope: 'org', period: '2025-01' }, book.at('2025-02-14'))
  expect(rows).toMatchObject([{ buyingAccounts: 3, quarterBuyingAccounts: 4 }])
})

test('accounts are active on the last day of the month', async () => {
  const rows = await book.report(
    'monthly-buying-accounts',
    { scope: 'org', from: '2025-02', to: '2025-03' },
    book.at('2025-04-01'),
  )
  expect(rows.map(({ activeAccounts }) => activeAccounts)).toEqual([4, 4])
})

test('a period that the calendar does not have is refused', async () => {
  const asked = { report: 'monthly-buying-accounts', parameters: { period: '2025-13' } }
  expect(await book.answers.report(asked, book.at('2025-04-01'))).toMatchObject({ refusal: { code: 'unknown-period' } })
  const misspelt = { ...asked, parameters: { perod: '2025-01' } }
  expect(await book.answers.report(misspelt, book.at('2025-04-01'))).toMatchObject({
    refusal: { code: 'invalid-parameters', issues: [{ parameter: 'perod' }] },
  })
})

test('the chart of buying accounts has two years and the mean of twelve months, once twelve are there', async () => {
  const chart = await book.chart('monthly-buying-accounts', 'buying-accounts', book.at('2025-04-01'))
  expect([chart.length, chart[0]?.period, chart.at(-1)?.period, chart[0]?.ownerType]).toEqual([24, '2023-05', '2025-04', 'org'])
  const means = Object.fromEntries(chart.map(({ period, meanBuyingAccounts }) => [period, meanBuyingAccounts]))
  expect(means['2025-01']).toBeNull()
  expect(means['2025-02']).toBe('0.916667')
})

test('the chart of average order size has that of twelve months from their sums', async () => {
  const chart = await book.chart('monthly-buying-accounts', 'average-order-size', book.at('2025-04-01'))
  const march = chart.find(({ period }) => period === '2025-03')
  expect(march).toMatchObject({ averageOrderSize: '875.0000', r12AverageOrderSize: expect.stringMatching(/^\d+\.\d{4}$/) })
  const [whole] = await book.report('monthly-buying-accounts', { scope: 'org', period: '2025-03' }, book.at('2025-04-01'))
  expect(march?.averageOrderSize).toBe(whole?.averageOrderSize)
})

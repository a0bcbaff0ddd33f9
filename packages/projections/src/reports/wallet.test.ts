import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { families } from '../../../../tests/books/relations.ts'

const book = await openExample(families)
const on = (asOf: string, parameters = {}) => book.report('wallet', parameters, book.at(asOf))

test('each estimate stands against the sales of twelve months, with its age, basis and confidence', async () => {
  const rows = await on('2025-03-31')
  expect(
    rows.map(({ accountId, category, estimate, r12Sales, share, remaining, flag }) => [
      accountId,
      category,
      estimate,
      r12Sales,
      share,
      remaining,
      flag,
    ]),
  ).toEqual([
    ['A1', 'bikes', '1200.0000', '300.0000', '0.250000', '900.0000', null],
    ['A1', 'parts', '80.0000', '100.0000', '1.250000', '0.0000', 'estimate-suspect'],
    ['A2', 'bikes', '1000.0000', '900.0000', '0.900000', '100.0000', null],
  ])
  expect(rows[1]).toMatchObject({
    estimatedOn: '2025-02-01',
    ageDays: 58,
    basis: 'interview',
    confidence: 'medium',
    accountName: 'Acme',
  })
})

test('it agrees with the KPI of the account', async () => {
  const asked = { kpi: 'wallet-share', scope: 'account', entity: 'A1', period: 'FY2025' } as const
  const answer = await book.answers.explain(asked, book.at('2025-03-31'))
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal))
  expect(answer.value.exact).toEqual({ num: '5', den: '16' })
})

test('before an estimate held, and after it, there is no row', async () => {
  expect((await on('2025-01-31', { account: 'A1' })).map(({ category }) => category)).toEqual(['bikes'])
  expect(await on('2026-01-01')).toEqual([])
})

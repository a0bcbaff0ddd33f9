import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { evaluated } from '../../../../tests/books/lists.ts'

const april = '2025-04-01'

test('high potential behind a door that is hard to open is to grow with, and at risk', async () => {
  const book = await openExample([evaluated('A1', '2025-02-01', [2, 5, 4])])
  expect(await book.report('key-account-evaluation', { entity: 'A1' }, book.at(april))).toMatchObject([
    {
      designation: 'KEY',
      decisionMakerAccess: 2,
      potential: 5,
      openness: 4,
      mean: '3.666667',
      growth: true,
      atRisk: true,
      status: 'on-track',
    },
  ])
})

test('the last evaluation by the day counts, and KEY accounts without one are there too', async () => {
  const book = await openExample([evaluated('A1', '2025-02-01', [2, 5, 4]), evaluated('A1', '2025-03-01', [3, 4, 3])])
  const rows = await book.report('key-account-evaluation', {}, book.at(april))
  expect(rows.map(({ accountId, evaluatedOn, growth, atRisk }) => [accountId, evaluatedOn, growth, atRisk])).toEqual([
    ['A1', '2025-03-01', false, false],
    ['A2', null, false, false],
  ])
})

test('an account that is overdue is at risk whatever its scores', async () => {
  const book = await openExample([evaluated('A1', '2025-02-01', [5, 5, 5])])
  const [row] = await book.report('key-account-evaluation', { entity: 'A1' }, book.at('2025-05-01'))
  expect(row).toMatchObject({ status: 'overdue', growth: true, atRisk: true })
})

test('thresholds may be set, and who is not KEY is there once evaluated', async () => {
  const book = await openExample([evaluated('A5', '2025-03-01', [3, 3, 4])])
  const asked = { scope: 'rep', entity: 'R3', potentialMin: '3', meanMin: '3.3', riskMax: '3' }
  const rows = await book.report('key-account-evaluation', asked, book.at(april))
  expect(rows).toMatchObject([{ accountId: 'A5', designation: 'SECONDARY', growth: true, atRisk: true }])
})

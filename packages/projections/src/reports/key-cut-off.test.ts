import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { custodian, keyReview } from '../../../../tests/books/lists.ts'
import type { Line } from '../../../../tests/books/worked-example.ts'

const april = '2025-04-01'

const policy = (value: string): Line => ({
  id: `rounding-${value}`,
  type: 'PolicySet',
  effectiveOn: '2024-01-01',
  recordedAt: '2024-01-01T09:00:00Z',
  stream: 'policy-org',
  data: { policyId: 'key-rounding', value },
})

test('without a review the cut-off is that of the day', async () => {
  const book = await openExample()
  expect(await book.report('key-cut-off', {}, book.at(april))).toEqual([
    {
      reviewOn: '2025-04-01',
      nClients: 5,
      k: 2,
      keyLevel: '2700.0000',
      keyCount: 2,
      rounding: 'ceil',
      nextReviewOn: '2025-10-01',
      custodian: null,
    },
  ])
})

test('a quarter of five is one where it is rounded down', async () => {
  const book = await openExample([policy('floor')])
  expect(await book.report('key-cut-off', {}, book.at(april))).toMatchObject([{ k: 1, keyLevel: '6800.0000', keyCount: 1 }])
})

test('a book without clients has no level', async () => {
  const book = await openExample()
  expect(await book.report('key-cut-off', {}, book.at('2024-01-01'))).toMatchObject([{ nClients: 0, k: 0, keyLevel: null }])
})

test('reviews up to the day are shown as they were run, the last first, each with the custodian of its time', async () => {
  const more = [
    keyReview('V1', '2025-01-01'),
    keyReview('V2', '2025-03-15', { k: 2 }),
    custodian('anna', '2025-01-05'),
    custodian('ben', '2025-03-20'),
  ]
  const book = await openExample(more)
  const rows = await book.report('key-cut-off', {}, book.at(april))
  expect(rows.map(({ reviewOn, k, custodian: keeper }) => [reviewOn, k, keeper])).toEqual([
    ['2025-03-15', 2, 'ben'],
    ['2025-01-01', 1, 'anna'],
  ])
  expect(await book.report('key-cut-off', {}, book.at('2025-03-14'))).toMatchObject([{ reviewOn: '2025-01-01' }])
})

test('subsidiaries count at their parent where that is asked for', async () => {
  const parent = (accountId: string, parentId: string): Line => ({
    id: `child-${accountId}`,
    type: 'AccountRegistered',
    effectiveOn: '2023-12-15',
    recordedAt: '2023-12-16T09:00:00Z',
    stream: `account-${accountId}`,
    data: { accountId, name: accountId, parentId },
  })
  const book = await openExample([parent('A1', 'A2'), parent('A5', 'A4')])
  expect(await book.report('key-cut-off', { rollupToParent: 'true' }, book.at(april))).toMatchObject([
    { nClients: 3, k: 1, keyLevel: '9500.0000', keyCount: 1 },
  ])
})

test('its curve ranks the clients of the day beside the level', async () => {
  const book = await openExample([keyReview('V1', '2025-03-15')])
  const rows = await book.chart('key-cut-off', 'cut-off', book.at(april))
  expect(rows.map(({ rank, accountId, keyLevel }) => [rank, accountId, keyLevel])).toEqual([
    [1, 'A1', '3000.0000'],
    [2, 'A2', '3000.0000'],
    [3, 'A4', '3000.0000'],
    [4, 'A5', '3000.0000'],
    [5, 'A3', '3000.0000'],
  ])
})

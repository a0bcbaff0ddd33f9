import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample()

test('losses stand under their class and reason, with the sales that went with them', async () => {
  expect(await book.report('loss-causes', { period: 'FY2025' }, book.at('2025-04-01'))).toEqual([
    {
      reasonClass: 'preventable',
      reasonCode: 'competitor',
      lostAccounts: 1,
      share: '1.000000',
      classShare: '1.000000',
      salesLost: '2000.0000',
      previousFySales: '2000.0000',
      wonBack: 0,
    },
  ])
})

test('before a loss was known there is none, and so in another rep’s book', async () => {
  expect(await book.report('loss-causes', {}, book.at('2025-02-27'))).toEqual([])
  expect(await book.report('loss-causes', { scope: 'rep', entity: 'R1' }, book.at('2025-04-01'))).toEqual([])
})

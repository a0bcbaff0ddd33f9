import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { owedToA1 } from '../../../../tests/books/relations.ts'

const book = await openExample(owedToA1)
const on = (asOf: string, parameters = {}) => book.report('dependencies', parameters, book.at(asOf))

test('each function stands with what it owes, what is overdue of it, and what it has done', async () => {
  expect(await on('2025-03-31')).toEqual([
    {
      ...{ owingFunction: 'delivery', open: 0, overdue: 0, accounts: 0, oldestNeededBy: null },
      ...{ met: 0, metLate: 0, dropped: 1, daysToMeet: null },
    },
    {
      ...{ owingFunction: 'legal', open: 1, overdue: 1, accounts: 1, oldestNeededBy: '2025-03-15' },
      ...{ met: 1, metLate: 1, dropped: 0, daysToMeet: '26.0' },
    },
  ])
})

test('a function that nobody waits for, and that ended nothing in the period, has no row', async () => {
  expect((await on('2025-03-31', { period: '2025-02' })).map(({ owingFunction }) => owingFunction)).toEqual(['legal'])
})

test('nothing is owed to other accounts', async () => {
  expect(await on('2025-03-31', { account: 'A2' })).toEqual([])
})

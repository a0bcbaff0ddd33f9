import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { owedToA1 } from '../../../../tests/books/relations.ts'

const book = await openExample(owedToA1)
const on = (asOf: string, parameters = {}) => book.report('dependency-register', parameters, book.at(asOf))

test('each dependency stands as it stood on the day', async () => {
  const statuses = async (asOf: string) =>
    (await on(asOf)).map(({ dependencyId, status, daysOpen, daysLate }) => [dependencyId, status, daysOpen, daysLate])
  expect(await statuses('2025-02-04')).toEqual([
    ['D3', 'open', 3, 0],
    ['D1', 'overdue', 25, 4],
    ['D2', 'open', 3, 0],
  ])
  expect(await statuses('2025-03-31')).toEqual([
    ['D3', 'dropped', 47, 0],
    ['D1', 'met-late', 26, 5],
    ['D2', 'overdue', 58, 16],
  ])
})

test('it can be asked for by function and status', async () => {
  expect(await on('2025-03-31', { owingFunction: 'legal', status: 'overdue' })).toMatchObject([
    { dependencyId: 'D2', ownerId: 'L7', accountName: 'Acme' },
  ])
})

import { expect, test } from 'vitest'
import { exactly, given } from '../example-book.ts'
import { over, owed } from '../example-relations.ts'

const told = [
  owed('D1', '2025-01-10', '2025-01-31'),
  over('D1', 'DependencyMet', '2025-02-05'),
  owed('D2', '2025-01-10', '2025-03-31'),
  over('D2', 'DependencyDropped', '2025-03-01'),
]

const more = [owed('D3', '2025-02-01', '2025-02-20'), over('D3', 'DependencyMet', '2025-02-12')]
const of = (period: string) =>
  exactly(given(...told, ...more).outcome('days-to-meet', { scope: 'account', entity: 'A1', period }))

test('the mean is of the dependencies met in the period', () => {
  expect(of('2025-Q1')).toEqual({ num: 37n, den: 2n })
})

test('where none was met there is none', () => {
  expect(of('2025-03')).toEqual({ kind: 'none', reason: 'no-base' })
})

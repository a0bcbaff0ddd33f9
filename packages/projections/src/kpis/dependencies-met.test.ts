import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { over, owed } from '../example-relations.ts'

const told = [
  owed('D1', '2025-01-10', '2025-01-31'),
  over('D1', 'DependencyMet', '2025-02-05'),
  owed('D2', '2025-01-10', '2025-03-31'),
  over('D2', 'DependencyDropped', '2025-03-01'),
]

test('a dependency that was met counts on that day; one that was dropped does not', () => {
  const { value } = given(...told)
  expect(['2025-01', '2025-02', '2025-03'].map((period) => value('dependencies-met', { period }))).toEqual([0n, 1n, 0n])
})

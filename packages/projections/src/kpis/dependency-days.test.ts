import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { over, owed } from '../example-relations.ts'

const told = [
  owed('D1', '2025-01-10', '2025-01-31'),
  over('D1', 'DependencyMet', '2025-02-05'),
  owed('D2', '2025-01-10', '2025-03-31'),
  over('D2', 'DependencyDropped', '2025-03-01'),
]

test('the days from raising to meeting are added up', () => {
  const more = [owed('D3', '2025-02-01', '2025-02-20'), over('D3', 'DependencyMet', '2025-02-11')]
  expect(given(...told, ...more).value('dependency-days', { period: '2025-02' })).toBe(26n + 10n)
})

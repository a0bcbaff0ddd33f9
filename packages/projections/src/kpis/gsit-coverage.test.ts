import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { grown, planned } from '../example-plans.ts'
import { gsitCoverage } from './gsit-coverage.ts'

test('of four goals, three with two strategies or more', () => {
  const goals = grown('PL1', '2025-01-01', ['g1'], ['g2'], ['g3'], ['g4'])
  const two = ['g1', 'g2', 'g3'].flatMap((goal) => grown('PL1', '2025-01-02', [`s-${goal}-1`, goal], [`s-${goal}-2`, goal]))
  const book = given(planned('PL1'), ...goals, ...two, ...grown('PL1', '2025-01-03', ['s5', 'g1'], ['s6', 'g4']))
  expect(book.ratio(gsitCoverage, { scope: 'account', entity: 'A1', period: '2025-Q1' })).toEqual({ num: 3n, den: 4n })
  expect(book.ratio(gsitCoverage, { period: '2024-12' })).toBeNull()
  expect(gsitCoverage.reason).toBe('no-goals')
})

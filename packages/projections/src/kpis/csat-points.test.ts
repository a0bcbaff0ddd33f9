import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { answered } from '../example-relations.ts'

const told = [
  answered('P1', '2025-01-10', { csat: 3 }),
  answered('P1', '2025-02-10', { csat: 5 }),
  answered('P2', '2025-01-10', { csat: 2 }),
  answered('P1', '2025-01-10', { nps: -20 }),
  answered('P1', '2025-01-20', { csat: 4, accountId: 'A2' }),
]
const ofA1 = { scope: 'account', entity: 'A1', period: 'FY2025' } as const

test('the latest answer of each respondent counts, until the next one', () => {
  const on = (asOf: string) => given(...told).value('csat-points', { ...ofA1, asOf })
  expect(['2025-01-09', '2025-01-10', '2025-02-09', '2025-02-10'].map(on)).toEqual([0n, 5n, 5n, 7n])
})

test('an answer that comes late stands in its own time', () => {
  const { value } = given(...told, answered('P1', '2025-01-20', { csat: 1 }))
  expect(['2025-01-25', '2025-02-10'].map((asOf) => value('csat-points', { ...ofA1, asOf }))).toEqual([3n, 7n])
})

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

test('who answered twice is one respondent', () => {
  const { value } = given(...told)
  expect([value('csat-respondents', ofA1), value('csat-respondents', { period: 'FY2025' })]).toEqual([2n, 3n])
})

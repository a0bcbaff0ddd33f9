import { expect, test } from 'vitest'
import { given, merged } from '../example-book.ts'
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

test('who answered of two accounts that are merged is one respondent, of the survivor', () => {
  const { value } = given(...told, merged('A2', 'A1'))
  const of = (entity: string) => value('csat-respondents', { ...ofA1, entity })
  expect([of('A1'), of('A2'), value('csat-respondents', { period: 'FY2025' })]).toEqual([0n, 2n, 2n])
  expect(value('csat-points', { ...ofA1, entity: 'A2', asOf: '2025-01-20' })).toBe(6n)
})

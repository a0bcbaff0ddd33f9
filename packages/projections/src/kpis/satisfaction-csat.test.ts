import { expect, test } from 'vitest'
import { exactly, given } from '../example-book.ts'
import { answered } from '../example-relations.ts'

const told = [
  answered('P1', '2025-01-10', { csat: 3 }),
  answered('P1', '2025-02-10', { csat: 5 }),
  answered('P2', '2025-01-10', { csat: 2 }),
  answered('P1', '2025-01-10', { nps: -20 }),
  answered('P1', '2025-01-20', { csat: 4, accountId: 'A2' }),
]
const ofA1 = { scope: 'account', entity: 'A1', period: 'FY2025' } as const

test('the mean is of the latest answers on csat', () => {
  const { outcome } = given(...told)
  expect(exactly(outcome('satisfaction-csat', ofA1))).toEqual({ num: 7n, den: 2n })
  expect(exactly(outcome('satisfaction-csat', { period: 'FY2025' }))).toEqual({ num: 11n, den: 3n })
})

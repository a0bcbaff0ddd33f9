import { expect, test } from 'vitest'
import { exactly, given } from '../example-book.ts'
import { contact, role } from '../example-relations.ts'

const near = 'trusted-advisor'
const told = [
  contact('P1', '2025-01-10', { level: 'executive', relationship: near }),
  contact('P2', '2025-01-12'),
  role('P2', '2025-02-01', ['user', near]),
  contact('P3', '2025-01-12', { level: 'influencer', relationship: 'friendly' }),
]
const ofA1 = { scope: 'account', entity: 'A1', period: 'FY2025' } as const

test('two of four parts are covered', () => {
  expect(exactly(given(...told).outcome('relationship-coverage', ofA1))).toEqual({ num: 1n, den: 2n })
})

test('the organisation is pooled over the accounts of which somebody is known', () => {
  const { outcome } = given(...told, contact('P1', '2025-01-10', { accountId: 'A2' }))
  expect(exactly(outcome('relationship-coverage', { period: 'FY2025' }))).toEqual({ num: 1n, den: 4n })
  expect(outcome('relationship-coverage', { ...ofA1, entity: 'A3' })).toEqual({ kind: 'none', reason: 'no-base' })
})

import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { contact, role } from '../example-relations.ts'

const near = 'trusted-advisor'
const told = [
  contact('P1', '2025-01-10', { level: 'executive', relationship: near }),
  contact('P2', '2025-01-12'),
  role('P2', '2025-02-01', ['user', near]),
  contact('P3', '2025-01-12', { level: 'influencer', relationship: 'friendly' }),
]
const ofA1 = { scope: 'account', entity: 'A1', period: 'FY2025' } as const

test('four are required from the day on which the first contact is known', () => {
  const on = (asOf: string) => given(...told).value('roles-required', { ...ofA1, asOf })
  expect(['2025-01-09', '2025-01-10', '2025-03-01'].map(on)).toEqual([0n, 4n, 4n])
})

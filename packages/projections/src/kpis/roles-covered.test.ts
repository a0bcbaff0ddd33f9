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

const on = (asOf: string, ...more: typeof told) => given(...told, ...more).value('roles-covered', { ...ofA1, asOf })

test('a part is covered while a contact in it trusts our advice', () => {
  expect([
    on('2025-01-09'),
    on('2025-01-10'),
    on('2025-02-01'),
    on('2025-03-01', role('P1', '2025-03-01', ['executive', 'none'])),
  ]).toEqual([0n, 1n, 2n, 1n])
})

test('two in the same part cover it once, and one of them is enough', () => {
  const second = contact('P4', '2025-02-10', { level: 'executive', relationship: near })
  const gone = role('P1', '2025-03-01', ['user', near])
  expect([on('2025-02-10', second), on('2025-03-01', second, gone)]).toEqual([2n, 2n])
})

test('added again under another name a contact stays what he was', () => {
  expect(on('2025-04-01', contact('P1', '2025-03-01', { name: 'Somebody' }))).toBe(2n)
})

import { expect, test } from 'vitest'
import { given, type Happened, merged, policy, unmerged } from '../example-book.ts'
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

test('accounts that are merged have one map, and two again once they are parted', () => {
  const other = { accountId: 'A2', level: 'executive', relationship: near }
  const both = [...told, contact('P9', '2025-01-05', other), contact('P8', '2025-01-05', { ...other, level: 'user' })]
  const maps = (asOf: string, ...more: readonly Happened[]) =>
    ['A1', 'A2'].map((entity) => given(...more, ...both).value('roles-covered', { ...ofA1, entity, asOf }))
  const parted = [merged('A2', 'A1'), unmerged('A2', 'A1')]
  expect([maps('2025-02-01'), maps('2025-02-01', ...parted)]).toEqual([
    [2n, 2n],
    [2n, 2n],
  ])
  expect(maps('2025-02-01', merged('A2', 'A1'))).toEqual([0n, 2n])
  const fromDate = [policy('merge-history', 'from-date'), merged('A2', 'A1', { on: '2025-04-12' })]
  expect([maps('2025-04-11', ...fromDate), maps('2025-04-12', ...fromDate)]).toEqual([
    [2n, 2n],
    [0n, 2n],
  ])
})

test('a contact of both accounts is one, as he was last said to be', () => {
  const both = [...told, contact('P1', '2025-03-01', { accountId: 'A2', level: 'executive', relationship: 'none' })]
  const ofA2 = (asOf: string) => given(...both, merged('A2', 'A1')).value('roles-covered', { ...ofA1, entity: 'A2', asOf })
  expect([ofA2('2025-02-28'), ofA2('2025-03-01')]).toEqual([2n, 1n])
})

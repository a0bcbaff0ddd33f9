import { expect, test } from 'vitest'
import { given, type Happened, joined, merged, policy, unmerged } from '../example-book.ts'
import { planned, plannedQuarter, toldOf } from '../example-plans.ts'

const quarter = ['2025-01-01', '2025-04-01'] as const
const asked = { scope: 'account', entity: 'A1', period: '2025-12' } as const

test('a plan counts from its first day to the one before it ends, for its account and whoever owns it', () => {
  const { value } = given(joined('R1', 'T1'), planned('PL1', { ownerId: 'R1' }), plannedQuarter('PL2', quarter, '1'))
  const of = (asOf: string) => value('active-plans', { ...asked, period: 'FY2025', asOf })
  expect(['2024-12-31', '2025-01-01', '2025-03-31', '2025-04-01'].map(of)).toEqual([0n, 2n, 2n, 1n])
  expect(value('active-plans', { period: '2026-01', asOf: '2026-01-01' })).toBe(0n)
  expect(value('active-plans', { scope: 'rep', entity: 'R1', period: '2025-03' })).toBe(1n)
  expect(value('active-plans', { scope: 'team', entity: 'T1', period: '2025-03' })).toBe(1n)
  expect(value('active-plans', { scope: 'rep', entity: 'HOUSE', period: '2025-03' })).toBe(1n)
})

test('a plan that is closed counts no more from that day on', () => {
  const { value } = given(planned('PL1'), toldOf('PL1', 'PlanClosed', ['2025-06-15', { outcome: 'achieved' }]))
  const of = (asOf: string) => value('active-plans', { ...asked, period: 'FY2025', asOf })
  expect(['2025-06-14', '2025-06-15'].map(of)).toEqual([1n, 0n])
})

test('a plan moves to the team that its owner joins', () => {
  const { value } = given(joined('R1', 'T1'), planned('PL1', { ownerId: 'R1' }), joined('R1', 'T2', '2025-05-10'))
  const of = (entity: string, asOf: string) => value('active-plans', { scope: 'team', entity, period: 'FY2025', asOf })
  expect([of('T1', '2025-05-09'), of('T2', '2025-05-09')]).toEqual([1n, 0n])
  expect([of('T1', '2025-05-10'), of('T2', '2025-05-10')]).toEqual([0n, 1n])
})

test('a plan whose account is merged into another one is closed by that, and open again once they are parted', () => {
  const before = [planned('PL1', { ownerId: 'R1' }), planned('PL2', { accountId: 'A2' })]
  const both = [...before, merged('A2', 'A1', { on: '2025-04-12' })]
  const on = (asOf: string, entity: string, told: readonly Happened[]) =>
    given(...told).value('active-plans', { scope: 'account', entity, period: 'FY2025', asOf })
  const plans = (told: readonly Happened[]) =>
    ['2025-04-11', '2025-04-12'].map((day) => ['A1', 'A2'].map((of) => on(day, of, told)))
  expect(plans(both)).toEqual([
    [0n, 2n],
    [0n, 1n],
  ])
  const fromDate = [policy('merge-history', 'from-date'), ...both]
  expect(plans(fromDate)).toEqual([
    [1n, 1n],
    [0n, 1n],
  ])
  const parted = [...both, unmerged('A2', 'A1')]
  expect(plans(parted)).toEqual(plans(before))
  expect(given(...both).value('active-plans', { scope: 'rep', entity: 'R1', period: '2025-12' })).toBe(0n)
})

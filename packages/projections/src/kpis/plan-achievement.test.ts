import { expect, test } from 'vitest'
import { exactly, given, ordered, registered, sold } from '../example-book.ts'
import { planned } from '../example-plans.ts'

const facts = [
  registered('A1'),
  registered('A2'),
  sold('2025-02-10', '40000'),
  ordered('O2', 'A2', { on: '2025-03-01', net: '10000' }),
]

test('what was achieved is a part of the target', () => {
  const { outcome } = given(...facts, planned('PL1'), planned('PL2', { accountId: 'A2', target: '25000' }))
  const of = (entity: string) => outcome('plan-achievement', { scope: 'account', entity, period: 'FY2025' })
  expect([of('A1'), of('A2')].map(exactly)).toEqual([
    { num: 2n, den: 5n },
    { num: 2n, den: 5n },
  ])
  expect(exactly(outcome('plan-achievement', { period: 'FY2025' }))).toEqual({ num: 2n, den: 5n })
  expect(of('A3')).toEqual({ kind: 'none', reason: 'no-plan' })
})

test('of a target of nothing there is no part', () => {
  const { outcome } = given(...facts, planned('PL1', { target: '0' }))
  expect(outcome('plan-achievement', { period: 'FY2025' })).toEqual({ kind: 'none', reason: 'zero-target' })
})

import { expect, test } from 'vitest'
import { given, type Happened, joined, merged, policy, unmerged } from '../example-book.ts'
import { targetsSet } from '../example-lists.ts'

test('a list holds as many targets as were last set, from the day of each statement', () => {
  const { value } = given(
    joined('R1', 'T-East'),
    targetsSet('R1', '2025-01-10', 'P1', 'P2', 'P3'),
    targetsSet('R1', '2025-02-10', 'P4'),
    targetsSet('R2', '2025-02-01', 'P5'),
  )
  const of = (asOf: string, scope: 'rep' | 'team' | 'org' = 'rep', entity = 'R1') =>
    value('targets', { scope, ...(scope === 'org' ? {} : { entity }), period: asOf.slice(0, 7), asOf })
  expect([of('2025-01-09'), of('2025-01-10'), of('2025-02-09'), of('2025-02-10')]).toEqual([0n, 3n, 3n, 1n])
  expect([of('2025-02-09', 'team', 'T-East'), of('2025-02-09', 'org')]).toEqual([3n, 4n])
})

test('the targets of a seller who changes team change it with him', () => {
  const { value } = given(
    joined('R1', 'T-East'),
    joined('R1', 'T-West', '2025-02-01'),
    targetsSet('R1', '2025-01-10', 'P1', 'P2'),
  )
  const of = (entity: string, asOf: string) => value('targets', { scope: 'team', entity, period: asOf.slice(0, 7), asOf })
  expect([of('T-East', '2025-01-31'), of('T-East', '2025-02-01'), of('T-West', '2025-02-01')]).toEqual([2n, 0n, 2n])
})

test('an account that another one stands for is on no list, and is again once they are parted', () => {
  const set = targetsSet('R1', '2025-01-10', 'P1', 'P2')
  const days = ['2025-01-10', '2025-04-11', '2025-04-12']
  const on = (...told: readonly Happened[]) =>
    days.map((asOf) => given(...told).value('targets', { scope: 'rep', entity: 'R1', period: asOf.slice(0, 7), asOf }))
  expect(on(set, merged('A1', 'P1'))).toEqual([1n, 1n, 1n])
  expect(on(policy('merge-history', 'from-date'), set, merged('A1', 'P1'))).toEqual([2n, 2n, 1n])
  expect(on(set, merged('A1', 'P1'), unmerged('A1', 'P1'))).toEqual([2n, 2n, 2n])
})

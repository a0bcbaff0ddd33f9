import { expect, test } from 'vitest'
import { given, joined } from '../example-book.ts'
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

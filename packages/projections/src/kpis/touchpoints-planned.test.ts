import { expect, test } from 'vitest'
import { given, joined } from '../example-book.ts'
import { touch } from '../example-relations.ts'

const told = [
  joined('R1', 'T-East'),
  touch('T1', 'TouchpointPlanned', ['2025-01-02', '2025-01-31']),
  touch('T1', 'TouchpointHeld', ['2025-02-03']),
  touch('T2', 'TouchpointPlanned', ['2025-01-02', '2025-01-20']),
  touch('T2', 'TouchpointSkipped', ['2025-01-21']),
  touch('T3', 'TouchpointPlanned', ['2025-01-02', '2025-01-25']),
  touch('T3', 'TouchpointHeld', ['2025-01-15']),
]
const ofRep = { scope: 'rep', entity: 'R1', period: '2025-01' } as const

const on = (asOf: string) => given(...told).value('touchpoints-planned', { ...ofRep, asOf })

test('a touchpoint counts from the day it is due, a skipped one too, and one that was held before from that day', () => {
  expect(['2025-01-14', '2025-01-15', '2025-01-20', '2025-01-30', '2025-01-31'].map(on)).toEqual([0n, 1n, 2n, 2n, 3n])
})

test('planned again for another month it is no longer due in the first', () => {
  const { value } = given(
    ...told,
    touch('T4', 'TouchpointPlanned', ['2025-01-02', '2025-01-10']),
    touch('T4', 'TouchpointPlanned', ['2025-01-09', '2025-02-10']),
  )
  expect([value('touchpoints-planned', ofRep), value('touchpoints-planned', { period: '2025-02' })]).toEqual([3n, 1n])
})

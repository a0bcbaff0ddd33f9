import { expect, test } from 'vitest'
import { exactly, given, joined } from '../example-book.ts'
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

const of = (period: string) => given(...told).outcome('cadence-compliance', { ...ofRep, period })

test('two of three planned touchpoints were held', () => {
  expect(exactly(of('2025-01'))).toEqual({ num: 2n, den: 3n })
})

test('where none was planned there is none', () => {
  expect(of('2025-02')).toEqual({ kind: 'none', reason: 'no-base' })
})

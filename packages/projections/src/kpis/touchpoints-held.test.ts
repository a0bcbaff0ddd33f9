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

const on = (asOf: string) => given(...told).value('touchpoints-held', { ...ofRep, asOf })

test('one that was held counts from that day in the month in which it was due, however late', () => {
  expect(['2025-01-14', '2025-01-15', '2025-02-02', '2025-02-03'].map(on)).toEqual([0n, 1n, 1n, 2n])
  expect(given(...told).value('touchpoints-held', { period: '2025-02' })).toBe(0n)
})

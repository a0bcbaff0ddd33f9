import { expect, test } from 'vitest'
import { given, joined, quotaOf } from '../example-book.ts'

test('the latest amount wins, zero is an amount, and the day asked plays no part', () => {
  const { value } = given(
    quotaOf('rep', 'R1', { period: '2025-03', amount: '2000.0000' }),
    quotaOf('rep', 'R1', { period: '2025-03', amount: '2500.0000' }),
    quotaOf('rep', 'R3', { period: '2025-02', amount: '0.0000' }),
  )
  expect(value('quota', { scope: 'rep', entity: 'R1', period: '2025-03', asOf: '2025-01-01' })).toBe(25_000_000n)
  expect(value('quota', { scope: 'rep', entity: 'R3', period: '2025-02' })).toBe(0n)
})

test('a quarter is spread so that the months add up', () => {
  const { value } = given(quotaOf('rep', 'R1', { period: '2025-Q1', amount: '100.0000', spread: 'days' }))
  const of = (period: string) => value('quota', { scope: 'rep', entity: 'R1', period })
  expect([of('2025-01'), of('2025-02'), of('2025-03'), of('2025-Q1')]).toEqual([344_445n, 311_111n, 344_444n, 1_000_000n])
})

test('a team adds up its reps, unless it has a quota of its own', () => {
  const reps = [
    joined('R1', 'East'),
    joined('R2', 'East'),
    quotaOf('rep', 'R1', { period: '2025-01', amount: '1.0000' }),
    quotaOf('rep', 'R2', { period: '2025-01', amount: '2.0000' }),
  ]
  const asked = { scope: 'team', entity: 'East', period: '2025-01' } as const
  expect(given(...reps).value('quota', asked)).toBe(30_000n)
  expect(given(...reps, quotaOf('team', 'East', { period: '2025-01', amount: '5.0000' })).value('quota', asked)).toBe(50_000n)
})

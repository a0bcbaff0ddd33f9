import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, policy, registered, wonBack } from '../example-book.ts'

const happened = [
  registered('A1', { industry: 'MFG' }),
  registered('A4', { industry: 'RTL' }),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  assigned('A4', '2024-01-01', ['R1', 10_000]),
  ordered('O1', 'A1', { on: '2024-12-10', net: '1.0000' }),
  ordered('O6', 'A4', { on: '2024-12-05', net: '1.0000' }),
  assigned('A1', '2025-03-15', ['R2', 10_000]),
  lost('A4', '2025-02-28'),
]
const of = (num: bigint, den: bigint) => ({ kind: 'quotient', num, den })
const noBase = { kind: 'none', reason: 'no-base' }

test('one of two kept is a half; an empty cohort has none', () => {
  const { outcome } = given(...happened)
  expect(outcome('retention', { period: '2025-Q1' })).toEqual(of(1n, 2n))
  expect(outcome('retention', { scope: 'rep', entity: 'R2', period: '2025-Q1' })).toEqual(noBase)
  expect(outcome('retention', { period: '2025-Q1', asOf: '2024-12-31' })).toEqual(noBase)
})

test('an account transferred away is in neither side, unless the policy keeps it', () => {
  const asked = { scope: 'rep', entity: 'R1', period: '2025-Q1' } as const
  expect(given(...happened).outcome('retention', asked)).toEqual(of(0n, 1n))
  expect(given(policy('retention-transfers', 'keep'), ...happened).outcome('retention', asked)).toEqual(of(1n, 2n))
})

test('who went away and came back is in neither side', () => {
  const { outcome } = given(...happened, assigned('A1', '2025-03-20', ['R1', 10_000]))
  expect(outcome('retention', { scope: 'rep', entity: 'R1', period: '2025-Q1' })).toEqual(of(0n, 1n))
})

test('over a year, to date, over twelve months, and in an industry', () => {
  const { outcome } = given(...happened)
  expect(outcome('retention', { period: 'FY2025', asOf: '2025-11-20' })).toEqual(of(1n, 2n))
  expect(outcome('retention', { period: 'FY2025' })).toEqual(of(0n, 2n))
  expect(outcome('retention', { period: '2025-02:ytd' })).toEqual(of(1n, 2n))
  expect(outcome('retention', { period: '2025-12:r12' })).toEqual(of(0n, 2n))
  expect(outcome('retention', { period: '2025-11:r12' })).toEqual(noBase)
  expect(outcome('retention', { scope: 'industry', entity: 'MFG', period: '2025-Q1' })).toEqual(of(1n, 1n))
})

test('who is new or won back does not make up for who was lost', () => {
  const { outcome } = given(
    ...happened,
    registered('A5'),
    ordered('O7', 'A5', { on: '2025-01-10', net: '1.0000' }),
    wonBack('A4', '2025-03-20'),
  )
  expect(outcome('retention', { period: '2025-Q1', asOf: '2025-03-19' })).toEqual(of(1n, 2n))
  expect(outcome('retention', { period: '2025-Q1' })).toEqual(of(2n, 2n))
})

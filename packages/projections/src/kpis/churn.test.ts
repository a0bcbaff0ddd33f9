import { expect, test } from 'vitest'
import { given, lost, ordered, registered } from '../example-book.ts'

test('is what retention leaves: one of four lost is a quarter', () => {
  const accounts = ['A1', 'A2', 'A3', 'A4']
  const { outcome } = given(
    ...accounts.map((id) => registered(id)),
    ...accounts.map((id) => ordered(`O-${id}`, id, { on: '2024-12-10', net: '1.0000' })),
    lost('A4', '2025-02-28'),
  )
  expect(outcome('churn', { period: '2025-Q1' })).toEqual({ kind: 'quotient', num: 1n, den: 4n })
  expect(outcome('churn', { period: 'FY2024' })).toEqual({ kind: 'none', reason: 'no-base' })
})

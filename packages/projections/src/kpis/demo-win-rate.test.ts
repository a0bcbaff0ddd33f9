import { expect, test } from 'vitest'
import { deal, given, toldOf } from '../example-book.ts'
import { did } from '../example-relations.ts'

test('of the demos of a period, those count that a win followed', () => {
  const won = [deal('P1', '2025-01-05'), toldOf('P1', ['Won', '2025-03-20'])]
  const { outcome } = given(did('V1', '2025-01-10'), did('V2', '2025-02-10'), did('V3', '2025-03-25'), ...won)
  const of = (period: string) => outcome('demo-win-rate', { scope: 'rep', entity: 'R1', period })
  expect(of('2025-Q1')).toMatchObject({ kind: 'quotient', num: 2n, den: 3n })
  expect(of('2025-03')).toMatchObject({ kind: 'quotient', num: 0n, den: 1n })
  expect(of('2025-04')).toEqual({ kind: 'none', reason: 'no-base' })
})

import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { leadsSet, targetsSet } from '../example-lists.ts'

test('leads are counted beside targets, and an empty list has none', () => {
  const { value } = given(
    targetsSet('R1', '2025-01-10', 'P1'),
    leadsSet('R1', '2025-01-10', 'P2', 'P3'),
    leadsSet('R1', '2025-03-10'),
  )
  const of = (asOf: string) => value('leads', { scope: 'rep', entity: 'R1', period: asOf.slice(0, 7), asOf })
  expect([of('2025-01-10'), of('2025-03-09'), of('2025-03-10')]).toEqual([2n, 2n, 0n])
})

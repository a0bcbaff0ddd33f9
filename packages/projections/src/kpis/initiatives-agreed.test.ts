import { expect, test } from 'vitest'
import { given, joined } from '../example-book.ts'
import { agreedOn, developed } from '../example-reviews.ts'

test('an initiative counts at whoever has committed to it, from the day it was agreed', () => {
  const { value } = given(
    joined('R1', 'T1'),
    ...developed(
      agreedOn('2025-01-06', { initiativeId: 'calls', committedBy: 'rep', due: '2025-02-28' }),
      agreedOn('2025-01-06', { initiativeId: 'visits', committedBy: 'rep', due: '2025-02-28' }),
      agreedOn('2025-02-03', { initiativeId: 'coaching', committedBy: 'manager', due: '2025-03-14' }),
    ),
  )
  const of = (entity: string, asOf: string) => value('initiatives-agreed', { scope: 'rep', entity, period: '2025-Q1', asOf })
  expect([of('R1', '2025-02-02'), of('M1', '2025-02-02'), of('M1', '2025-02-03')]).toEqual([2n, 0n, 1n])
  expect(value('initiatives-agreed', { period: 'FY2025' })).toBe(3n)
  expect(value('initiatives-agreed', { scope: 'team', entity: 'T1', period: '2025-Q1' })).toBe(2n)
})

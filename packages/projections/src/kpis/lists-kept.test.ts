import { expect, test } from 'vitest'
import { given, joined } from '../example-book.ts'
import { hiredOn, leftOn, listReviewed, targetsSet } from '../example-lists.ts'

test('a list is there from the first that is known of it, until its seller leaves', () => {
  const { value } = given(
    hiredOn('R1', '2024-01-01'),
    joined('R1', 'T-East'),
    targetsSet('R1', '2025-02-10', 'P1'),
    listReviewed('R1', '2025-01-20'),
    leftOn('R1', '2025-06-01'),
  )
  const of = (asOf: string) => value('lists-kept', { scope: 'team', entity: 'T-East', period: asOf.slice(0, 7), asOf })
  expect([of('2025-01-19'), of('2025-01-20'), of('2025-05-31'), of('2025-06-01')]).toEqual([0n, 1n, 1n, 0n])
})

test('the list of a rep who was never hired in this book is there all the same', () => {
  const { value } = given(targetsSet('R9', '2025-02-10', 'P1'))
  expect(value('lists-kept', { period: '2025-12' })).toBe(1n)
})

import { expect, test } from 'vitest'
import { given, type Happened, happens, reviewed } from '../example-book.ts'
import { foldedContributions } from '../replay.ts'
import { unknownReviewees } from './unknown-reviewees.ts'

const flags = (...happened: readonly Happened[]) =>
  [...foldedContributions(given(...happened).book, unknownReviewees).values()].flat().length
const hired = (on: string) => happens('rep-R1', { type: 'RepHired', on, data: { repId: 'R1', name: 'One' } })

test('a review of a rep who is not hired by the end of the quarter is flagged, until his hiring is there', () => {
  const review = reviewed('2025-01-06')
  expect([flags(...review), flags(...review, hired('2025-03-31')), flags(...review, hired('2025-04-01'))]).toEqual([1, 0, 1])
})

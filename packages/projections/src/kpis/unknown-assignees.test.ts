import { expect, test } from 'vitest'
import { assigned, given, type Happened, happens, registered } from '../example-book.ts'
import { foldedContributions } from '../replay.ts'
import { unknownAssignees } from './unknown-assignees.ts'

const flags = (...happened: readonly Happened[]) =>
  [...foldedContributions(given(...happened).book, unknownAssignees).values()].flat().length
const hired = (on: string) => happens('rep-R1', { type: 'RepHired', on, data: { repId: 'R1', name: 'One' } })
const toR1 = [registered('A1'), assigned('A1', '2025-02-01', ['R1', 10_000])]

test('an assignment to a rep who is not hired by its day is flagged, until his hiring is there', () => {
  expect([flags(...toR1), flags(...toR1, hired('2025-02-01')), flags(...toR1, hired('2025-02-02'))]).toEqual([1, 0, 1])
  expect(flags(hired('2024-01-01'), ...toR1)).toBe(0)
})

test('each unknown owner of a split is flagged', () => {
  expect(flags(hired('2024-01-01'), registered('A1'), assigned('A1', '2025-02-01', ['R1', 5_000], ['R2', 5_000]))).toBe(1)
})

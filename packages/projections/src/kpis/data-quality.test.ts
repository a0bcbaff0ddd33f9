import { expect, test } from 'vitest'
import { credited, given, type Happened, ordered, registered } from '../example-book.ts'
import { foldedContributions } from '../replay.ts'
import { dataQuality } from './data-quality.ts'

const flagsOf = (...happened: readonly Happened[]) =>
  [...foldedContributions(given(...happened).book, dataQuality).values()]
    .flat()
    .map(({ cell }) => cell.entity.id)
    .sort()

test('an order that nobody owns or sold is flagged, and so is its twin', () => {
  const flags = flagsOf(
    registered('A1'),
    ordered('O1', 'A1', { on: '2025-01-01', net: '300.0000' }),
    ordered('O2', 'A1', { on: '2025-01-02', net: '300.0000' }),
  )
  expect(flags).toEqual(['no-salesperson', 'no-salesperson', 'suspected-duplicate', 'unassigned', 'unassigned'])
})

test('a credit note is compared with the order it names', () => {
  const sold = ordered('O1', 'A1', { on: '2025-01-02', net: '300.0000', salespersonId: 'R1' })
  const flags = flagsOf(
    registered('A1'),
    sold,
    credited('C1', 'A1', { on: '2025-01-01', net: '301.0000', orderId: 'O1' }),
    credited('C2', 'A1', { on: '2025-01-03', net: '1.0000', orderId: 'gone' }),
  )
  expect(flags).toEqual(['credit-before-order', 'over-credit', 'unassigned', 'unknown-rep', 'unknown-rep', 'unlinked-credit'])
})

import { expect, test } from 'vitest'
import { credited, given, type Happened, happens, merged, ordered, registered } from '../example-book.ts'
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

const thrice = ['O1', 'O2', 'O3'].map((orderId) =>
  ordered(orderId, 'A1', { on: '2025-01-02', net: '300.0000', salespersonId: 'R1' }),
)
const apart = (orderId: string, otherOrderId: string) =>
  happens(`order-erp~${orderId}`, {
    type: 'DuplicateDismissed',
    on: '2025-01-03',
    data: { orderId, accountId: 'A1', otherOrderId },
  })
const suspected = (...happened: readonly Happened[]) =>
  flagsOf(...happened).filter((kind) => kind === 'suspected-duplicate').length

test('two orders that somebody has told apart are suspected no more, whichever of them he named first', () => {
  const [first, second] = thrice.slice(0, 2) as [Happened, Happened]
  expect(suspected(first, second)).toBe(1)
  expect([suspected(first, second, apart('O1', 'O2')), suspected(first, second, apart('O2', 'O1'))]).toEqual([0, 0])
  expect(suspected(...thrice, apart('O1', 'O2'))).toBe(1)
  expect(suspected(...thrice, apart('O1', 'O3'))).toBe(2)
})

test('orders of two accounts that are merged are told apart too', () => {
  const [first] = thrice as [Happened]
  const other = ordered('O9', 'A2', { on: '2025-01-02', net: '300.0000', salespersonId: 'R1' })
  expect(suspected(first, other, merged('A2', 'A1'))).toBe(1)
  expect(suspected(first, other, apart('O1', 'O9'), merged('A2', 'A1'))).toBe(0)
})

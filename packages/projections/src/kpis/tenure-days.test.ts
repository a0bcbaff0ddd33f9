import { expect, test } from 'vitest'
import { given, lost, ordered, registered, wonBack } from '../example-book.ts'

const a4 = [
  registered('A4'),
  ordered('O06', 'A4', { on: '2024-12-05', net: '2000.0000' }),
  ordered('O09', 'A4', { on: '2025-01-20', net: '1050.0000' }),
  lost('A4', '2025-02-28'),
]
const days = (book: ReturnType<typeof given>, asOf: string) =>
  book.outcome('tenure-days', { scope: 'account', entity: 'A4', period: 'FY2025', asOf })

test('runs from the first order to the day, and no further than to the loss: 85 days', () => {
  const book = given(...a4)
  expect([days(book, '2024-12-05'), days(book, '2024-12-15'), days(book, '2025-06-30')]).toEqual([
    { kind: 'amount', amount: 0n },
    { kind: 'amount', amount: 10n },
    { kind: 'amount', amount: 85n },
  ])
  expect(days(book, '2024-12-04')).toEqual({ kind: 'none', reason: 'no-orders' })
})

test('a win-back begins a new tenure with the first order after it', () => {
  const book = given(...a4, wonBack('A4', '2025-04-01'), ordered('O10', 'A4', { on: '2025-04-11', net: '1.0000' }))
  expect([days(book, '2025-04-05'), days(book, '2025-04-21')]).toEqual([
    { kind: 'none', reason: 'no-orders' },
    { kind: 'amount', amount: 10n },
  ])
})

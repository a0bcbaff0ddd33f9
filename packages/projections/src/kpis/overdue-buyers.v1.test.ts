import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'
import { foldedContributions } from '../replay.ts'
import { overdueBuyers } from './overdue-buyers.ts'
import { overdueBuyersV1 } from './overdue-buyers.v1.ts'

test('what was posted before has rows of seats alone, the same as now', () => {
  const days = ['2025-01-10', '2025-02-10', '2025-03-10', '2025-04-10']
  const orders = days.map((on, index) => ordered(`O${index}`, 'A1', { on, net: '1.0000' }))
  const { book } = given(registered('A1', { territory: 'North' }), ...orders)
  const now = foldedContributions(book, overdueBuyers).get('account:A1') ?? []
  const ofSeats = now.filter(({ cell }) => cell.entity.scope === 'seat')
  expect(ofSeats.length).toBeLessThan(now.length)
  expect(foldedContributions(book, overdueBuyersV1).get('account:A1')).toEqual(ofSeats)
})

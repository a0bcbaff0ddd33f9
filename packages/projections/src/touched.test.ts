import { expect, test } from 'vitest'
import { emptyBook, evolveAccount } from './account-book.ts'
import { isAccountEvent } from './account-event.ts'
import { given, ordered } from './example-book.ts'
import { emptyReference } from './reference.ts'
import { touchedBy } from './touched.ts'

test('a new order is compared with those before it and changes the flags of none: a day of equal orders costs each the same', () => {
  const equal = ['O1', 'O2', 'O3', 'O4'].map((orderId) => ordered(orderId, 'A1', { on: '2025-03-03', net: '10.0000' }))
  const reference = emptyReference({ zone: 'UTC', currency: 'USD' })
  let book = emptyBook('A1')
  const flags = given(...equal)
    .events.filter(isAccountEvent)
    .map((event) => {
      const change = evolveAccount(book, event, reference)
      book = change.book
      return [...touchedBy(event, change).flags]
    })
  expect(flags).toEqual([['order-erp~O1'], ['order-erp~O2'], ['order-erp~O3'], ['order-erp~O4']])
})

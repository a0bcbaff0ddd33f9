import { expect, test } from 'vitest'
import { assigned, given, lost, ordered, registered, wonBack } from '../example-book.ts'

const a3 = [
  registered('A3'),
  assigned('A3', '2024-01-01', ['R2', 10_000]),
  ordered('O05', 'A3', { on: '2024-03-01', net: '800.0000' }),
]

const on = (book: ReturnType<typeof given>, asOf: string) =>
  book.value('active-accounts', { scope: 'rep', entity: 'R2', period: 'FY2025', asOf })

test('an account lapses on the first day that is twelve months after its last order', () => {
  const book = given(...a3, ordered('O13', 'A3', { on: '2025-03-05', net: '400.0000' }))
  expect([on(book, '2025-02-28'), on(book, '2025-03-01'), on(book, '2025-03-04'), on(book, '2025-03-05')]).toEqual([
    1n,
    0n,
    0n,
    1n,
  ])
})

test('an order of 29 February counts until the end of next February', () => {
  const book = given(
    registered('A1'),
    assigned('A1', '2023-01-01', ['R2', 10_000]),
    ordered('O1', 'A1', { on: '2024-02-29', net: '1.0000' }),
  )
  expect([on(book, '2025-02-28'), on(book, '2025-03-01')]).toEqual([1n, 0n])
})

test('a lost account is not active, from the day of the loss until it is won back', () => {
  const book = given(...a3, lost('A3', '2025-01-10'), wonBack('A3', '2025-02-10'))
  expect([on(book, '2025-01-09'), on(book, '2025-01-10'), on(book, '2025-02-09'), on(book, '2025-02-10')]).toEqual([
    1n,
    0n,
    0n,
    1n,
  ])
})

test('the account moves with its owner, and back to nobody', () => {
  const book = given(...a3, assigned('A3', '2025-01-15', ['R1', 10_000]))
  expect([on(book, '2025-01-14'), on(book, '2025-01-15')]).toEqual([1n, 0n])
  expect(book.value('active-accounts', { period: '2025-01' })).toBe(1n)
})

test('an account that was never assigned belongs to the salesperson of its last order', () => {
  const book = given(
    registered('A9'),
    ordered('O1', 'A9', { on: '2025-01-10', net: '1.0000', salespersonId: 'R2' }),
    ordered('O2', 'A9', { on: '2025-02-10', net: '1.0000', salespersonId: 'R3' }),
  )
  expect([on(book, '2025-02-09'), on(book, '2025-02-10')]).toEqual([1n, 0n])
})

import { expect, test } from 'vitest'
import { assigned, given, joined, ordered, registered } from '../example-book.ts'

const a2 = [
  joined('R1', 'East'),
  joined('R2', 'East'),
  joined('R3', 'West'),
  registered('A2', { industry: 'HLT' }),
  assigned('A2', '2024-01-01', ['R1', 10_000]),
  ordered('O04', 'A2', { on: '2024-11-20', net: '500.0000' }),
]
const into = (book: ReturnType<typeof given>, scope: 'rep' | 'team', entity: string) =>
  book.value('accounts-transferred-in', { scope, entity, period: '2025-03' })

test('an active account comes into the book of its new owner, and into no other that has it already', () => {
  const book = given(...a2, assigned('A2', '2025-03-15', ['R2', 10_000]))
  expect([into(book, 'rep', 'R2'), into(book, 'rep', 'R1'), into(book, 'team', 'East')]).toEqual([1n, 0n, 0n])
  expect(book.value('accounts-transferred-in', { period: '2025-03' })).toBe(0n)
  expect(book.value('accounts-transferred-in', { scope: 'industry', entity: 'HLT', period: '2025-03' })).toBe(0n)
})

test('with an owner of another team it comes into that team', () => {
  const book = given(...a2, assigned('A2', '2025-03-15', ['R1', 5_000], ['R3', 5_000]))
  expect([into(book, 'rep', 'R3'), into(book, 'rep', 'R1'), into(book, 'team', 'West'), into(book, 'team', 'East')]).toEqual([
    1n,
    0n,
    1n,
    0n,
  ])
})

test('an owner who changes team brings the account along', () => {
  const book = given(...a2, joined('R1', 'West', '2025-03-10'))
  expect([into(book, 'team', 'West'), into(book, 'rep', 'R1')]).toEqual([1n, 0n])
})

test('one that is not active is in nobody’s flow', () => {
  const book = given(...a2, assigned('A2', '2025-11-20', ['R2', 10_000]))
  expect(book.value('accounts-transferred-in', { scope: 'rep', entity: 'R2', period: 'FY2025' })).toBe(0n)
})

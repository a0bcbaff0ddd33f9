import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { movedToLka, prospects, takenFromLka } from '../../../../tests/books/lists.ts'

test('who has bought nothing for twelve months is nobody’s, by name, with the last seller', async () => {
  const book = await openExample()
  expect(await book.report('lka-list', {}, book.at('2025-04-01'))).toEqual([])
  const rows = await book.report('lka-list', {}, book.at('2026-03-11'))
  expect(
    rows.map(({ accountId, previousRepId, lastOrderOn, lostOn }) => [accountId, previousRepId, lastOrderOn, lostOn]),
  ).toEqual([
    ['A3', 'R2', '2025-03-05', null],
    ['A4', 'R3', '2025-01-20', '2025-02-28'],
    ['A5', 'R3', '2025-02-25', null],
  ])
})

test('a target or lead is on the list of its seller, not on this one', async () => {
  const book = await openExample([prospects('TargetsSet', 'R1', ['2025-03-20', ['A3']])])
  const rows = await book.report('lka-list', { entity: ['A3', 'A5'] }, book.at('2026-03-11'))
  expect(rows.map(({ accountId }) => accountId)).toEqual(['A5'])
})

test('an account is on the list from the day it is put there until a seller takes it', async () => {
  const book = await openExample([movedToLka('A5', 'R3', '2025-03-20'), takenFromLka('A5', 'R1', '2025-04-10')])
  const on = (day: string) => book.report('lka-list', {}, book.at(day))
  expect(await on('2025-03-19')).toEqual([])
  expect(await on('2025-03-20')).toMatchObject([{ accountId: 'A5', previousRepId: 'R3', movedOn: '2025-03-20' }])
  expect(await on('2025-04-10')).toEqual([])
  expect(await book.report('lka-list', { entity: 'A5' }, book.at('2026-03-11'))).toEqual([])
  expect(await book.report('account-list', { scope: 'account', entity: 'A5' }, book.at('2025-04-01'))).toEqual([])
})

test('who buys again after it was put there is a client again', async () => {
  const book = await openExample([movedToLka('A2', 'R1', '2025-03-11')])
  expect(await book.report('lka-list', {}, book.at('2025-03-19'))).toMatchObject([{ accountId: 'A2' }])
  expect(await book.report('lka-list', {}, book.at('2025-03-20'))).toEqual([])
})

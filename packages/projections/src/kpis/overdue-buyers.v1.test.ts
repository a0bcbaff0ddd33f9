import { expect, test } from 'vitest'
import { formerKpis } from '../catalogue.ts'
import { given, ordered, registered } from '../example-book.ts'
import { foldedContributions } from '../replay.ts'
import { overdueBuyersV1 } from './overdue-buyers.v1.ts'

test('the first version knows no season and no places: each winter is overdue, at the seat alone', () => {
  const days = [2022, 2023, 2024].flatMap((year) => ['03', '05', '07', '09'].map((month) => `${year}-${month}-15`))
  const sales = days.map((on, index) => ordered(`O${index}`, 'A1', { on, net: '1.0000' }))
  const { book } = given(registered('A1', { territory: 'North' }), ...sales)
  const moves = foldedContributions(book, overdueBuyersV1).get('account:A1') ?? []
  expect(moves.map(({ amounts }) => amounts[0])).toEqual([1n, -1n, 1n, -1n, 1n])
  expect(moves.every(({ cell }) => cell.entity.scope === 'seat')).toBe(true)
  expect(formerKpis).toContain(overdueBuyersV1)
})

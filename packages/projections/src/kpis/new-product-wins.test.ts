import { expect, test } from 'vitest'
import { given, registered, sold } from '../example-book.ts'
import { boughtLines, launched } from '../example-relations.ts'

const both = boughtLines('O1', '2025-02-10', { net: '1.0000', productId: 'B1' }, { net: '1.0000', family: 'Q' })

test('a family that is new by a line of a new product counts once, others of either kind beside it', () => {
  const { value } = given(registered('A1'), sold('2025-01-10', '10.0000', 'P'), launched('B1', 'R', '2025-01-01'), both)
  const of = (kpi: string) => value(kpi, { period: '2025-02' })
  expect([of('new-to-account-wins'), of('new-launch-wins'), of('new-product-wins')]).toEqual([2n, 1n, 2n])
})

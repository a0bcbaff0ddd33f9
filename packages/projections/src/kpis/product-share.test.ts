import { expect, test } from 'vitest'
import { exactly, given, registered, sold } from '../example-book.ts'

const { outcome } = given(registered('A1'), sold('2025-01-09', '540.0000', 'P'), sold('2025-01-10', '270.0000', 'Q'))
const of = (entity: string, period: string) => exactly(outcome('product-share', { scope: 'family', entity, period }))

test('each family has its share of all sales', () => {
  expect([of('P', '2025-01'), of('Q', '2025-01')]).toEqual([
    { num: 2n, den: 3n },
    { num: 1n, den: 3n },
  ])
})

test('there is none where nothing was sold', () => {
  expect(of('P', '2025-02')).toEqual({ kind: 'none', reason: 'no-base' })
})

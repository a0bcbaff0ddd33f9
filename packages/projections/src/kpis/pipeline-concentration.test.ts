import { expect, test } from 'vitest'
import { deal, exactly, given, toldOf } from '../example-book.ts'

const amounts = ['500.0000', '200.0000', '100.0000', '150.0000', '50.0000']
const book = given(
  ...amounts.map((amount, place) => deal(`OP${place}`, '2025-01-10', { amount, expectedCloseOn: `2025-0${place + 3}-01` })),
  toldOf('OP0', ['Won', '2025-02-10']),
)
const on = (asOf: string, whose = {}) => exactly(book.outcome('pipeline-concentration', { period: '2025-12', asOf, ...whose }))

test('the three largest open deals are so much of all of them', () => {
  expect(on('2025-02-09')).toEqual({ num: 17n, den: 20n })
  expect(on('2025-02-10')).toEqual({ num: 9n, den: 10n })
  expect(on('2025-02-10', { scope: 'rep', entity: 'R1' })).toEqual({ num: 9n, den: 10n })
})

test('without open deals there is none', () => {
  expect(on('2025-01-09')).toEqual({ kind: 'none', reason: 'no-base' })
})

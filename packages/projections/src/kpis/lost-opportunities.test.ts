import { expect, test } from 'vitest'
import { deal, given, toldOf } from '../example-book.ts'

test('a deal counts in the month it was lost in, until it is reopened', () => {
  const book = given(
    deal('OP1', '2025-01-10'),
    toldOf('OP1', ['Lost', '2025-02-20'], { reasonCode: 'price' }),
    toldOf('OP1', ['Reopened', '2025-04-02']),
  )
  const on = (asOf: string) => book.value('lost-opportunities', { period: '2025-02', scope: 'rep', entity: 'R1', asOf })
  expect([on('2025-02-19'), on('2025-02-20'), on('2025-04-01'), on('2025-04-02')]).toEqual([0n, 1n, 1n, 0n])
})

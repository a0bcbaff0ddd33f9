import { expect, test } from 'vitest'
import { exactly, given, registered } from '../example-book.ts'
import { boughtLines, creditedLines } from '../example-relations.ts'

const told = [
  registered('A1'),
  boughtLines('O1', '2025-02-01', { net: '100.0000', cost: '60.0000', family: 'P' }, { net: '50.0000' }),
  creditedLines('C1', '2025-03-01', { net: '20.0000', cost: '12.0000', family: 'P' }, { net: '5.0000' }),
]

const of = (period: string) => given(...told).outcome('gross-margin', { scope: 'rep', entity: 'R1', period })

test('(80 − 48) / 80 over the quarter', () => {
  expect([exactly(of('2025-02')), exactly(of('2025-Q1'))]).toEqual([
    { num: 2n, den: 5n },
    { num: 2n, den: 5n },
  ])
})

test('of returns alone, or without costs, there is none', () => {
  expect([of('2025-03'), of('2025-04')]).toEqual([
    { kind: 'none', reason: 'no-base' },
    { kind: 'none', reason: 'no-base' },
  ])
})

import { expect, test } from 'vitest'
import { given, registered } from '../example-book.ts'
import { boughtLines, creditedLines } from '../example-relations.ts'

const told = [
  registered('A1'),
  boughtLines('O1', '2025-02-01', { net: '100.0000', cost: '60.0000', family: 'P' }, { net: '50.0000' }),
  creditedLines('C1', '2025-03-01', { net: '20.0000', cost: '12.0000', family: 'P' }, { net: '5.0000' }),
]

test('what was sold cost so much, less what came back', () => {
  const { value } = given(...told)
  expect(['2025-02', '2025-03'].map((period) => value('cost-of-sales', { period }))).toEqual([600_000n, -120_000n])
})

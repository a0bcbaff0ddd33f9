import { expect, test } from 'vitest'
import { given, registered } from '../example-book.ts'
import { boughtLines, correctedLines, creditedLines } from '../example-relations.ts'

const told = [
  registered('A1'),
  boughtLines('O1', '2025-02-01', { net: '100.0000', cost: '60.0000', family: 'P' }, { net: '50.0000' }),
  creditedLines('C1', '2025-03-01', { net: '20.0000', cost: '12.0000', family: 'P' }, { net: '5.0000' }),
]

test('only lines with a cost count, those of credit notes less', () => {
  const { value } = given(...told)
  expect(['2025-02', '2025-03'].map((period) => value('sales-with-cost', { period }))).toEqual([1_000_000n, -200_000n])
  expect(value('sales-with-cost', { scope: 'family', entity: 'P', period: '2025-Q1' })).toBe(800_000n)
})

test('a correction may give a cost where there was none', () => {
  const { value } = given(
    ...told,
    correctedLines('O1', '2025-02-01', { net: '100.0000', cost: '60.0000' }, { net: '50.0000', cost: '0.0000' }),
  )
  expect(value('sales-with-cost', { period: '2025-02' })).toBe(1_500_000n)
})

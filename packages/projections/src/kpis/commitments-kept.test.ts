import { expect, test } from 'vitest'
import { given, reviewed } from '../example-book.ts'

const review = reviewed(
  '2025-01-06',
  ['kept', '2025-01-30'],
  ['kept', '2025-02-14'],
  ['kept-late', '2025-03-20'],
  ['missed', '2025-03-28'],
)
const on = (kpi: string, asOf: string) => given(...review).value(kpi, { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf })

test('kept and kept late both count, each from the day of its outcome', () => {
  expect([on('commitments-kept', '2025-03-02'), on('commitments-kept', '2025-12-31')]).toEqual([2n, 3n])
})

import { expect, test } from 'vitest'
import { assigned, credited, given, ordered, registered } from '../example-book.ts'

const sold = [
  ['A1', '2024-10-10', '3000.0000'],
  ['A2', '2024-11-20', '500.0000'],
  ['A4', '2024-12-05', '2000.0000'],
  ['A1', '2025-01-09', '3800.0000'],
  ['A2', '2025-01-15', '2200.0000'],
  ['A4', '2025-01-20', '1050.0000'],
  ['A5', '2025-02-14', '550.0000'],
] as const
const book = given(
  ...['A1', 'A2', 'A4', 'A5'].map((id) => registered(id, { industry: id === 'A1' ? 'MFG' : 'HLT' })),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  ...sold.map(([accountId, on, net], index) => ordered(`O${index}`, accountId, { on, net })),
  credited('C1', 'A4', { on: '2025-02-11', net: '1050.0000' }),
)
const of = (question: Parameters<typeof book.outcome>[1]) => book.outcome('net-revenue-retention', question)

test('those who bought in the quarter before bought 6000 after 5500; who is new does not count', () => {
  expect(of({ period: '2025-Q1' })).toEqual({ kind: 'quotient', num: 60_000_000n, den: 55_000_000n })
  expect(of({ period: '2025-03:r12' })).toEqual({ kind: 'none', reason: 'no-base' })
})

test('of one rep, and of one industry', () => {
  const a1 = { kind: 'quotient', num: 38_000_000n, den: 30_000_000n }
  expect(of({ scope: 'rep', entity: 'R1', period: '2025-Q1' })).toEqual(a1)
  expect(of({ scope: 'industry', entity: 'MFG', period: '2025-Q1' })).toEqual(a1)
})

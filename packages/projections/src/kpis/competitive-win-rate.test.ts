import { expect, test } from 'vitest'
import { deal, exactly, given, toldOf } from '../example-book.ts'

const book = given(
  ...['OP1', 'OP2', 'OP3'].map((id) => deal(id, '2025-01-10')),
  toldOf('OP1', ['CompetitorAttached', '2025-02-01'], { competitor: 'Rival Ltd' }),
  toldOf('OP1', ['Won', '2025-02-20']),
  toldOf('OP2', ['Lost', '2025-02-21'], { competitor: 'Rival Ltd' }),
  toldOf('OP3', ['Won', '2025-02-22']),
)

test('only deals that somebody else was after count', () => {
  expect(exactly(book.outcome('competitive-win-rate', { period: '2025-02' }))).toEqual({ num: 1n, den: 2n })
  expect(book.outcome('competitive-win-rate', { period: '2025-01' })).toEqual({ kind: 'none', reason: 'no-base' })
})

import { expect, test } from 'vitest'
import { deal, exactly, given, toldOf } from '../example-book.ts'

const book = given(
  ...['OP1', 'OP2', 'OP3', 'OP4'].map((id) => deal(id, '2025-01-10')),
  toldOf('OP1', ['Won', '2025-02-20']),
  toldOf('OP2', ['Won', '2025-02-21']),
  toldOf('OP3', ['Lost', '2025-02-22']),
)

test('it is what was won of what has ended; open deals do not count', () => {
  expect(exactly(book.outcome('win-rate', { period: '2025-02' }))).toEqual({ num: 2n, den: 3n })
  expect(exactly(book.outcome('win-rate', { period: '2025-02', scope: 'rep', entity: 'R1' }))).toEqual({ num: 2n, den: 3n })
  expect(exactly(book.outcome('win-rate', { period: '2025-03:ytd' }))).toEqual({ num: 2n, den: 3n })
})

test('where nothing has ended there is none', () => {
  expect(book.outcome('win-rate', { period: '2025-03' })).toEqual({ kind: 'none', reason: 'no-base' })
})

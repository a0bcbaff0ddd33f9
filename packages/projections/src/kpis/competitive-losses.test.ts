import { expect, test } from 'vitest'
import { deal, given, toldOf } from '../example-book.ts'

test('a loss counts when a competitor was named, before it or with it', () => {
  const book = given(
    deal('OP1', '2025-01-10'),
    toldOf('OP1', ['CompetitorAttached', '2025-02-01'], { competitor: 'Rival Ltd' }),
    toldOf('OP1', ['Lost', '2025-02-20']),
    deal('OP2', '2025-01-10'),
    toldOf('OP2', ['Lost', '2025-02-20'], { competitor: 'Rival Ltd' }),
    deal('OP3', '2025-01-10'),
    toldOf('OP3', ['Lost', '2025-02-20']),
  )
  expect(book.value('competitive-losses', { period: '2025-02' })).toBe(2n)
})

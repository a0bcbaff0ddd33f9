import { expect, test } from 'vitest'
import { given, reviewed } from '../example-book.ts'
import { followThroughOnTime } from './follow-through-on-time.ts'

test('of four said, the share that was kept; nothing said has none', () => {
  const review = reviewed(
    '2025-01-06',
    ['kept', '2025-01-30'],
    ['kept', '2025-02-14'],
    ['kept-late', '2025-03-20'],
    ['missed', '2025-03-28'],
  )
  const asked = { scope: 'rep', entity: 'R1', period: '2025-Q1' } as const
  expect(given(...review).ratio(followThroughOnTime, asked)).toEqual({ num: 1n, den: 2n })
  expect(given(...review).ratio(followThroughOnTime, { ...asked, asOf: '2025-01-05' })).toBeNull()
  expect(followThroughOnTime.reason).toBe('no-commitments')
})

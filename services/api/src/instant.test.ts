import { expect, test } from 'vitest'
import { readInstant } from './instant.ts'

test.each([
  '2025-03-01T00:00:00Z',
  '2025-03-01T01:00:00+01:00',
  '2025-03-01T01:00:00 01:00',
  '2025-02-28T19:00-05:00',
  '2025-03-01t00:00:00.000z',
])('%s is the beginning of March', (text) => {
  expect(readInstant(text)).toBe(Date.UTC(2025, 2, 1))
})

test.each(['2025-03-01', '2025-03-01T00:00:00', '2025-02-30T25:00:00Z', '1740787200000', 'now', ''])(
  '%j is no instant',
  (text) => {
    expect(readInstant(text)).toBeNull()
  },
)

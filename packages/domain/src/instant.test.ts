import { expect, test } from 'vitest'
import { instantText } from './instant.ts'

test('milliseconds are written only when there are some', () => {
  expect(instantText(Date.UTC(2025, 2, 1))).toBe('2025-03-01T00:00:00Z')
  expect(instantText(Date.UTC(2025, 2, 1) + 7)).toBe('2025-03-01T00:00:00.007Z')
})

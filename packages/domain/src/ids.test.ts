import { expect, test } from 'vitest'
import { AccountId, PeriodId, Source } from './ids.ts'

test('ids are kept as they come', () => {
  for (const text of ['17850.0', 'AW-0001', 'Müller & Co', '日本', 'a b', 'x'.repeat(128)])
    expect(AccountId.parse(text)).toBe(text)
  expect(Source.parse('x'.repeat(256))).toHaveLength(256)
})

test('ids that could be taken for another are refused, not trimmed', () => {
  const refused = [
    '',
    ' A1',
    'A1 ',
    'A\u200b1',
    'A\u202e1',
    'A\u00001',
    'A\u00851',
    'A\ufeff1',
    'A\ud8001',
    'u\u0308',
    'x'.repeat(129),
  ]
  for (const text of refused) expect(AccountId.safeParse(text).success).toBe(false)
})

test('a period id leaves the colon to suffixes', () => {
  expect(PeriodId.safeParse('2025-03').success).toBe(true)
  expect(PeriodId.safeParse('2025-03:ytd').success).toBe(false)
})

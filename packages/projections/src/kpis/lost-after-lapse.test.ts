import { expect, test } from 'vitest'
import { given, lost, ordered, registered } from '../example-book.ts'

const a4 = [registered('A4'), ordered('O06', 'A4', { on: '2024-01-10', net: '2000.0000' }), lost('A4', '2025-02-28')]

test('a loss of an account that had lapsed counts', () => {
  expect(given(...a4).value('lost-after-lapse', { period: '2025-02' })).toBe(1n)
})

test('not where a late order shows that it was active still, nor where it had never bought', () => {
  const late = ordered('O07', 'A4', { on: '2024-11-10', net: '10.0000' })
  expect(given(...a4, late).value('lost-after-lapse', { period: '2025-02' })).toBe(0n)
  expect(given(registered('A5'), lost('A5', '2025-02-28')).value('lost-after-lapse', { period: '2025-02' })).toBe(0n)
})

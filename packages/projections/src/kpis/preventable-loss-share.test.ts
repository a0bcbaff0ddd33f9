import { expect, test } from 'vitest'
import { given, lost, registered } from '../example-book.ts'

test('one of two losses is a half; without losses there is no share', () => {
  const { outcome } = given(
    registered('A1'),
    registered('A2'),
    lost('A1', '2025-01-28'),
    lost('A2', '2025-02-28', { reasonCode: 'regulatory', reasonClass: 'inevitable' }),
  )
  const share = (period: string) => outcome('preventable-loss-share', { period })
  expect([share('2025-Q1'), share('2025-02:r12'), share('2025-03')]).toEqual([
    { kind: 'quotient', num: 1n, den: 2n },
    { kind: 'quotient', num: 1n, den: 2n },
    { kind: 'none', reason: 'no-losses' },
  ])
})

import { expect, test } from 'vitest'
import { given, lost, ordered, registered, wonBack } from '../example-book.ts'

test('new and won back count up, each declared loss down', () => {
  const { outcome } = given(
    registered('A4'),
    registered('A5'),
    registered('A6'),
    ordered('O4', 'A4', { on: '2024-12-05', net: '1.0000' }),
    ordered('O5', 'A5', { on: '2025-02-14', net: '1.0000' }),
    ordered('O6', 'A6', { on: '2025-02-15', net: '1.0000' }),
    lost('A4', '2025-02-28'),
    wonBack('A4', '2025-03-20'),
  )
  const net = (period: string) => outcome('net-new-accounts', { period })
  expect([net('2025-02'), net('2025-03'), net('2025-Q1'), net('2025-03:r12')]).toEqual([
    { kind: 'amount', amount: 1n },
    { kind: 'amount', amount: 1n },
    { kind: 'amount', amount: 2n },
    { kind: 'amount', amount: 3n },
  ])
})

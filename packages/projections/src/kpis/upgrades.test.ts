import { expect, test } from 'vitest'
import { assigned, given, registered } from '../example-book.ts'
import { boughtLines, correctedLines } from '../example-relations.ts'

const order = boughtLines(
  'O1',
  '2025-02-01',
  { net: '10.0000', upgradeOf: 'X1', family: 'P' },
  { net: '20.0000', upgradeOf: 'X2' },
  { net: '5.0000' },
)

test('each line that takes the place of another product counts', () => {
  const { value } = given(registered('A1'), assigned('A1', '2024-01-01', ['R1', 10_000]), order)
  expect([
    value('upgrades', { period: '2025-02' }),
    value('upgrades', { scope: 'rep', entity: 'R1', period: '2025-02' }),
    value('upgrades', { scope: 'account', entity: 'A1', period: '2025-02' }),
    value('upgrades', { scope: 'family', entity: 'P', period: '2025-02' }),
  ]).toEqual([2n, 2n, 2n, 1n])
})

test('a correction says anew what is an upgrade', () => {
  const { value } = given(
    registered('A1'),
    order,
    correctedLines('O1', '2025-02-01', { net: '10.0000', upgradeOf: 'X1' }, { net: '20.0000' }),
  )
  expect(value('upgrades', { period: '2025-02' })).toBe(1n)
})

import { expect, test } from 'vitest'
import { given, registered, sold } from '../example-book.ts'
import { estimated } from '../example-relations.ts'

const year = { from: '2025-01-01', until: '2026-01-01' }
const told = [
  registered('A1'),
  sold('2024-12-31', '5000.0000', 'P'),
  sold('2025-02-01', '30000.0000', 'P'),
  sold('2025-06-01', '10000.0000', 'P'),
  sold('2025-06-02', '7000.0000', 'Q'),
  estimated('P', { ...year, amount: '160000.0000' }),
]
const ofA1 = { scope: 'account', entity: 'A1', period: 'FY2025' } as const

test('each category in which an estimate holds counts once', () => {
  const again = estimated('P', { from: '2025-03-01', until: '2026-01-01', amount: '1.0000' })
  expect(given(...told, again, estimated('Q', { ...year, amount: '1.0000' })).value('wallet-estimates', ofA1)).toBe(2n)
})

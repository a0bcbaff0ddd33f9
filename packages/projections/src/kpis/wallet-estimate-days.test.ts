import { Day, dayNumber } from '@daybook/domain'
import { expect, test } from 'vitest'
import { given, registered, sold } from '../example-book.ts'
import { estimated } from '../example-relations.ts'
import { asAmount } from '../tenure.ts'

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

test('the day from which the estimate holds is counted from the beginning of time', () => {
  expect(given(...told).value('wallet-estimate-days', ofA1)).toBe(asAmount(dayNumber(Day.parse('2025-01-01'))))
})

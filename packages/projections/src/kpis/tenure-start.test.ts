import { dayNumber } from '@daybook/domain'
import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'
import { asAmount } from '../tenure.ts'

test('is the first day bought on, from that day', () => {
  const { value } = given(registered('A4'), ordered('O6', 'A4', { on: '2024-12-05', net: '1.0000' }))
  const start = (asOf: string) => value('tenure-start', { scope: 'account', entity: 'A4', period: 'FY2025', asOf })
  expect([start('2024-12-04'), start('2024-12-05')]).toEqual([0n, asAmount(dayNumber('2024-12-05' as never))])
})

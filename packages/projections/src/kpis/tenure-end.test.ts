import { dayNumber } from '@daybook/domain'
import { expect, test } from 'vitest'
import { given, lost, ordered, registered, wonBack } from '../example-book.ts'
import { asAmount } from '../tenure.ts'

test('is the day of the loss, until the account is won back', () => {
  const { value } = given(
    registered('A4'),
    ordered('O6', 'A4', { on: '2024-12-05', net: '1.0000' }),
    lost('A4', '2025-02-28'),
    wonBack('A4', '2025-04-01'),
  )
  const end = (asOf: string) => value('tenure-end', { scope: 'account', entity: 'A4', period: 'FY2025', asOf })
  const day = asAmount(dayNumber('2025-02-28' as never))
  expect([end('2025-02-27'), end('2025-02-28'), end('2025-03-31'), end('2025-04-01')]).toEqual([0n, day, day, 0n])
})

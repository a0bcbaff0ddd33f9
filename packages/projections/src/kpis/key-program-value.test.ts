import { expect, test } from 'vitest'
import { given, rate } from '../example-book.ts'
import { program } from '../example-relations.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const told = [
  program('K1', 'KeyProgramOpened', ['2025-01-10', usd('1000')]),
  program('K1', 'KeyProgramUpdated', ['2025-02-01', { stage: 'pilot' }]),
  program('K1', 'KeyProgramUpdated', ['2025-02-10', usd('1500.5')]),
  program('K1', 'KeyProgramClosed', ['2025-03-01']),
]
const valuesOf = (days: readonly string[], ...more: typeof told) =>
  days.map((asOf) => given(...told, ...more).value('key-program-value', { period: 'FY2025', asOf }))

test('a key program is worth what was told last, while it is open', () => {
  expect(valuesOf(['2025-01-09', '2025-01-10', '2025-02-09', '2025-02-10', '2025-02-28', '2025-03-01'])).toEqual([
    0n,
    10_000_000n,
    10_000_000n,
    15_005_000n,
    15_005_000n,
    0n,
  ])
})

test('what is told late of an earlier day holds until what was told of a later one', () => {
  const late = program('K1', 'KeyProgramUpdated', ['2025-02-05', usd('700')])
  expect(valuesOf(['2025-02-04', '2025-02-05', '2025-02-10'], late)).toEqual([10_000_000n, 7_000_000n, 15_005_000n])
})

test('an amount in another currency is converted at the rate of the day it was told, and counts nothing without one', () => {
  const euros = program('K2', 'KeyProgramOpened', ['2025-01-20', { amount: '100', currency: 'EUR' }])
  const asked = { scope: 'account', entity: 'A1', period: 'FY2025', asOf: '2025-01-31' } as const
  expect(given(euros).value('key-program-value', asked)).toBe(0n)
  expect(given(euros, rate('2025-01-20', { base: 'EUR', rate: '1.05' })).value('key-program-value', asked)).toBe(1_050_000n)
})

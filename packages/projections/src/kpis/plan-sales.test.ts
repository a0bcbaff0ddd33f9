import { expect, test } from 'vitest'
import { given, ordered, registered, sold } from '../example-book.ts'
import { planned } from '../example-plans.ts'

const book = given(
  registered('A1'),
  registered('A2'),
  sold('2025-01-31', '10'),
  sold('2025-02-01', '200'),
  sold('2025-07-31', '3000'),
  sold('2025-08-01', '40000'),
  ordered('O2', 'A2', { on: '2025-03-01', net: '5' }),
  ordered('O3', 'A3', { on: '2025-03-01', net: '7' }),
  planned('PL1', { effectiveOn: '2025-02-01', effectiveUntil: '2025-08-01' }),
  planned('PL2', { accountId: 'A2' }),
)
const of = (entity: string, asOf: string, period = 'FY2025') =>
  book.outcome('plan-sales', { scope: 'account', entity, period, asOf })
const amount = (units: bigint) => ({ kind: 'amount', amount: units * 10_000n })

test('what is sold on the days of the plan counts, up to the day asked for', () => {
  expect(of('A1', '2025-12-31')).toEqual(amount(3_200n))
  expect(of('A1', '2025-07-30')).toEqual(amount(200n))
  expect(of('A1', '2025-01-31')).toEqual(amount(0n))
})

test('the organisation has the sales of accounts with a plan alone', () => {
  expect(book.outcome('plan-sales', { period: 'FY2025' })).toEqual(amount(3_205n))
  expect(of('A3', '2025-12-31')).toEqual({ kind: 'none', reason: 'no-plan' })
})

test('in the middle of a plan its sales so far count, from its first day on', () => {
  expect(of('A1', '2025-12-31', '2025-05')).toEqual(amount(3_200n))
  expect(of('A1', '2025-05-20', '2025-05')).toEqual(amount(200n))
})

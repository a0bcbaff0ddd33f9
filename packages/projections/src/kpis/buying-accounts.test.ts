import { expect, test } from 'vitest'
import { assigned, credited, given, type Happened, joined, ordered, policy, registered } from '../example-book.ts'

test('an account that bought under two reps of a team counts for each of them, and once for the team and the organisation', () => {
  const { value } = given(
    registered('A2', { territory: 'North' }),
    joined('R1', 'East'),
    joined('R2', 'East'),
    assigned('A2', '2024-01-01', ['R1', 10_000]),
    assigned('A2', '2025-03-15', ['R2', 10_000]),
    ordered('O14', 'A2', { on: '2025-03-10', net: '700.0000' }),
    ordered('O16', 'A2', { on: '2025-03-20', net: '900.0000' }),
    ordered('O17', 'A2', { on: '2025-03-21', net: '900.0000' }),
  )
  const of = (scope: 'rep' | 'team' | 'territory' | 'account', entity: string) =>
    value('buying-accounts', { scope, entity, period: '2025-03' })
  expect([of('rep', 'R1'), of('rep', 'R2'), of('team', 'East'), of('territory', 'North'), of('account', 'A2')]).toEqual([
    1n,
    1n,
    1n,
    1n,
    1n,
  ])
  expect(value('buying-accounts', { period: '2025-03' })).toBe(1n)
  expect(value('buying-accounts', { period: '2025-03', asOf: '2025-03-09' })).toBe(0n)
})

test('a quarter counts an account once, and a credit note un-counts nobody', () => {
  const { value } = given(
    registered('A1'),
    ordered('O1', 'A1', { on: '2025-01-10', net: '10.0000' }),
    ordered('O2', 'A1', { on: '2025-02-10', net: '10.0000' }),
    credited('C1', 'A1', { on: '2025-02-11', net: '10.0000', orderId: 'O2' }),
  )
  expect(value('buying-accounts', { period: '2025-02' })).toBe(1n)
  expect(value('buying-accounts', { period: '2025-Q1' })).toBe(1n)
  expect(value('buying-accounts', { period: '2025-02:ytd' })).toBe(1n)
})

const netPositiveOnly = policy('buying-basis', 'net-positive-only')
const january = ordered('O1', 'A1', { on: '2025-01-10', net: '10.0000' })
const returned = (net: string, on = '2025-02-11') => credited('C1', 'A1', { on, net, orderId: 'O1' })
const inJanuary = (...happened: readonly Happened[]) =>
  given(registered('A1'), ...happened).value('buying-accounts', { period: '2025-01' })

test('where only what is net positive counts, an order that was credited as a whole makes nobody a buyer, in its own period', () => {
  expect(inJanuary(january, returned('10.0000'))).toBe(1n)
  expect(inJanuary(netPositiveOnly, january, returned('10.0000'))).toBe(0n)
  const { value } = given(registered('A1'), netPositiveOnly, january, returned('10.0000'))
  expect(value('buying-accounts', { period: '2025-Q1' })).toBe(0n)
  expect(value('buying-accounts', { period: '2025-12:r12' })).toBe(0n)
  expect(value('orders', { period: '2025-01' })).toBe(1n)
})

test('an order of which something is left counts, and so does another of the same period', () => {
  expect(inJanuary(netPositiveOnly, january, returned('9.9999'))).toBe(1n)
  const other = ordered('O2', 'A1', { on: '2025-01-20', net: '5.0000' })
  const { value } = given(registered('A1'), netPositiveOnly, january, other, returned('10.0000'))
  expect(value('buying-accounts', { period: '2025-01', asOf: '2025-01-19' })).toBe(0n)
  expect(value('buying-accounts', { period: '2025-01', asOf: '2025-01-20' })).toBe(1n)
})

test('a credit note that names no order un-counts nobody', () => {
  expect(inJanuary(netPositiveOnly, january, credited('C1', 'A1', { on: '2025-01-11', net: '99.0000' }))).toBe(1n)
})

test('the rule is that of the day of the order', () => {
  const fromFebruary = policy('buying-basis', 'net-positive-only', '2025-02-01')
  const february = ordered('O2', 'A1', { on: '2025-02-10', net: '10.0000' })
  const credits = [returned('10.0000'), credited('C2', 'A1', { on: '2025-02-12', net: '10.0000', orderId: 'O2' })]
  const { value } = given(registered('A1'), fromFebruary, january, february, ...credits)
  expect([value('buying-accounts', { period: '2025-01' }), value('buying-accounts', { period: '2025-02' })]).toEqual([1n, 0n])
})

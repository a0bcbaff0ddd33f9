import { expect, test } from 'vitest'
import {
  assigned,
  credited,
  given,
  type Happened,
  lost,
  merged,
  ordered,
  policy,
  profiled,
  registered,
  unmerged,
} from './example-book.ts'

const fromDate = policy('merge-history', 'from-date')
const jan = { on: '2025-01-10', net: '100' }
const feb = { on: '2025-02-10', net: '50' }
const march = { period: '2025-03' }
const quarter = { period: '2025-Q1' }

/** A2 of R2 and A5 of R3, both buyers; A2 in February, A5 in January and February. */
const both: readonly Happened[] = [
  registered('A2', { industry: 'HLT' }),
  registered('A5', { industry: 'RTL' }),
  assigned('A2', '2024-01-01', ['R2', 10_000]),
  assigned('A5', '2024-01-01', ['R3', 10_000]),
  ordered('O1', 'A2', feb),
  ordered('O2', 'A5', jan),
  ordered('O3', 'A5', { on: '2025-02-12', net: '30' }),
]
const units = (amount: bigint) => Number(amount) / 10_000

test('two accounts that are merged are one buyer, in the past too', () => {
  const buyers = (...more: readonly Happened[]) => Number(given(...both, ...more).value('buying-accounts', quarter))
  expect([buyers(), buyers(merged('A2', 'A5')), buyers(merged('A2', 'A5'), unmerged('A2', 'A5'))]).toEqual([2, 1, 2])
})

test('sales are the survivor’s, and credit stays where it was', () => {
  const { value } = given(...both, merged('A2', 'A5'))
  const sales = (scope: 'account' | 'rep' | 'industry', entity: string) =>
    units(value('net-sales', { scope, entity, period: 'FY2025' }))
  expect([sales('account', 'A2'), sales('account', 'A5')]).toEqual([180, 0])
  expect([sales('rep', 'R2'), sales('rep', 'R3')]).toEqual([50, 130])
  expect([sales('industry', 'HLT'), sales('industry', 'RTL')]).toEqual([180, 0])
})

test('in the book the owner of the survivor holds', () => {
  const active = (entity: string, ...more: readonly Happened[]) =>
    Number(given(...both, ...more).value('active-accounts', { scope: 'rep', entity, ...march, asOf: '2025-03-31' }))
  expect([active('R2'), active('R3')]).toEqual([1, 1])
  expect([active('R2', merged('A2', 'A5')), active('R3', merged('A2', 'A5'))]).toEqual([1, 0])
})

test('what comes later for the absorbed account goes to the survivor, and back once they are parted', () => {
  const late = ordered('O4', 'A5', { on: '2025-03-03', net: '7' })
  const sales = (entity: string, ...more: readonly Happened[]) =>
    units(given(...both, merged('A2', 'A5'), late, ...more).value('net-sales', { scope: 'account', entity, ...march }))
  expect([sales('A2'), sales('A5')]).toEqual([7, 0])
  expect([sales('A2', unmerged('A2', 'A5')), sales('A5', unmerged('A2', 'A5'))]).toEqual([0, 7])
})

test('chains resolve to the last survivor', () => {
  const { value } = given(...both, registered('A1'), merged('A2', 'A5'), merged('A1', 'A2'))
  const sales = (entity: string) => units(value('net-sales', { scope: 'account', entity, period: 'FY2025' }))
  expect([sales('A1'), sales('A2'), sales('A5')]).toEqual([180, 0, 0])
})

test('the loss of one is the loss of the customer, and losses of both at a time are one', () => {
  const losses = (...more: readonly Happened[]) =>
    Number(given(...both, lost('A2', '2025-03-01'), lost('A5', '2025-03-05'), ...more).value('lost-accounts', quarter))
  expect([losses(), losses(merged('A2', 'A5'))]).toEqual([2, 1])
})

test.each([
  ['active', 0, 1],
  ['lost', 1, 0],
])('of a lost account and one that is not the choice for %s holds', (keepStatus, losses, active) => {
  const { value } = given(...both, lost('A5', '2025-03-01'), merged('A2', 'A5', { keepStatus }))
  expect(Number(value('lost-accounts', quarter))).toBe(losses)
  expect(Number(value('active-accounts', { ...march, asOf: '2025-03-31' }))).toBe(active)
})

test('from its date on, a merge leaves what was before with the account it was booked on', () => {
  const { value } = given(
    fromDate,
    ...both,
    merged('A2', 'A5', { on: '2025-02-11' }),
    credited('C1', 'A5', { on: '2025-03-02', net: '40', orderId: 'O2' }),
  )
  const sales = (entity: string, period: string) => units(value('net-sales', { scope: 'account', entity, period }))
  expect([sales('A5', '2025-01'), sales('A5', '2025-02'), sales('A2', '2025-02')]).toEqual([100, 0, 80])
  expect([sales('A2', '2025-03'), units(value('net-sales', { scope: 'rep', entity: 'R3', ...march }))]).toEqual([-40, -40])
  const active = (asOf: string) => Number(value('active-accounts', { period: '2025-02', asOf }))
  expect([active('2025-02-10'), active('2025-02-11')]).toEqual([2, 1])
})

test('an account that is merged away leaves the cohort: it is neither kept nor lost', () => {
  const happened = [fromDate, ...both, merged('A2', 'A5', { on: '2025-04-10' })]
  const retention = { numerator: 'retention-kept', denominator: 'retention-opening' }
  const { ratio } = given(...happened)
  expect(ratio(retention, { period: '2025-Q2', asOf: '2025-04-09' })).toEqual({ num: 1n, den: 1n })
  expect(Number(given(...happened).value('retention-opening', { period: '2025-Q2', asOf: '2025-04-09' }))).toBe(2)
  expect(Number(given(...happened).value('retention-opening', { period: '2025-Q2', asOf: '2025-04-10' }))).toBe(1)
})

test('industry is that of the day of the order, for a credit note too', () => {
  const { value } = given(
    ...both,
    profiled('A2', '2025-03-01', { industry: 'MFG' }),
    ordered('O5', 'A2', { on: '2025-03-03', net: '9' }),
    credited('C1', 'A2', { on: '2025-03-04', net: '20', orderId: 'O1' }),
  )
  const sales = (entity: string) => units(value('net-sales', { scope: 'industry', entity, period: 'FY2025' }))
  expect([sales('HLT'), sales('MFG')]).toEqual([30, 9])
  expect(Number(value('buying-accounts', { scope: 'industry', entity: 'MFG', ...quarter }))).toBe(1)
})

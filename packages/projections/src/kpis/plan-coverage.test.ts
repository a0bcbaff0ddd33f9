import { expect, test } from 'vitest'
import { assigned, given, joined, merged, registered } from '../example-book.ts'
import { keyReviewed } from '../example-lists.ts'
import { planned, toldOf } from '../example-plans.ts'

const reviewed = [
  joined('R1', 'T-East'),
  joined('R2', 'T-West'),
  registered('A1', { industry: 'MFG' }),
  registered('A2', { industry: 'MFG' }),
  registered('A3'),
  registered('A4'),
  assigned('A1', '2024-01-01', ['R1', 10_000]),
  assigned('A2', '2024-01-01', ['R1', 10_000]),
  assigned('A3', '2024-01-01', ['R2', 10_000]),
  assigned('A4', '2024-01-01', ['R2', 10_000]),
  ...keyReviewed('V1', '2025-01-10', { A1: 'KEY', A2: 'KEY', A3: 'KEY', A4: 'SECONDARY' }),
]
const planOf = (planId: string, accountId: string) => planned(planId, { accountId, ownerId: 'R1', effectiveOn: '2025-02-01' })

const covered = (num: bigint, den: bigint) => ({ kind: 'quotient', num, den })
const noBase = { kind: 'none', reason: 'no-base' }

test('of the key accounts of a book, those with a plan in force count, whoever owns the plan', () => {
  const { outcome } = given(...reviewed, planOf('PL1', 'A1'), planOf('PL3', 'A3'), planOf('PL4', 'A4'))
  const of = (scope: 'rep' | 'team' | 'industry' | 'account', entity: string) =>
    outcome('plan-coverage', { scope, entity, period: '2025-03' })
  expect(outcome('plan-coverage', { period: '2025-03' })).toMatchObject(covered(2n, 3n))
  expect([of('rep', 'R1'), of('rep', 'R2')]).toMatchObject([covered(1n, 2n), covered(1n, 1n)])
  expect([of('team', 'T-East'), of('industry', 'MFG')]).toMatchObject([covered(1n, 2n), covered(1n, 2n)])
  expect([of('account', 'A1'), of('account', 'A2')]).toMatchObject([covered(1n, 1n), covered(0n, 1n)])
  expect(of('account', 'A4')).toMatchObject(noBase)
})

test('a plan covers from its first day until it ends or is closed, and nothing is covered before there are key accounts', () => {
  const closed = toldOf('PL1', 'PlanClosed', ['2025-06-15', { outcome: 'achieved' }])
  const { outcome } = given(...reviewed, planOf('PL1', 'A1'), closed)
  const of = (asOf: string) => outcome('plan-coverage', { period: 'FY2025', asOf })
  expect(of('2025-01-09')).toMatchObject(noBase)
  expect(['2025-01-31', '2025-02-01', '2025-06-14', '2025-06-15'].map(of)).toMatchObject([
    covered(0n, 3n),
    covered(1n, 3n),
    covered(1n, 3n),
    covered(0n, 3n),
  ])
})

test('two plans of an account cover it once', () => {
  const { outcome } = given(...reviewed, planOf('PL1', 'A1'), planned('PL2', { periodType: 'quarter' }))
  expect(outcome('plan-coverage', { period: '2025-03' })).toMatchObject(covered(1n, 3n))
})

test('the plan of an account that was merged away covers the one that stands for it, until the merge closes it', () => {
  const { outcome } = given(...reviewed, planOf('PL4', 'A4'), merged('A1', 'A4', { on: '2025-03-10' }))
  const ofA1 = (asOf: string) => outcome('plan-coverage', { scope: 'account', entity: 'A1', period: '2025-03', asOf })
  const ofAll = (asOf: string) => outcome('plan-coverage', { period: '2025-03', asOf })
  expect([ofA1('2025-03-09'), ofAll('2025-03-09')]).toMatchObject([covered(1n, 1n), covered(1n, 3n)])
  expect([ofA1('2025-03-10'), ofAll('2025-03-10')]).toMatchObject([covered(0n, 1n), covered(0n, 3n)])
})

test('an explanation names the key accounts that nobody has planned for', () => {
  const { outcome } = given(...reviewed, planOf('PL1', 'A1'))
  expect(outcome('plan-coverage', { period: '2025-03' })).toMatchObject({
    notes: { withPlan: '1', keyAccounts: '3', withoutPlan: 'A2, A3' },
  })
})

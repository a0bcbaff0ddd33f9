import { expect, test } from 'vitest'
import { given, joined, merged } from '../example-book.ts'
import { grown, planned, toldOf } from '../example-plans.ts'

const { value } = given(
  joined('R1', 'T1'),
  planned('PL1', { ownerId: 'R1' }),
  planned('PL2', { accountId: 'A2' }),
  ...grown('PL1', '2024-12-20', ['g1'], ['g2']),
  ...grown('PL1', '2025-02-01', ['g3']),
  ...grown('PL2', '2025-01-01', ['g1']),
  toldOf('PL1', 'PlanClosed', ['2025-06-01', { outcome: 'achieved' }]),
)
const on = (asOf: string, scope: 'org' | 'team' | 'rep' | 'account' = 'org', entity = '') =>
  value('gsit-goals', { scope, period: 'FY2025', asOf, ...(scope === 'org' ? {} : { entity }) })

test('goals count from the day they are set up, which may lie before the plan begins', () => {
  expect(['2024-12-19', '2024-12-20', '2025-01-01', '2025-02-01'].map((day) => on(day))).toEqual([0n, 2n, 3n, 4n])
})

test('they count for the account, the owner of the plan, and his team', () => {
  expect([on('2025-02-01', 'account', 'A1'), on('2025-02-01', 'rep', 'R1'), on('2025-02-01', 'team', 'T1')]).toEqual([3n, 3n, 3n])
})

test('they count until the plan is closed or over', () => {
  expect(['2025-05-31', '2025-06-01', '2025-12-31'].map((day) => on(day))).toEqual([4n, 1n, 1n])
  expect(value('gsit-goals', { period: '2026-01', asOf: '2026-01-01' })).toBe(0n)
})

test('a merge that puts another account in the place of theirs ends them', () => {
  const book = given(planned('PL1'), ...grown('PL1', '2025-01-01', ['g1']), merged('A2', 'A1', { on: '2025-04-12' }))
  const of = (asOf: string) => book.value('gsit-goals', { scope: 'account', entity: 'A2', period: 'FY2025', asOf })
  expect(['2025-04-11', '2025-04-12'].map(of)).toEqual([1n, 0n])
})

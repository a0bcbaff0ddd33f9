import { describe, expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { classified, keyReview } from '../../../../tests/books/lists.ts'
import { plansOfExample } from '../../../../tests/books/planned.ts'

const keys = [keyReview('V1', '2025-01-10'), ...classified('V1', '2025-01-10', { A1: 'KEY', A3: 'KEY' })]
const { answers, at } = await openExample([...plansOfExample, ...keys])
const value = <Value>(result: { ok: true; value: Value } | { ok: false; refusal: unknown }): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}

const ofA1 = { scope: 'account' as const, entity: 'A1', period: '2025-Q1' }
const achievement = { kpi: 'plan-achievement', ...ofA1 }
const coverage = { kpi: 'plan-coverage', scope: 'org' as const, entity: null, period: '2025-03' }
const age = { kpi: 'plan-age-days', ...ofA1 }
const head = at('2025-04-01')

describe('what is asked of plans', () => {
  test('is answered for every account with a plan', async () => {
    const asked = { kpi: 'plan-achievement', scope: 'account' as const, periods: ['2025-Q1'] }
    expect(value(await answers.values(asked, head)).rows).toEqual([
      { entity: 'A1', period: '2025-Q1', value: '0.950000', exact: { num: '19', den: '20' } },
      { entity: 'A2', period: '2025-Q1', value: '2.200000', exact: { num: '11', den: '5' } },
    ])
  })

  test('is explained by each plan: its target, and what was sold on its days', async () => {
    const explained = value(await answers.explain(achievement, head))
    expect(explained.formula).toMatchObject({
      operands: [
        { name: 'achieved', kpi: 'plan-sales', entity: 'A1', value: '3800.0000' },
        { name: 'target', kpi: 'plan-target', entity: 'A1', value: '4000.0000' },
      ],
    })
    const target = value(await answers.explain({ kpi: 'plan-target', ...ofA1 }, head))
    expect(target.formula).toMatchObject({ operands: [{ name: 'plans' }, { name: 'target of PL1', value: '4000.0000' }] })
    expect(target.policies.map(({ policyId }) => policyId)).toContain('fx-rule')
  })

  test('says how old a plan is, and whether it is stale', async () => {
    const explained = value(await answers.explain(age, at('2025-03-31')))
    expect(explained.value).toBe(44)
    expect(explained.formula).toMatchObject({ notes: { planId: 'PL1', nextReviewOn: '2025-05-15', stale: 'false' } })
  })

  test('tells which key accounts are planned for, by the events of their plans', async () => {
    const explained = value(await answers.explain(coverage, head))
    expect(explained).toMatchObject({ value: '0.500000', exact: { num: '1', den: '2' } })
    expect(explained.formula).toMatchObject({ notes: { withPlan: '1', keyAccounts: '2', withoutPlan: 'A3' } })
    const ofAccount = value(await answers.explain({ ...coverage, ...ofA1 }, at('2025-03-31')))
    expect(ofAccount.formula).toMatchObject({ operands: [{ name: 'key accounts' }, { name: 'plan PL1' }] })
    const asked = { kpi: 'plan-coverage', scope: 'account' as const, periods: ['2025-03'] }
    expect(value(await answers.values(asked, at('2025-03-31'))).rows).toMatchObject([
      { entity: 'A1', value: '1.000000' },
      { entity: 'A3', value: '0.000000' },
    ])
  })

  test.each([
    achievement,
    age,
    { ...achievement, kpi: 'plan-target', scope: 'org' as const, entity: null },
    coverage,
    { ...coverage, ...ofA1 },
    { ...coverage, scope: 'rep' as const, entity: 'R1' },
  ])('is replayed step by step to its value, and verified: $kpi', async (cell) => {
    const asked = at('2025-03-31')
    const explained = value(await answers.explain(cell, asked))
    const replayed = value(await answers.replay(cell, asked))
    expect(replayed.value).toBe(explained.value)
    expect(replayed.steps.length).toBeGreaterThan(0)
    expect(value(await answers.verify(cell, asked))).toMatchObject({
      equal: true,
      served: explained.value,
      arithmetic: { ok: true },
    })
  })

  test('differs by the revised target', async () => {
    const times = { from: at('2025-04-01', '2025-03-01T11:00:00Z'), to: at('2025-04-01', '2025-03-01T13:00:00Z') }
    const difference = value(await answers.diff({ kpi: 'plan-target', ...ofA1 }, times))
    expect(difference).toMatchObject({ from: { value: '5000.0000' }, to: { value: '4000.0000' }, difference: '-1000.0000' })
    expect(difference.entries.map(({ reason }) => reason)).toContain('target-revised')
  })
})

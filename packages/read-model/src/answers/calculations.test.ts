import type { Day, Result } from '@daybook/domain'
import { describe, expect, test } from 'vitest'
import { openBook, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'

const at = (position: bigint | null, asOf = '2025-04-01') => ({ asOf: asOf as Day, position })
const value = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}

const answers = openAnswers(await openBook(workedExample))
const linearity = { kpi: 'linearity', scope: 'rep' as const, entity: 'R1', period: '2025-Q1' }
const weekly = { ...linearity, kpi: 'weekly-linearity' }
const score = { kpi: 'overdue-score', scope: 'account' as const, entity: 'A1', period: '2025-04' }
const growth = { kpi: 'sales-growth', scope: 'rep' as const, entity: 'R1', period: '2025-02' }

describe('what is computed when it is read', () => {
  test('has the value of its operands', async () => {
    const rows = value(await answers.values({ ...linearity, entities: ['R1'], periods: ['2025-Q1'] }, at(25n))).rows
    expect(rows).toEqual([{ entity: 'R1', period: '2025-Q1', value: '0.267415' }])
  })

  test('answers for all who have a cell of one of its operands, each at its own value', async () => {
    const { rows } = value(await answers.values({ kpi: 'run-rate', scope: 'rep', periods: ['2025-03'] }, at(25n)))
    expect(rows).toMatchObject([
      { entity: 'R1', value: '20400.0000' },
      { entity: 'R2', value: '5200.0000' },
      { entity: 'R3', value: '2200.0000' },
    ])
  })

  test('is explained by its formula and each operand, with where that is explained', async () => {
    const explained = value(await answers.explain(linearity, at(25n)))
    expect(explained.formula).toMatchObject({
      op: 'calculate',
      operands: [
        { name: '2025-01', kpi: 'net-sales', entity: 'R1', period: '2025-01', value: '1800.0000' },
        { name: '2025-02', value: '1100.0000' },
        { name: '2025-03', value: '2200.0000' },
      ],
      result: '0.267415',
    })
    expect(explained.policies.map(({ policyId }) => policyId)).toContain('credit-rule')
  })

  test.each([linearity, weekly, growth, score])('is replayed step by step to its value, and verified: $kpi', async (cell) => {
    const explained = value(await answers.explain(cell, at(25n)))
    const replayed = value(await answers.replay(cell, at(25n)))
    expect(replayed.value).toBe(explained.value)
    expect(replayed.steps.length).toBeGreaterThan(2)
    const verified = value(await answers.verify(cell, at(25n)))
    expect(verified).toMatchObject({ equal: true, served: explained.value, arithmetic: { ok: true }, completeness: { ok: true } })
  })

  test('says for a model of all accounts what it was asked of everyone, once for all who ask', async () => {
    const rows = value(await answers.values({ kpi: 'p-alive', scope: 'account', periods: ['2025-04'] }, at(25n))).rows
    expect(rows.map(({ entity }) => entity)).toEqual(['A1', 'A2', 'A3', 'A4', 'A5'])
    expect(rows).toContainEqual({ entity: 'A1', period: '2025-04', value: null, reason: 'insufficient-history' })
    const verified = value(await answers.verify({ kpi: 'p-alive', scope: 'account', entity: 'A1', period: '2025-04' }, at(25n)))
    expect(verified).toMatchObject({ equal: true })
  })

  test('differs between two times by the entries of its operands', async () => {
    const difference = value(await answers.diff(linearity, { from: at(19n), to: at(25n) }))
    expect(difference.entries.map(({ input }) => input.period)).toContain('2025-02')
    expect(Number(difference.difference)).toBeCloseTo(Number(difference.to.value) - Number(difference.from.value), 6)
  })

  test('refuses a period that it has no value for', async () => {
    const refused = await answers.values({ kpi: 'linearity', scope: 'org', periods: ['2025-02'] }, at(25n))
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'unsupported-period' } })
  })
})

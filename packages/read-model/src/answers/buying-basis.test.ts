import { describe, expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

const netPositiveOnly = {
  id: 'policy-buying',
  type: 'PolicySet',
  effectiveOn: '2024-02-01',
  recordedAt: '2024-02-01T08:00:00Z',
  stream: 'policy-org',
  data: { policyId: 'buying-basis', value: 'net-positive-only' },
} as const
const { answers, at } = await openExample([netPositiveOnly])
const january = { kpi: 'buying-accounts', scope: 'org' as const, entity: null, period: '2025-01' }
const value = <Value>(result: { ok: true; value: Value } | { ok: false; refusal: unknown }): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}

describe('where only what is net positive makes a buyer', () => {
  test('an account counts until the note that takes its order back is known', async () => {
    const counted = async (knownAt: string) => value(await answers.explain(january, at('2025-04-01', knownAt))).value
    expect([await counted('2025-02-11T17:59:59Z'), await counted('2025-02-11T18:00:00Z')]).toEqual([3, 2])
  })

  test('the explanation names the rule, and the note as the reason', async () => {
    const explained = value(await answers.explain(january, at('2025-04-01')))
    expect(explained.policies).toContainEqual(expect.objectContaining({ policyId: 'buying-basis', value: 'net-positive-only' }))
    expect(value(await answers.replay(january, at('2025-04-01'))).steps.map(({ reason }) => reason)).toContain('credit-note')
  })

  test.each(['org', 'rep', 'account'] as const)('what was posted is what the raw events come to: %s', async (scope) => {
    const entity = { org: null, rep: 'R3', account: 'A4' }[scope]
    for (const period of ['2025-01', '2025-Q1', '2025-03:r12']) {
      const verified = value(await answers.verify({ ...january, scope, entity, period }, at('2025-04-01')))
      expect(verified).toMatchObject({ equal: true, arithmetic: { ok: true } })
    }
  })
})

import { expect, test } from 'vitest'
import { exactly, given } from '../example-book.ts'
import { agreedOn, developed } from '../example-reviews.ts'

const { outcome } = given(
  ...developed(
    agreedOn('2025-01-06', { initiativeId: 'calls', committedBy: 'rep', due: '2025-02-28' }),
    agreedOn('2025-01-06', { initiativeId: 'visits', committedBy: 'rep', due: '2025-02-28' }),
    agreedOn('2025-01-06', { initiativeId: 'letters', committedBy: 'rep', due: '2025-02-28' }),
    ['PdpInitiativeCompleted', '2025-02-20', { initiativeId: 'calls', evidence: 'the call list' }],
    ['PdpInitiativeCompleted', '2025-03-03', { initiativeId: 'visits', evidence: 'the diary' }],
  ),
)

test('two of three initiatives were completed', () => {
  expect(exactly(outcome('initiative-follow-through', { scope: 'rep', entity: 'R1', period: '2025-Q1' }))).toEqual({
    num: 2n,
    den: 3n,
  })
})

test('without an initiative there is none', () => {
  const asked = { scope: 'rep', entity: 'M1', period: '2025-Q1' } as const
  expect(outcome('initiative-follow-through', asked)).toEqual({ kind: 'none', reason: 'no-commitments' })
})

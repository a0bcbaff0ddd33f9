import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { agreedOn, developed } from '../example-reviews.ts'

test('what is done counts from that day on, late too; what is missed does not', () => {
  const { value } = given(
    ...developed(
      agreedOn('2025-01-06', { initiativeId: 'calls', committedBy: 'rep', due: '2025-02-28' }),
      agreedOn('2025-01-06', { initiativeId: 'visits', committedBy: 'rep', due: '2025-02-28' }),
      ['PdpInitiativeCompleted', '2025-03-03', { initiativeId: 'calls', evidence: 'the call list' }],
      ['PdpInitiativeMissed', '2025-03-03', { initiativeId: 'visits', why: 'no time' }],
    ),
  )
  const on = (asOf: string) => value('initiatives-completed', { scope: 'rep', entity: 'R1', period: '2025-Q1', asOf })
  expect([on('2025-03-02'), on('2025-03-03')]).toEqual([0n, 1n])
})

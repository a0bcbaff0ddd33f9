import { expect, test } from 'vitest'
import { given } from '../example-book.ts'
import { agreedOn, developed } from '../example-reviews.ts'

const asked = { scope: 'rep', entity: 'R1', period: '2025-Q1' } as const
const agreed = agreedOn('2025-01-06', { initiativeId: 'calls', committedBy: 'rep', due: '2025-02-28' })
const completed = ['PdpInitiativeCompleted', '2025-03-03', { initiativeId: 'calls', evidence: 'the call list' }] as const

test('done after the day it was due is not on time', () => {
  expect(given(...developed(agreed, completed)).value('initiatives-completed-on-time', asked)).toBe(0n)
})

test('on time is measured by the day last agreed', () => {
  const moved = ['PdpInitiativeRescheduled', '2025-02-20', { initiativeId: 'calls', due: '2025-03-03', agreedBy: 'M1' }] as const
  expect(given(...developed(agreed, moved, completed)).value('initiatives-completed-on-time', asked)).toBe(1n)
})

import { expect, test } from 'vitest'
import { given, joined } from '../example-book.ts'
import { inReview, reviewOf } from '../example-reviews.ts'

const first = { quarter: '2025-Q1', first: '2025-01-06', last: '2025-03-28' }
const second = { quarter: '2025-Q2', first: '2025-04-04', last: '2025-06-27' }
const third = { quarter: '2025-Q3', first: '2025-07-04', last: '2025-09-26' }
const ofR1 = { scope: 'rep', entity: 'R1', period: '2025-Q1' } as const

test('a miss is carried over by what is committed next quarter in its lineage, from that day on', () => {
  const { value } = given(
    joined('R1', 'T1'),
    ...reviewOf(first, ['c1', 'missed', 'north'], ['c2', 'missed', 'south']),
    ...reviewOf(second, ['d1', null, 'north']),
  )
  const on = (asOf: string) => value('commitments-carried-over', { ...ofR1, asOf })
  expect([on('2025-04-03'), on('2025-04-04')]).toEqual([0n, 1n])
  expect(value('commitments-carried-over', { scope: 'team', entity: 'T1', period: 'FY2025' })).toBe(1n)
  expect(value('commitments-carried-over', { period: '2025-Q2' })).toBe(0n)
})

test('a lineage may be named by the id of its first commitment', () => {
  const { value } = given(
    ...reviewOf(first, ['c1', 'missed']),
    ...reviewOf(second, ['c1', 'missed', 'c1']),
    ...reviewOf(third, ['e', null, 'c1']),
  )
  expect(value('commitments-carried-over', ofR1)).toBe(1n)
  expect(value('commitments-carried-over', { ...ofR1, period: '2025-Q2' })).toBe(1n)
})

test('a lineage may be named by the event that proposed it', () => {
  const past = [...reviewOf(first, ['c1', 'missed'], ['c2', 'missed'])]
  const proposed = inReview('2025-Q1', ['NextCommitmentProposed', '2025-03-31', { fromCommitmentId: 'c2', text: 'again' }])
  const { events } = given(...past, proposed)
  const { value } = given(...past, proposed, ...reviewOf(second, ['d1', null, events.at(-1)?.eventId ?? '']))
  expect(value('commitments-carried-over', ofR1)).toBe(1n)
})

test('alike by id alone is another commitment, and so is one of a later quarter', () => {
  expect(
    given(...reviewOf(first, ['c1', 'missed']), ...reviewOf(second, ['c1', null])).value('commitments-carried-over', ofR1),
  ).toBe(0n)
  expect(
    given(...reviewOf(first, ['c1', 'missed', 'north']), ...reviewOf(third, ['c1', null, 'north'])).value(
      'commitments-carried-over',
      ofR1,
    ),
  ).toBe(0n)
})

test('what was kept is not carried over, and what is taken back no longer carries it', () => {
  const taken = { commitmentId: 'd1', approvedBy: 'M1', reason: 'another plan' }
  const { value } = given(
    ...reviewOf(first, ['c1', 'missed', 'north'], ['c2', 'kept', 'south']),
    ...reviewOf(second, ['d1', null, 'north'], ['d2', null, 'south']),
    inReview('2025-Q2', ['CommitmentWithdrawn', '2025-05-02', taken]),
  )
  expect(value('commitments-carried-over', { ...ofR1, asOf: '2025-05-01' })).toBe(1n)
  expect(value('commitments-carried-over', { ...ofR1, asOf: '2025-05-02' })).toBe(0n)
})

test('committed again twice counts once, and goes on with the second where the first is taken back', () => {
  const taken = { commitmentId: 'd1', approvedBy: 'M1', reason: 'another plan' }
  const added = { commitmentId: 'd2', text: 'again', due: '2025-06-27', lineageId: 'north' }
  const { value } = given(
    ...reviewOf(first, ['c1', 'missed', 'north']),
    ...reviewOf(second, ['d1', null, 'north']),
    inReview('2025-Q2', ['CommitmentAddedAfterLock', '2025-05-05', added]),
    inReview('2025-Q2', ['CommitmentWithdrawn', '2025-05-02', taken]),
  )
  const days = ['2025-04-04', '2025-05-02', '2025-05-05']
  expect(days.map((asOf) => value('commitments-carried-over', { ...ofR1, asOf }))).toEqual([1n, 0n, 1n])
})

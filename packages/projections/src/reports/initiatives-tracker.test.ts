import { expect, test } from 'vitest'
import { inPdp, openExample } from '../../../../tests/books/example.ts'

const book = await openExample([
  inPdp('PdpOpened', ['2025-01-02', { repId: 'R1', managerId: 'M1', period: '2025-Q1', sourceGaps: ['retention'] }]),
  inPdp('PdpInitiativeAgreed', [
    '2025-01-06',
    { initiativeId: 'calls', committedBy: 'rep', initiative: 'Call earlier', requirement: 'Ten calls a day', due: '2025-02-28' },
  ]),
  inPdp('PdpInitiativeAgreed', [
    '2025-01-06',
    { initiativeId: 'coaching', committedBy: 'manager', requirement: 'Two visits together', due: '2025-03-14' },
  ]),
  inPdp('FollowUpHeld', ['2025-02-03', { nextFollowUpOn: '2025-03-03' }]),
  inPdp('FollowUpHeld', ['2025-03-03', { initiativeId: 'calls', nextFollowUpOn: '2025-04-07' }]),
  inPdp('PdpInitiativeCompleted', ['2025-03-05', { initiativeId: 'calls', evidence: 'The call list' }]),
])

const rowsOn = (asOf: string, more: object = {}, knownAt?: string) =>
  book.report('initiatives-tracker', { entity: 'R1', ...more }, book.at(asOf, knownAt))

test('both have committed to something, each with what came of it and when they talked about it', async () => {
  expect(await rowsOn('2025-03-20')).toEqual([
    {
      ...{ pdpId: 'D1', repId: 'R1', managerId: 'M1', initiative: 'Call earlier', committedBy: 'rep' },
      ...{ requirement: 'Ten calls a day', committedOn: '2025-01-06', due: '2025-02-28' },
      ...{ status: 'completed-late', completedOn: '2025-03-05', daysLate: 5, evidence: 'The call list' },
      ...{ followUpCount: 2, lastFollowUpOn: '2025-03-03', nextFollowUpOn: '2025-04-07' },
    },
    {
      ...{ pdpId: 'D1', repId: 'R1', managerId: 'M1', initiative: 'coaching', committedBy: 'manager' },
      ...{ requirement: 'Two visits together', committedOn: '2025-01-06', due: '2025-03-14' },
      ...{ status: 'overdue', completedOn: null, daysLate: 6, evidence: null },
      ...{ followUpCount: 1, lastFollowUpOn: '2025-02-03', nextFollowUpOn: '2025-03-03' },
    },
  ])
})

test('what happens or is recorded later than asked has not happened', async () => {
  const statuses = async (asOf: string, knownAt?: string) => (await rowsOn(asOf, {}, knownAt)).map(({ status }) => status)
  expect(await statuses('2025-01-05')).toEqual([])
  expect(await statuses('2025-02-28')).toEqual(['open', 'open'])
  expect(await statuses('2025-03-01')).toEqual(['overdue', 'open'])
  expect(await statuses('2025-03-05', '2025-03-05T12:00:00Z')).toEqual(['overdue', 'open'])
})

test('one party, one plan, one status may be asked for', async () => {
  expect(await rowsOn('2025-03-20', { committedBy: 'manager' })).toHaveLength(1)
  expect(await rowsOn('2025-03-20', { status: 'overdue' })).toMatchObject([{ initiative: 'coaching' }])
  expect(await rowsOn('2025-03-20', { pdp: 'D2' })).toEqual([])
})

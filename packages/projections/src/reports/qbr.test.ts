import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import type { Line } from '../../../../tests/books/worked-example.ts'

const book = await openExample()

test('what was said, done and not done, and what was learned', async () => {
  const rows = await book.report('qbr', { owner: 'R1', quarter: '2025-Q1' }, book.at('2025-04-01'))
  expect(rows.map(({ commitmentId, outcome }) => `${commitmentId} ${outcome}`)).toEqual([
    'c1 kept',
    'c2 kept',
    'c3 kept-late',
    'c4 kept',
    'c5 missed',
  ])
  expect(rows.at(-1)).toMatchObject({
    recovery: 'Two referrals in April',
    learned: 'Referrals open doors',
  })
})

test('an outcome dated or recorded later than asked is open', async () => {
  const outcomes = async (asOf: string, knownAt: string) =>
    (await book.report('qbr', { owner: 'R1', quarter: '2025-Q1' }, book.at(asOf, knownAt))).map(({ outcome }) => outcome)
  expect(await outcomes('2025-03-02', '2025-04-02T12:00:00Z')).toEqual(['kept', 'kept', 'open', 'open', 'open'])
  expect(await outcomes('2025-04-01', '2025-03-02T00:00:00Z')).toEqual(['kept', 'kept', 'open', 'open', 'open'])
})

test('without a quarter it is that of the day, and a month is none', async () => {
  expect(await book.report('qbr', {}, book.at('2025-02-01'))).toHaveLength(5)
  expect(await book.report('qbr', { owner: 'R2' }, book.at('2025-02-01'))).toEqual([])
  const asked = { report: 'qbr', parameters: { quarter: '2025-02' } }
  expect(await book.answers.report(asked, book.at('2025-02-01'))).toMatchObject({ refusal: { code: 'unknown-period' } })
})

const again = (type: Line['type'], day: string, data: object): Line => ({
  id: `next-${type}-${JSON.stringify(data)}`,
  type,
  effectiveOn: day,
  recordedAt: `${day}T20:00:00Z`,
  stream: 'qbr-Q-R1-2025-Q2',
  data: { qbrId: 'Q-R1-2025-Q2', ...data },
})
const inFirst = (type: Line['type'], day: string, data: object): Line => ({
  ...again(type, day, { ...data, qbrId: 'Q-R1-2025-Q1' }),
  stream: 'qbr-Q-R1-2025-Q1',
})
const asked = { owner: 'R1', quarter: '2025-Q1' }

test('what comes next is what was proposed, and then what was committed again', async () => {
  const { report, at } = await openExample([
    inFirst('NextCommitmentProposed', '2025-04-01', { fromCommitmentId: 'c5', text: 'Open one by referral' }),
    again('QbrOpened', '2025-04-03', { ownerId: 'R1', quarter: '2025-Q2' }),
    again('CommitmentMade', '2025-04-04', {
      commitmentId: 'd1',
      text: 'Open one in plastics',
      due: '2025-06-27',
      lineageId: 'c5',
    }),
  ])
  const last = async (asOf: string) => (await report('qbr', asked, at(asOf))).find(({ commitmentId }) => commitmentId === 'c5')
  expect(await last('2025-03-31')).toMatchObject({ nextCommitmentId: null, next: null, carryOverRate: '0.000000' })
  expect(await last('2025-04-03')).toMatchObject({ next: 'Open one by referral', carryOverRate: '0.000000' })
  expect(await last('2025-04-04')).toMatchObject({
    nextCommitmentId: 'd1',
    next: 'Open one in plastics',
    carryOverRate: '1.000000',
  })
})

test('what was added after the lock is listed with its day, and what was taken back with the reason', async () => {
  const { report, at } = await openExample([
    inFirst('CommitmentAddedAfterLock', '2025-02-10', { commitmentId: 'c6', text: 'Visit the new plant', due: '2025-03-28' }),
    inFirst('CommitmentWithdrawn', '2025-03-03', { commitmentId: 'c6', approvedBy: 'M1', reason: 'The plant is closed' }),
  ])
  const row = async (asOf: string) => (await report('qbr', asked, at(asOf))).find(({ commitmentId }) => commitmentId === 'c6')
  expect(await row('2025-02-09')).toBeUndefined()
  expect(await row('2025-03-02')).toMatchObject({
    outcome: 'open',
    addedOn: '2025-02-10',
    commitmentsAdded: 1,
    commitmentsSaid: 5,
  })
  expect(await row('2025-03-03')).toMatchObject({ outcome: 'withdrawn', outcomeOn: '2025-03-03', why: 'The plant is closed' })
  expect(await row('2025-03-03')).toMatchObject({ commitmentsAdded: 0, commitmentsWithdrawn: 1 })
})

test('the figures of the owner stand beside: what was kept, and what the year still needs', async () => {
  const [row] = await book.report('qbr', asked, book.at('2025-04-01'))
  expect(row).toMatchObject({
    commitmentsSaid: 5,
    commitmentsKept: 4,
    followThrough: '0.800000',
    followThroughOnTime: '0.600000',
  })
  expect(row).toMatchObject({ quotaGap: '400.0000', requiredRunRate: '44.4444', carryOverRate: '0.000000', repeatMisses: 0 })
})

test('its chart counts how commitments came out, in each of the last eight quarters', async () => {
  const outcomes = await book.chart('qbr', 'outcomes', book.at('2025-04-30'))
  expect(outcomes.map(({ quarter }) => quarter)).toEqual(
    ['2023-Q3', '2023-Q4', '2024-Q1', '2024-Q2'].concat('2024-Q3', '2024-Q4', '2025-Q1', '2025-Q2'),
  )
  expect(outcomes[6]).toEqual({ quarter: '2025-Q1', kept: 3, keptLate: 1, partial: 0, missed: 1, open: 0, withdrawn: 0 })
})

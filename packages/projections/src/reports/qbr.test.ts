import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

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

test('its chart counts how commitments came out, in each of the last eight quarters', async () => {
  const outcomes = await book.chart('qbr', 'outcomes', book.at('2025-04-30'))
  expect(outcomes.map(({ quarter }) => quarter)).toEqual(
    ['2023-Q3', '2023-Q4', '2024-Q1', '2024-Q2'].concat('2024-Q3', '2024-Q4', '2025-Q1', '2025-Q2'),
  )
  expect(outcomes[6]).toEqual({ quarter: '2025-Q1', kept: 3, keptLate: 1, partial: 0, missed: 1, open: 0, withdrawn: 0 })
})

import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { classified, evaluated, keyReview, prospects, touchpoint } from '../../../../tests/books/lists.ts'

const april = '2025-04-01'

const placesOf = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows.map(({ repId, section, rank, accountId }) => [repId, section, rank, accountId])

test('without a review designations are those of the day', async () => {
  const book = await openExample()
  expect(placesOf(await book.report('account-list', {}, book.at(april)))).toEqual([
    ['R1', 'KEY', 1, 'A1'],
    ['R2', 'KEY', 1, 'A2'],
    ['R2', 'SECONDARY', 1, 'A3'],
    ['R3', 'SECONDARY', 1, 'A4'],
    ['R3', 'SECONDARY', 2, 'A5'],
  ])
})

test('a review holds until the next: who grows past its level would be KEY, and a new client is SECONDARY', async () => {
  const designations = { A1: 'KEY', A2: 'SECONDARY', A3: 'KEY' } as const
  const book = await openExample([
    keyReview('V1', '2025-02-01', { keyLevel: '800' }),
    ...classified('V1', '2025-02-01', designations),
  ])
  const rows = await book.report('account-list', {}, book.at(april))
  expect(rows.find(({ accountId }) => accountId === 'A2')).toMatchObject({
    section: 'SECONDARY',
    r12Sales: '2700.0000',
    wouldBe: 'would-be-key',
    since: '2025-02-01',
  })
  expect(rows.find(({ accountId }) => accountId === 'A3')).toMatchObject({ section: 'KEY', r12Sales: '400.0000', wouldBe: null })
  expect(rows.find(({ accountId }) => accountId === 'A5')).toMatchObject({ designation: 'SECONDARY', wouldBe: null, since: null })
})

test('a designation is told since the first review that made it so without a break', async () => {
  const book = await openExample([
    keyReview('V1', '2024-12-31'),
    ...classified('V1', '2024-12-31', { A1: 'KEY', A2: 'SECONDARY' }),
    keyReview('V2', '2025-02-01'),
    ...classified('V2', '2025-02-01', { A1: 'KEY', A2: 'KEY' }),
  ])
  const since = async (entity: string, day: string) =>
    (await book.report('account-list', { scope: 'account', entity }, book.at(day)))[0]?.since
  expect([await since('A1', april), await since('A2', april), await since('A2', '2025-01-31')]).toEqual([
    '2024-12-31',
    '2025-02-01',
    '2024-12-31',
  ])
})

test('targets and leads stand as the seller has put them, after his clients', async () => {
  const book = await openExample([
    prospects('TargetsSet', 'R1', ['2025-01-10', ['A4', 'A5']]),
    prospects('TargetsSet', 'R1', ['2025-02-10', ['A5', 'A4']]),
    prospects('LeadsSet', 'R1', ['2025-02-10', ['A3']]),
  ])
  const rows = await book.report('account-list', { entity: 'R1' }, book.at(april))
  expect(rows.map(({ section, rank, accountId, since }) => [section, rank, accountId, since])).toEqual([
    ['KEY', 1, 'A1', null],
    ['TARGET', 1, 'A5', '2025-01-10'],
    ['TARGET', 2, 'A4', '2025-01-10'],
    ['LEADS', 1, 'A3', '2025-02-10'],
  ])
  expect(await book.report('account-list', { entity: 'R1', section: 'LEADS' }, book.at('2025-02-09'))).toEqual([])
})

test('an account shows how promising it is and what comes next', async () => {
  const book = await openExample([evaluated('A1', '2025-02-01', [2, 5, 4]), touchpoint('A1', 'visit', '2025-04-10')])
  const [row] = await book.report('account-list', { scope: 'team', entity: 'T-East', section: 'KEY' }, book.at(april))
  expect(row).toMatchObject({
    accountId: 'A1',
    growth: true,
    atRisk: true,
    lastOrderOn: '2025-03-12',
    nextAction: 'visit 2025-04-10',
  })
})

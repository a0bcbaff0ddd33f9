import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { classified, custodian, keyReview, listReview, prospects } from '../../../../tests/books/lists.ts'

const april = '2025-04-01'

test('lists without a custodian, and reviews that are due, are told', async () => {
  const book = await openExample([
    keyReview('V1', '2025-01-01', { nextReviewOn: '2025-04-01' }),
    listReview('R1', '2025-02-03', 'anna'),
    custodian('anna', '2025-03-20'),
  ])
  const kinds = async (day: string) => (await book.report('list-quality', {}, book.at(day))).map(({ kind }) => kind)
  expect(await kinds('2025-03-19')).toEqual(['no-custodian', 'not-reviewed'])
  expect(await kinds(april)).toEqual(['key-review-due', 'not-reviewed'])
})

test('clients that were lost since they were classified are told', async () => {
  const book = await openExample([keyReview('V1', '2025-01-31'), ...classified('V1', '2025-01-31', { A1: 'KEY', A4: 'KEY' })])
  const rows = await book.report('list-quality', { kind: 'attrition' }, book.at(april))
  expect(rows).toMatchObject([{ repId: 'R3', accountId: 'A4', since: '2025-02-28', note: 'KEY, lost: competitor' }])
})

test('prospects that buy and lists that are too long are told', async () => {
  const many = Array.from({ length: 10 }, (_, index) => `P${index}`)
  const book = await openExample([
    prospects('TargetsSet', 'R1', ['2025-03-20', many]),
    prospects('LeadsSet', 'R1', ['2025-03-20', ['A5', ...many.slice(1)]]),
  ])
  const rows = await book.report('list-quality', { kind: ['over-limit', 'spending-prospect'] }, book.at(april))
  expect(rows.map(({ kind, accountId, count }) => [kind, accountId, count])).toEqual([
    ['over-limit', null, 10],
    ['spending-prospect', 'A5', null],
  ])
})

test('accounts that a seller has and that have been silent for twelve months are told', async () => {
  const book = await openExample()
  const rows = await book.report('list-quality', { kind: 'dormant' }, book.at('2026-03-05'))
  expect(rows).toMatchObject([
    { accountId: 'A3', repId: 'R2', since: '2025-03-05' },
    { accountId: 'A5', repId: 'R3', since: '2025-02-25' },
  ])
})

import { expect, test } from 'vitest'
import { given, ordered, registered } from '../example-book.ts'
import { foldedContributions } from '../replay.ts'
import { activeAccounts } from './active-accounts.ts'
import { activeAccountsV1 } from './active-accounts.v1.ts'

test('what was posted before has rows of seats alone, the same as now', () => {
  const { book } = given(registered('A1', { industry: 'MFG' }), ordered('O1', 'A1', { on: '2025-01-10', net: '1.0000' }))
  const now = foldedContributions(book, activeAccounts).get('account:A1') ?? []
  const ofSeats = now.filter(({ cell }) => cell.entity.scope === 'seat')
  expect(ofSeats.length).toBeLessThan(now.length)
  expect(foldedContributions(book, activeAccountsV1).get('account:A1')).toEqual(ofSeats)
})

import { expect, test } from 'vitest'
import { given, type Happened, happens, lost, registered } from '../example-book.ts'

test('a loss counts where its reason could have been prevented', () => {
  const { value } = given(
    registered('A1', { industry: 'RTL' }),
    registered('A2', { industry: 'RTL' }),
    lost('A1', '2025-02-28'),
    lost('A2', '2025-02-28', { reasonCode: 'relocated', reasonClass: 'inevitable' }),
  )
  expect(value('preventable-losses', { scope: 'industry', entity: 'RTL', period: '2025-02' })).toBe(1n)
  expect(value('lost-accounts', { scope: 'industry', entity: 'RTL', period: '2025-02' })).toBe(2n)
})

test('a loss whose reason is corrected is counted by the reason that holds', () => {
  const isLost = lost('A1', '2025-02-28')
  const corrects = given(registered('A1'), isLost).events[1]?.eventId
  const data = { accountId: 'A1', corrects, reasonCode: 'relocated', reasonClass: 'inevitable' }
  const correction = happens('account-A1', { type: 'AccountLossReasonCorrected', on: '2025-03-20', data })
  const count = (...more: readonly Happened[]) =>
    given(registered('A1'), isLost, ...more).value('preventable-losses', { period: '2025-02' })
  expect([count(), count(correction)]).toEqual([1n, 0n])
})

import { expect, test } from 'vitest'
import { given, lost, registered } from '../example-book.ts'

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

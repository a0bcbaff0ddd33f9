import { expect, test } from 'vitest'
import { given, type Happened, happens, quotaOf } from '../example-book.ts'
import { foldedContributions } from '../replay.ts'
import { unknownQuotaOwners } from './unknown-quota-owners.ts'

const flags = (...happened: readonly Happened[]) =>
  [...foldedContributions(given(...happened).book, unknownQuotaOwners).values()].flat().length
const hired = (on: string) => happens('rep-R1', { type: 'RepHired', on, data: { repId: 'R1', name: 'One' } })
const march = quotaOf('rep', 'R1', { period: '2025-03', amount: '100' })

test('a quota of a rep who is not hired by the end of its period is flagged, until his hiring is there', () => {
  expect([flags(march), flags(march, hired('2025-03-31')), flags(march, hired('2025-04-01'))]).toEqual([1, 0, 1])
})

test('a quota that was set again is flagged once, and that of a team never', () => {
  const again = quotaOf('rep', 'R1', { period: '2025-03', amount: '200' })
  expect([flags(march, again), flags(quotaOf('team', 'T1', { period: '2025-03', amount: '100' }))]).toEqual([1, 0])
})

import { expect, test } from 'vitest'
import { deal, given, type Happened, joined, merged, toldOf, unmerged } from '../example-book.ts'
import { did, neverDid } from '../example-relations.ts'

const won = (opportunityId: string, on: string): readonly Happened[] => [
  deal(opportunityId, '2025-01-05'),
  toldOf(opportunityId, ['Won', on]),
]
const january = { scope: 'account', entity: 'A1', period: '2025-01' } as const
const demo = did('V1', '2025-01-10')
const onDays = (days: readonly string[], ...happened: readonly Happened[]) =>
  days.map((asOf) => given(...happened).value('demo-wins', { ...january, asOf }))

test('a demo that a win follows counts in its own month, from the day of the win on', () => {
  expect(onDays(['2025-03-19', '2025-03-20', '2025-12-31'], demo, ...won('P1', '2025-03-20'))).toEqual([0n, 1n, 1n])
  expect(given(demo, ...won('P1', '2025-03-20')).value('demo-wins', { ...january, period: '2025-03' })).toBe(0n)
})

test('a win on the day of the demo or 180 days later is of it, one before it or a day later is not', () => {
  const counted = (on: string) => onDays(['2025-12-31'], demo, ...won('P1', on))[0]
  expect(['2025-01-09', '2025-01-10', '2025-07-09', '2025-07-10'].map(counted)).toEqual([0n, 1n, 1n, 0n])
})

test('it counts for who gave the demo, in his team of that day', () => {
  const { value } = given(joined('R1', 'T1'), demo, ...won('P1', '2025-03-20'), joined('R1', 'T2', '2025-02-01'))
  const of = (scope: 'org' | 'team' | 'rep', entity?: string) =>
    value('demo-wins', { scope, ...(entity === undefined ? {} : { entity }), period: '2025-Q1' })
  expect([of('org'), of('rep', 'R1'), of('team', 'T1'), of('team', 'T2')]).toEqual([1n, 1n, 1n, 0n])
})

test('two wins after one demo make it one, and two demos before one win are two', () => {
  const wins = [...won('P1', '2025-03-20'), ...won('P2', '2025-04-20')]
  expect(onDays(['2025-12-31'], demo, ...wins)).toEqual([1n])
  expect(onDays(['2025-12-31'], demo, did('V2', '2025-01-20'), ...wins)).toEqual([2n])
})

test('a win that is reopened is none from that day on, unless another stands', () => {
  const reopened = toldOf('P1', ['Reopened', '2025-05-01'])
  expect(onDays(['2025-04-30', '2025-05-01'], demo, ...won('P1', '2025-03-20'), reopened)).toEqual([1n, 0n])
  const other = won('P2', '2025-04-20')
  expect(onDays(['2025-04-30', '2025-05-01'], demo, ...won('P1', '2025-03-20'), ...other, reopened)).toEqual([1n, 1n])
  const again = toldOf('P1', ['Won', '2025-06-01'])
  expect(onDays(['2025-05-31', '2025-06-01'], demo, ...won('P1', '2025-03-20'), reopened, again)).toEqual([0n, 1n])
})

test('visits, void demos, losses and the wins of others count nothing', () => {
  const end = ['2025-12-31']
  expect(onDays(end, did('V1', '2025-01-10', 'visit'), ...won('P1', '2025-03-20'))).toEqual([0n])
  expect(onDays(end, demo, neverDid('V1', '2025-02-01'), ...won('P1', '2025-03-20'))).toEqual([0n])
  expect(onDays(end, demo, deal('P1', '2025-01-05'), toldOf('P1', ['Lost', '2025-03-20'], { reasonCode: 'price' }))).toEqual([0n])
  const ofOther = deal('P1', '2025-01-05', { accountId: 'A2' })
  expect(onDays(end, demo, ofOther, toldOf('P1', ['Won', '2025-03-20']))).toEqual([0n])
  const terms = { ownerId: 'R1', amount: '100.0000', currency: 'USD', probability: '0.5000', expectedCloseOn: '2025-03-31' }
  const ofNobody = toldOf('P1', ['Opened', '2025-01-05'], terms)
  expect(onDays(end, demo, ofNobody, toldOf('P1', ['Won', '2025-03-20']))).toEqual([0n])
})

test('where another account stands for it, the demo is that one’s', () => {
  const { value } = given(demo, ...won('P1', '2025-03-20'), merged('A2', 'A1'))
  expect(value('demo-wins', { scope: 'account', entity: 'A2', period: '2025-01' })).toBe(1n)
  expect(value('demo-wins', january)).toBe(0n)
})

test('a demo and a win of two accounts that were merged belong together, until they are parted again', () => {
  const ofA2 = [deal('P1', '2025-01-05', { accountId: 'A2' }), toldOf('P1', ['Won', '2025-03-20'])]
  const of = (entity: string, ...happened: readonly Happened[]) =>
    given(demo, ...ofA2, ...happened).value('demo-wins', { ...january, entity })
  const together = merged('A2', 'A1')
  const parted = unmerged('A2', 'A1')
  expect([of('A1'), of('A2')]).toEqual([0n, 0n])
  expect([of('A1', together), of('A2', together)]).toEqual([0n, 1n])
  expect([of('A1', together, parted), of('A2', together, parted)]).toEqual([0n, 0n])
})

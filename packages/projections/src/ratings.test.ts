import { expect, test } from 'vitest'
import { fraction } from './exact.ts'
import { amount, none, type Outcome, quotient } from './outcome.ts'
import { ratedIn } from './ratings.ts'

const counts = (...values: readonly bigint[]): ReadonlyMap<string, Outcome> =>
  new Map(values.map((value, place) => [`R${place + 1}`, amount(value)]))
const peers = ['R1', 'R2', 'R3']

test('from a tenth above the benchmark it is a strength, below a tenth less a weakness', () => {
  const rated = ratedIn({ outcomes: counts(110n, 90n, 100n), peers, direction: 'higher' })
  expect(['R1', 'R2', 'R3'].map((id) => rated(id).rating)).toEqual(['strength', 'par', 'par'])
  const wider = ratedIn({ outcomes: counts(109n, 89n, 102n), peers, direction: 'higher' })
  expect(['R1', 'R2'].map((id) => wider(id).rating)).toEqual(['par', 'weakness'])
})

test('where less is better, none at all is a strength against some, and par against none', () => {
  const some = ratedIn({ outcomes: counts(0n, 1n, 5n), peers, direction: 'lower' })
  expect(['R1', 'R2', 'R3'].map((id) => some(id).rating)).toEqual(['strength', 'strength', 'weakness'])
  expect(some('R1')).toMatchObject({ index: null, reason: 'no-base' })
  expect(ratedIn({ outcomes: counts(0n, 0n, 0n), peers, direction: 'lower' })('R1').rating).toBe('par')
})

test('a ratio is held against that of all peers together', () => {
  const outcomes = new Map([
    ['R1', quotient(1n, 2n, '')],
    ['R2', quotient(9n, 10n, '')],
    ['R3', quotient(2n, 4n, '')],
  ])
  expect(ratedIn({ outcomes, peers, direction: 'higher' })('R1').benchmark).toEqual(fraction(3n, 4n))
})

test('nothing is rated against a benchmark that is not above zero, of too few peers, or without a value', () => {
  const loss = ratedIn({ outcomes: counts(-1n, -2n, -3n), peers, direction: 'higher' })
  expect(loss('R1')).toMatchObject({ index: null, rating: 'n/a', reason: 'no-base' })
  const few = ratedIn({ outcomes: counts(1n, 2n), peers, direction: 'higher' })
  expect(few('R1')).toMatchObject({ benchmark: null, rating: 'n/a', reason: 'insufficient-peers' })
  const missing = ratedIn({ outcomes: new Map([['R1', none('no-quota')]]), peers, direction: 'higher' })
  expect(missing('R1')).toMatchObject({ value: null, rating: 'n/a', reason: 'no-quota' })
})

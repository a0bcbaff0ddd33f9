import { type Direction, standingOf } from './benchmarks.ts'
import { type Exact, fraction } from './exact.ts'
import type { Outcome } from './outcome.ts'
import { benchmarkOf, exactOf } from './peers.ts'

/** How a value stands against its benchmark. M-62. */
type Rating = 'strength' | 'par' | 'weakness' | 'n/a'

/** A value, what it is held against, and how it stands. `reason` says why there is no rating. */
export type Rated = {
  readonly value: Exact | null
  readonly benchmark: Exact | null
  readonly gap: Exact | null
  readonly index: Exact | null
  readonly rating: Rating
  readonly reason: string | null
}

const strengthFrom = fraction(11n, 10n)
const weaknessBelow = fraction(9n, 10n)

/** Whether the one is less than the other. */
export const isLess = (a: Exact, b: Exact): boolean => a.num * b.den < b.num * a.den

/** Values by whose they are, against what the peers among them have. */
export type Field = {
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly peers: readonly string[]
  readonly direction: Direction
}

const noValue: Outcome = { kind: 'none', reason: 'not-available' }

/**
 * Rates values by their index, rep to benchmark, or the other way round where less is better: a strength from 1.10, a weakness below
 * 0.90. M-61, M-62 of the domain specification.
 *
 * An index says nothing against a benchmark that is not above zero: there is none then, but that nothing of what should be little is a
 * strength where the peers have some of it, and par where they have none.
 */
export const ratedIn = ({ outcomes, peers, direction }: Field): ((id: string) => Rated) => {
  const { pooled } = benchmarkOf(
    peers.map((peer) => outcomes.get(peer) ?? noValue),
    direction,
  )
  return (id) => {
    const outcome = outcomes.get(id) ?? noValue
    const value = exactOf(outcome)
    const held = { value, benchmark: pooled }
    if (value === null) return { ...held, ...unrated, reason: outcome.kind === 'none' ? outcome.reason : 'no-base' }
    if (pooled === null) return { ...held, ...unrated, reason: 'insufficient-peers' }
    return { ...held, ...weighed(value, pooled, direction) }
  }
}

const unrated = { gap: null, index: null, rating: 'n/a' } as const

const weighed = (value: Exact, benchmark: Exact, direction: Direction): Omit<Rated, 'value' | 'benchmark'> => {
  const { gap, index } = standingOf({ value, benchmark, peers: [], direction })
  if (direction === 'higher' && benchmark.num <= 0n) return { gap, index: null, rating: 'n/a', reason: 'no-base' }
  if (index === null) return { gap, index, rating: benchmark.num > 0n ? 'strength' : 'par', reason: 'no-base' }
  return { gap, index, rating: ratingOf(index), reason: null }
}

const ratingOf = (index: Exact): Rating => {
  if (!isLess(index, strengthFrom)) return 'strength'
  return isLess(index, weaknessBelow) ? 'weakness' : 'par'
}

import { type Exact, fraction, half, minus, plus, threeQuarters } from './exact.ts'

/** How one number stands among those of its peers. */
export type Standing = {
  /** Signed so that above zero is better. */
  readonly gap: Exact
  /** The number as a part of the benchmark, or the other way round where lower is better; null where that divides by nothing. */
  readonly index: Exact | null
  /** The part of the peers below, those alike counting half. */
  readonly percentile: Exact
  /** From 1, the best; alike, alike. */
  readonly rank: number
}

/** Whether more of an indicator is better, or less. */
export type Direction = 'higher' | 'lower'

const compare = (a: Exact, b: Exact): number => {
  const difference = a.num * b.den - b.num * a.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

const inOrder = (values: readonly Exact[]): readonly Exact[] => [...values].sort(compare)

/**
 * The value below which a part of the values lies, by linear interpolation (type 7, PERCENTILE.INC of spreadsheets), exactly.
 * Of no values there is none. P-19 of the domain specification.
 *
 * @example quantile([1, 2, 3, 4], 3/4) // 3.25
 */
export const quantile = (values: readonly Exact[], part: Exact): Exact | null => {
  const ordered = inOrder(values)
  const place = fraction(part.num * BigInt(ordered.length - 1), part.den)
  const below = Number(place.num / place.den)
  const [low, high] = [ordered[below], ordered[below + 1]]
  if (low === undefined) return null
  if (high === undefined) return low
  const beyond = minus(place, fraction(BigInt(below), 1n))
  const step = minus(high, low)
  return plus(low, fraction(step.num * beyond.num, step.den * beyond.den))
}

/** The middle value, the third quartile and the best of some values. */
export const spreadOf = (values: readonly Exact[], direction: Direction) => {
  const ordered = inOrder(values)
  const upper = direction === 'higher' ? threeQuarters : fraction(1n, 4n)
  return {
    median: quantile(values, half),
    p75: quantile(values, upper),
    best: (direction === 'higher' ? ordered.at(-1) : ordered[0]) ?? null,
  }
}

type Compared = {
  readonly value: Exact
  readonly benchmark: Exact
  readonly peers: readonly Exact[]
  readonly direction: Direction
}

/** How a value stands against a benchmark and among its peers. M-61 of the domain specification. */
export const standingOf = ({ value, benchmark, peers, direction }: Compared): Standing => {
  const isHigher = direction === 'higher'
  const [over, under] = isHigher ? [value, benchmark] : [benchmark, value]
  const worse = peers.filter((peer) => (isHigher ? compare(peer, value) < 0 : compare(peer, value) > 0)).length
  const alike = peers.filter((peer) => compare(peer, value) === 0).length
  return {
    gap: isHigher ? minus(value, benchmark) : minus(benchmark, value),
    index: under.num === 0n ? null : fraction(over.num * under.den, over.den * under.num),
    percentile: peers.length === 0 ? fraction(0n, 1n) : fraction(BigInt(2 * worse + alike), BigInt(2 * peers.length)),
    rank: 1 + peers.length - worse - alike,
  }
}

/** The mean of some values; of none there is none. */
export const meanOf = (values: readonly Exact[]): Exact | null => {
  if (values.length === 0) return null
  const sum = values.reduce(plus)
  return fraction(sum.num, sum.den * BigInt(values.length))
}

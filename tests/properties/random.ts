/** A stream of chance that is the same for the same seed, on every machine. */
export type Random = {
  /** A whole number from 0 up to, but without, `bound`. */
  readonly below: (bound: number) => number
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number
  /** True in so many cases of a hundred. */
  readonly chance: (percent: number) => boolean
  readonly pick: <Item>(items: readonly Item[]) => Item
}

/** splitmix32: spreads one seed over the four words of state, none of which may leave all at zero. */
const seedWords = (seed: number): Uint32Array => {
  const words = new Uint32Array(4)
  let state = seed >>> 0
  for (let index = 0; index < 4; index++) {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    words[index] = mixed ^ (mixed >>> 15)
  }
  return words
}

const rotate = (word: number, count: number): number => ((word << count) | (word >>> (32 - count))) >>> 0

/** xoshiro128** 1.1 (Blackman and Vigna, prng.di.unimi.it) from four words: 32 bits a call, period 2^128 - 1. */
export const xoshiro = (words: ArrayLike<number>): (() => number) => {
  const state = Uint32Array.from(words)
  return () => {
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state
    const result = Math.imul(rotate(Math.imul(s1, 5) >>> 0, 7), 9) >>> 0
    const third = s2 ^ s0
    const fourth = s3 ^ s1
    state.set([s0 ^ fourth, s1 ^ third, third ^ (s1 << 9), rotate(fourth >>> 0, 11)])
    return result
  }
}

/** Chance from a seed. */
export const randomFrom = (seed: number): Random => {
  const next = xoshiro(seedWords(seed))
  const below = (bound: number): number => Math.floor((next() / 0x1_0000_0000) * bound)
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (percent) => next() / 0x1_0000_0000 < percent / 100,
    pick: (items) => items[below(items.length)]!,
  }
}

/** The items in an order of their own. */
export const shuffled = <Item>(random: Random, items: readonly Item[]): readonly Item[] => {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1)
    const [one, two] = [mixed[last]!, mixed[other]!]
    mixed[last] = two
    mixed[other] = one
  }
  return mixed
}

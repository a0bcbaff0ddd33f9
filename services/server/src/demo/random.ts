/** A source of chance that gives the same numbers for the same seed on every machine: xoshiro128**, seeded by splitmix32. */
export interface Random {
  /** A whole number with 0 <= n < below. */
  below(below: number): number
  /** A whole number with from <= n <= to. */
  between(from: number, to: number): number
  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

/** https://prng.di.unimi.it/xoshiro128starstar.c; 32 bits a call. */
export const xoshiro128 = (state: readonly [number, number, number, number]): (() => number) => {
  let [a, b, c, d] = state
  return () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, 11)
    return result
  }
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** https://github.com/bryc/code/blob/master/jshash/PRNGs.md: spreads one number over a whole state. */
const splitmix32 = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let word = state ^ (state >>> 16)
    word = Math.imul(word, 0x21f0aaad)
    word ^= word >>> 15
    word = Math.imul(word, 0x735a2d97)
    return (word ^ (word >>> 15)) >>> 0
  }
}

export const randomOf = (seed: number): Random => {
  const spread = splitmix32(seed)
  const next = xoshiro128([spread(), spread(), spread(), spread()])
  // The product of 32 bits and a small bound is exact; the bias of multiply-and-shift is below 1 in 10 million here.
  const below = (bound: number): number => Math.floor((next() / 4_294_967_296) * bound)
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (percent) => below(10_000) < percent * 100,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}

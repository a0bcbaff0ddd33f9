import { expect, test } from 'vitest'
import {
  type BgNbd,
  type BuyingHistory,
  expectedPurchases,
  expectedPurchasesOfNew,
  fitBgNbd,
  logLikelihood,
  probabilityAlive,
  probabilityOfPurchases,
} from './bg-nbd.ts'

/** The published parameters of Fader, Hardie & Lee 2005, rounded as printed and as fitted. */
const rounded: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
const fitted: BgNbd = { r: 0.24259, alpha: 4.41353, a: 0.79289, b: 2.42575 }

const alive = (repeats: number, recency: number, age: number): number => probabilityAlive(rounded, { repeats, recency, age })

test('M-33: the purchases to be expected of the customer of the published example', () => {
  expect(expectedPurchases(rounded, { repeats: 2, recency: 30.43, age: 38.86 }, 39)).toBeCloseTo(1.22603, 3)
})

test('M-33: the chance that a customer is alive', () => {
  expect(alive(2, 30.43, 38.86)).toBeCloseTo(0.72658, 5)
  expect(alive(23, 39, 39)).toBeCloseTo(0.96856, 5)
  expect(alive(1, 1.71, 38.86)).toBeCloseTo(0.2121, 5)
})

test('M-33: who never bought again is alive by construction', () => {
  expect([alive(0, 0, 0), alive(0, 0, 1), alive(0, 0, 500)]).toEqual([1, 1, 1])
})

test('M-33: of two silent for as long, who had bought more often is less likely to come back', () => {
  const chances = [5, 10, 15, 20].map((repeats) => alive(repeats, 30, 39))
  for (const [place, published] of [0.7056, 0.5716, 0.3751, 0.1968].entries()) expect(chances[place]).toBeCloseTo(published, 4)
  const all = Array.from({ length: 60 }, (_, place) => alive(place + 4, 30, 39))
  expect(all).toEqual([...all].sort((a, b) => b - a))
})

test('a buyer of many times who has long been silent is not alive, whatever the powers', () => {
  expect(alive(20_000, 10, 400)).toBe(0)
  expect(Number.isFinite(logLikelihood(rounded, [{ repeats: 20_000, recency: 10, age: 400 }]))).toBe(true)
})

test('M-33: the purchases to be expected of a new customer', () => {
  const published = [
    [0.1429, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.8571, 1.0405],
    [32, 1.0437],
    [78, 1.8576],
  ] as const
  for (const [weeks, purchases] of published) {
    expect(Math.abs(expectedPurchasesOfNew(fitted, weeks) - purchases)).toBeLessThan(0.0005)
    expect(Math.abs(expectedPurchasesOfNew(rounded, weeks) - purchases)).toBeLessThan(0.003)
  }
})

test('M-33: the chance of a number of purchases', () => {
  expect(probabilityOfPurchases(rounded, 0, 39)).toBeCloseTo(0.57379, 5)
  expect(probabilityOfPurchases(rounded, 10, 2) * 1e7).toBeCloseTo(1.0787, 4)
})

test('the chances of all numbers of purchases make one, and their mean is what is expected', () => {
  const chances = Array.from({ length: 600 }, (_, count) => probabilityOfPurchases(rounded, count, 39))
  expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 10)
  expect(chances.reduce((sum, chance, count) => sum + count * chance, 0)).toBeCloseTo(expectedPurchasesOfNew(rounded, 39), 8)
})

test('what is expected passes smoothly through a = 1, where its formula divides by zero', () => {
  const at = (a: number): number => expectedPurchases({ ...rounded, a }, { repeats: 3, recency: 20, age: 30 }, 26)
  expect(at(1)).toBeCloseTo((at(0.999) + at(1.001)) / 2, 5)
})

test('a customer who has bought a thousand times is expected to go on', () => {
  const expected = expectedPurchases(rounded, { repeats: 1_000, recency: 999, age: 1_000 }, 10)
  expect(expected).toBeGreaterThan(8)
  expect(expected).toBeLessThan(10)
})

/** Numbers between 0 and 1 that are always the same (mulberry32). */
const seeded = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Johnk's gamma for shapes below one, by whole exponentials above. */
const gammaFrom = (random: () => number, shape: number): number => {
  let whole = 0
  for (let count = Math.floor(shape); count > 0; count -= 1) whole -= Math.log(1 - random())
  const rest = shape - Math.floor(shape)
  if (rest === 0) return whole
  for (;;) {
    const [x, y] = [(1 - random()) ** (1 / rest), (1 - random()) ** (1 / (1 - rest))]
    if (x + y <= 1) return whole + (-Math.log(1 - random()) * x) / (x + y)
  }
}

/** What one customer of a population does within so many weeks. */
const simulated = (random: () => number, { r, alpha, a, b }: BgNbd, age: number): BuyingHistory => {
  const rate = gammaFrom(random, r) / alpha
  const [leaving, staying] = [gammaFrom(random, a), gammaFrom(random, b)]
  const leaves = leaving / (leaving + staying)
  let [repeats, recency] = [0, 0]
  for (;;) {
    const next = recency - Math.log(1 - random()) / rate
    if (!(next < age)) return { repeats, recency, age }
    repeats += 1
    recency = next
    if (random() < leaves) return { repeats, recency, age }
  }
}

test('the parameters of a simulated population are found again', () => {
  const model: BgNbd = { r: 1.5, alpha: 6, a: 0.8, b: 2.5 }
  const random = seeded(20_050_601)
  const histories = Array.from({ length: 4_000 }, () => simulated(random, model, 60 + 40 * random()))
  const found = fitBgNbd(histories)
  if (found === null) throw new Error('nothing was fitted')
  expect(Math.abs(found.r / model.r - 1)).toBeLessThan(0.1)
  expect(Math.abs(found.alpha / model.alpha - 1)).toBeLessThan(0.1)
  expect(Math.abs(found.a / model.a - 1)).toBeLessThan(0.2)
  expect(Math.abs(found.b / model.b - 1)).toBeLessThan(0.2)
  expect(logLikelihood(found, histories)).toBeGreaterThan(logLikelihood(model, histories))
  expect(fitBgNbd(histories)).toEqual(found)
})

test('with fewer than two hundred who bought again nothing is fitted', () => {
  const random = seeded(7)
  const buyers = Array.from({ length: 600 }, () => simulated(random, { ...rounded, r: 2 }, 80))
  const repeaters = buyers.filter(({ repeats }) => repeats > 0).slice(0, 199)
  const others = buyers.filter(({ repeats }) => repeats === 0)
  expect(fitBgNbd([...repeaters, ...others])).toBeNull()
})

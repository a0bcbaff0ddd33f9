import { expect, test } from 'vitest'
import { randomFrom, xoshiro } from './random.ts'

test('the same seed gives the same chance, another seed another', () => {
  const drawn = (seed: number): readonly number[] => {
    const random = randomFrom(seed)
    return Array.from({ length: 20 }, () => random.below(1_000_000))
  }
  expect(drawn(7)).toEqual(drawn(7))
  expect(drawn(7)).not.toEqual(drawn(8))
})

test('the generator gives what its authors publish it to give', () => {
  // From their C code, by way of the vectors of edorfaus/xoshiro-6502.
  const next = xoshiro([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0])
  expect(Array.from({ length: 4 }, next)).toEqual([0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70])
})

test('chance is spread evenly', () => {
  const random = randomFrom(1)
  const counts = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 100_000; draw++) counts[random.below(10)]! += 1
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
})

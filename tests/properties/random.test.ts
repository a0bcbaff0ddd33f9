import { expect, test } from 'vitest'
import { randomFrom } from './random.ts'

test('the same seed gives the same chance, another seed another', () => {
  const drawn = (seed: number): readonly number[] => {
    const random = randomFrom(seed)
    return Array.from({ length: 20 }, () => random.below(1_000_000))
  }
  expect(drawn(7)).toEqual(drawn(7))
  expect(drawn(7)).not.toEqual(drawn(8))
})

test('chance is spread evenly', () => {
  const random = randomFrom(1)
  const counts = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 100_000; draw++) counts[random.below(10)]! += 1
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
})

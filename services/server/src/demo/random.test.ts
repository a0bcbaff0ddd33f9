import { expect, test } from 'vitest'
import { randomOf, xoshiro128 } from './random.ts'

test('the generator gives the published numbers', () => {
  const next = xoshiro128([1, 2, 3, 4])
  expect(Array.from({ length: 10 }, next)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ])
})

test('the same seed gives the same choices, another seed others', () => {
  const choices = (seed: number) => {
    const random = randomOf(seed)
    return Array.from({ length: 20 }, () => random.between(1, 100))
  }
  expect(choices(7)).toEqual(choices(7))
  expect(choices(7)).not.toEqual(choices(8))
  expect(choices(7).every((choice) => choice >= 1 && choice <= 100)).toBe(true)
})

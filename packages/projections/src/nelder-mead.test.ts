import { expect, test } from 'vitest'
import { minimise } from './nelder-mead.ts'

test("the bottom of Rosenbrock's curved valley is found", () => {
  const valley = ([x = 0, y = 0]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2
  const { at, value } = minimise({ of: valley, from: [-1.2, 1], step: 0.5 })
  expect(at[0]).toBeCloseTo(1, 5)
  expect(at[1]).toBeCloseTo(1, 5)
  expect(value).toBeCloseTo(0, 9)
})

test('where there is no value it does not go', () => {
  const { at } = minimise({ of: ([x = 0]) => x - Math.log(x), from: [0.1], step: -1 })
  expect(at[0]).toBeCloseTo(1, 5)
})

test('of a slope that flattens out the search ends where it gains nothing', () => {
  const { at, value } = minimise({ of: ([x = 0]) => 1 + Math.exp(-x), from: [0], step: 1 })
  expect(at[0]).toBeGreaterThan(20)
  expect(value).toBeCloseTo(1, 10)
})

test('a function without a bottom is given up', () => {
  const { value } = minimise({ of: ([x = 0]) => -x, from: [0], step: 1 })
  expect(value).toBeLessThan(-1_000)
})

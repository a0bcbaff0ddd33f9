import { expect, test } from 'vitest'
import { logBeta, logGamma, logRising } from './log-gamma.ts'

test('of a whole number it is the logarithm of the factorial before it', () => {
  expect(logGamma(1)).toBeCloseTo(0, 13)
  expect(logGamma(2)).toBeCloseTo(0, 13)
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 12)
  // Γ(171), near the largest that a double holds.
  expect(logGamma(171)).toBeCloseTo(706.5730622457874, 9)
})

test('of a half it is the logarithm of the root of pi, and near zero it is large', () => {
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13)
  expect(logGamma(1e-6)).toBeCloseTo(13.815509980749432, 11)
})

test('the beta function of two halves is pi', () => expect(logBeta(0.5, 0.5)).toBeCloseTo(Math.log(Math.PI), 13))

test('a rising product keeps its digits where its two sides are alike', () => {
  expect(logRising(3, 4)).toBeCloseTo(Math.log(3 * 4 * 5 * 6), 12)
  expect(logRising(20, 3)).toBeCloseTo(Math.log(20 * 21 * 22), 12)
  expect(logRising(1e12, 2)).toBeCloseTo(Math.log(1e12) + Math.log(1e12 + 1), 12)
})

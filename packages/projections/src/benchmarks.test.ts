import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meanOf, quantile, spreadOf, standingOf } from './benchmarks.ts'
import { fraction } from './exact.ts'

const of = (...hundredths: readonly number[]) => hundredths.map((value) => fraction(BigInt(Math.round(value * 100)), 100n))
const asNumber = (value: { num: bigint; den: bigint } | null) => (value === null ? null : Number(value.num) / Number(value.den))
const attainments = of(70, 85, 92.73, 100, 118)

test('median and third quartile are those of a spreadsheet', () => {
  const { median, p75, best } = spreadOf(attainments, 'higher')
  expect([median, p75, best].map(asNumber)).toEqual([92.73, 100, 118])
  expect(asNumber(quantile(of(1, 2, 3, 4), fraction(3n, 4n)))).toBe(3.25)
  expect(quantile([], fraction(1n, 2n))).toBeNull()
})

test('a rep stands by the gap, the index and the part of his peers below', () => {
  const [, value] = attainments
  const standing = standingOf({ value: value!, benchmark: of(92.73)[0]!, peers: attainments, direction: 'higher' })
  expect(asNumber(standing.gap)).toBeCloseTo(-7.73, 10)
  expect(asNumber(standing.index)).toBeCloseTo(0.917, 3)
  expect(asNumber(standing.percentile)).toBe(0.3)
  expect(standing.rank).toBe(4)
})

test('where less is better, a smaller number stands higher, and the index is the other way round', () => {
  const [low, high] = of(10, 20)
  const standing = standingOf({ value: low!, benchmark: high!, peers: [low!, high!], direction: 'lower' })
  expect([standing.gap, standing.index, standing.percentile].map(asNumber)).toEqual([10, 2, 0.75])
  expect(standing.rank).toBe(1)
  expect(asNumber(spreadOf([low!, high!], 'lower').best)).toBe(10)
})

test('an index that would divide by nothing is none', () => {
  const [zero, one] = of(0, 1)
  expect(standingOf({ value: one!, benchmark: zero!, peers: [one!], direction: 'higher' }).index).toBeNull()
  expect(meanOf([])).toBeNull()
})

test('quantiles lie between their neighbours and grow with the part', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 20 }),
      fc.nat(100),
      (values, part) => {
        const exact = values.map((value) => fraction(BigInt(value), 1n))
        const found = asNumber(quantile(exact, fraction(BigInt(part), 100n)))!
        expect(found).toBeGreaterThanOrEqual(Math.min(...values))
        expect(found).toBeLessThanOrEqual(Math.max(...values))
        const sorted = values.toSorted((a, b) => a - b)
        const place = (part / 100) * (values.length - 1)
        const low = sorted[Math.floor(place)]!
        const expected = low + (place - Math.floor(place)) * ((sorted[Math.floor(place) + 1] ?? low) - low)
        expect(found).toBeCloseTo(expected, 6)
      },
    ),
    { seed: 75, numRuns: 300 },
  )
})

import { describe, expect, test } from 'vitest'
import { exactText, fourDecimals, fraction, minus, oneDecimal, sixDecimals } from './exact.ts'

describe('a fraction', () => {
  test('is in lowest terms with a positive denominator', () => {
    expect(fraction(5100n, 5500n)).toEqual({ num: 51n, den: 55n })
    expect(fraction(4n, -6n)).toEqual({ num: -2n, den: 3n })
    expect(fraction(0n, 7n)).toEqual({ num: 0n, den: 1n })
  })

  test('needs a denominator', () => {
    expect(() => fraction(1n, 0n)).toThrow(RangeError)
  })

  test('is shown with six decimals, half to even', () => {
    expect(sixDecimals(fraction(51n, 55n))).toBe('0.927273')
    expect(sixDecimals(fraction(1n, 2_000_000n))).toBe('0.000000')
    expect(sixDecimals(fraction(3n, 2_000_000n))).toBe('0.000002')
    expect(sixDecimals(fraction(-20n, 9n))).toBe('-2.222222')
  })

  test('of currency units is money with four decimals', () => {
    expect(fourDecimals(fraction(3500n, 3n))).toBe('1166.6667')
    expect(fourDecimals(fraction(-500n, 1n))).toBe('-500.0000')
  })

  test('of days has one decimal', () => {
    expect(oneDecimal(fraction(55n, 2n))).toBe('27.5')
  })

  test('is written with its integers as strings', () => {
    expect(exactText(fraction(7000n, 2000n))).toEqual({ num: '7', den: '2' })
  })

  test('less another is exact', () => {
    expect(minus(fraction(51n, 55n), fraction(14n, 15n))).toEqual({ num: -1n, den: 165n })
  })
})

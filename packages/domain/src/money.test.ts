import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate, amountOf, Currency, convert, Decimal, decimalOf, divideHalfEven, Rate } from './money.ts'

test('decimals have four places once they are parsed', () => {
  expect(['2', '600.5', '-0', '007.25', '1.0000'].map((text) => Decimal.parse(text))).toEqual([
    '2.0000',
    '600.5000',
    '0.0000',
    '7.2500',
    '1.0000',
  ])
  for (const text of ['', '1.00000', '1e3', '+1', ' 1', '.5', '1.', '1234567890123', 'NaN']) {
    expect(Decimal.safeParse(text).success).toBe(false)
  }
  expect(Decimal.safeParse(600).success).toBe(false)
})

test('rates have four places, or as many more as they need, and are above zero', () => {
  expect(['1.05', '1', '0.0067124', '01.2300000'].map((text) => Rate.parse(text))).toEqual([
    '1.0500',
    '1.0000',
    '0.0067124',
    '1.2300',
  ])
  expect(Rate.safeParse('0.000').success).toBe(false)
  expect(Rate.safeParse('-1').success).toBe(false)
})

test('currencies are those of ISO 4217', () => {
  expect(Currency.safeParse('USD').success).toBe(true)
  expect(Currency.safeParse('usd').success).toBe(false)
  expect(Currency.safeParse('XYZ').success).toBe(false)
})

test('amounts and decimal strings are each other’s inverse', () => {
  fc.assert(fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), (amount) => amountOf(decimalOf(amount)) === amount))
})

test('parts add up: 100.0100 at 3333, 3333 and 3334 is 33.3333, 33.3333 and 33.3434', () => {
  expect(allocate(1_000_100n, [3_333n, 3_333n, 3_334n])).toEqual([333_333n, 333_333n, 333_434n])
  expect(allocate(-1_000_100n, [3_333n, 3_333n, 3_334n])).toEqual([-333_333n, -333_333n, -333_434n])
  expect(allocate(1n, [1n, 1n, 1n])).toEqual([1n, 0n, 0n])
  expect(() => allocate(1n, [0n, 0n])).toThrow(RangeError)
})

test('parts always add up, have the sign of the whole and are within one of their share', () => {
  const weights = fc.array(fc.bigInt(0n, 10_000n), { minLength: 1, maxLength: 12 }).filter((all) => all.some((one) => one > 0n))
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), weights, (amount, shares) => {
      const parts = allocate(amount, shares)
      const whole = shares.reduce((sum, share) => sum + share, 0n)
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount)
      parts.forEach((part, index) => {
        const off = part * whole - amount * (shares[index] ?? 0n)
        expect(off < whole && off > -whole).toBe(true)
        expect(part === 0n || part > 0n === amount > 0n).toBe(true)
      })
    }),
  )
})

test('halves are rounded to even', () => {
  expect([5n, 15n, 25n, -5n, -15n, 14n, 16n].map((num) => divideHalfEven(num, 10n))).toEqual([0n, 2n, 2n, 0n, -2n, 1n, 2n])
  expect(convert(amountOf('1000'), '1.05')).toBe(amountOf('1050'))
})

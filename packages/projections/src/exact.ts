import { absolute, decimalOf, divideHalfEven } from '@daybook/domain'

/** An exact fraction in lowest terms; `den` is greater than zero. */
export type Exact = { readonly num: bigint; readonly den: bigint }

/** A fraction as it stands in answers: integers as strings, lowest terms. Domain 1.3. */
export type ExactText = { readonly num: string; readonly den: string }

/** The quotient of two integers, exact and reduced. `den` must not be zero. @example fraction(5100n, 5500n) // 51 / 55 */
export const fraction = (num: bigint, den: bigint): Exact => {
  if (den === 0n) throw new RangeError('a fraction needs a denominator other than zero')
  const common = greatestCommonDivisor(num, den)
  const sign = den < 0n ? -1n : 1n
  return { num: (sign * num) / common, den: (sign * den) / common }
}

const greatestCommonDivisor = (a: bigint, b: bigint): bigint => {
  let [x, y] = [absolute(a), absolute(b)]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

/** One half, and three quarters: where benchmarks and severities divide. */
export const half = fraction(1n, 2n)
export const threeQuarters = fraction(3n, 4n)

/** The sum of two fractions, exact. */
export const plus = (a: Exact, b: Exact): Exact => fraction(a.num * b.den + b.num * a.den, a.den * b.den)

/** The difference of two fractions, exact. */
export const minus = (a: Exact, b: Exact): Exact => fraction(a.num * b.den - b.num * a.den, a.den * b.den)

/** Six decimals, half-even: how ratios are shown. @example sixDecimals({ num: 51n, den: 55n }) // '0.927273' */
export const sixDecimals = ({ num, den }: Exact): string => decimals(divideHalfEven(num * 1_000_000n, den), 6)

/** One decimal, half-even: how medians of days are shown. */
export const oneDecimal = ({ num, den }: Exact): string => decimals(divideHalfEven(num * 10n, den), 1)

/** A fraction of currency units as money: four decimals, half-even. @example fourDecimals({ num: 3500n, den: 3n }) // '1166.6667' */
export const fourDecimals = ({ num, den }: Exact): string => decimalOf(divideHalfEven(num * 10_000n, den))

/** The fraction as it stands in answers. */
export const exactText = ({ num, den }: Exact): ExactText => ({ num: num.toString(), den: den.toString() })

const decimals = (scaled: bigint, places: number): string => {
  const digits = absolute(scaled)
    .toString()
    .padStart(places + 1, '0')
  const text = `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return scaled < 0n ? `-${text}` : text
}

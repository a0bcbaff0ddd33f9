import { z } from 'zod'

const decimal = /^-?\d{1,12}(?:\.\d{1,4})?$/
const normalDecimal = /^(?:0|-?[1-9]\d*)\.\d{4}$/

/**
 * A decimal string, as amounts and quantities come in: at most twelve digits and four decimals.
 * Parsed it has exactly four decimals: `"2"` becomes `"2.0000"`.
 */
export const Decimal = z
  .string()
  .regex(decimal, 'must be a decimal string with at most 12 digits and 4 decimals')
  .overwrite((text) => (normalDecimal.test(text) || !decimal.test(text) ? text : fourPlaces(amountOf(text))))
  .brand<'Decimal'>()
export type Decimal = z.infer<typeof Decimal>

/** An exchange rate: positive, up to ten decimals. Parsed it has four, or as many more as it needs. */
export const Rate = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,10})?$/, 'must be a positive decimal string with at most 10 decimals')
  .refine((text) => /[1-9]/.test(text), 'must be greater than zero')
  .overwrite((text) => normalRate(text))
  .brand<'Rate'>()
export type Rate = z.infer<typeof Rate>

const normalRate = (text: string): string => {
  const [whole = '', decimals = ''] = text.split('.')
  return `${whole.replace(/^0+(?=\d)/, '')}.${decimals.replace(/0+$/, '').padEnd(4, '0')}`
}

const probability = /^(?:0(?:\.\d{1,4})?|1(?:\.0{1,4})?)$/

/** How likely something is: a decimal string from 0 to 1 with at most four decimals. Parsed it has exactly four. */
export const Probability = z
  .string()
  .regex(probability, 'must be a decimal string from 0 to 1 with at most 4 decimals')
  .overwrite((text) => (probability.test(text) ? fourPlaces(amountOf(text)) : text))
  .brand<'Probability'>()
export type Probability = z.infer<typeof Probability>

/** ISO 4217 code of a currency that the runtime knows. */
const known = new Set(Intl.supportedValuesOf('currency'))
export const Currency = z
  .string()
  .refine((code) => known.has(code), 'must be an ISO 4217 currency code')
  .brand<'Currency'>()
export type Currency = z.infer<typeof Currency>

/** Ten-thousandths of one currency unit. */
export type Money = { readonly amount: bigint; readonly currency: Currency }

const units = 10_000n

/** Ten-thousandths of a decimal string. @example amountOf('600.5') // 6_005_000n */
export const amountOf = (decimal: string): bigint => {
  const point = decimal.indexOf('.')
  if (point < 0) return BigInt(decimal) * units
  return BigInt(decimal.slice(0, point) + decimal.slice(point + 1).padEnd(4, '0'))
}

/** A decimal string with exactly four decimals. @example decimalOf(6_005_000n) // '600.5000' */
export const decimalOf = (amount: bigint): Decimal => fourPlaces(amount) as Decimal // Sound: built to the pattern

const fourPlaces = (amount: bigint): string => {
  const digits = absolute(amount).toString().padStart(5, '0')
  const text = `${digits.slice(0, -4)}.${digits.slice(-4)}`
  return amount < 0n ? `-${text}` : text
}

/** An amount without its sign. */
export const absolute = (amount: bigint): bigint => (amount < 0n ? -amount : amount)

/** Quotient rounded half to even. `den` must be greater than zero. */
export const divideHalfEven = (num: bigint, den: bigint): bigint => {
  const quotient = num / den
  const twice = (num % den) * 2n
  const size = absolute(twice)
  if (size < den || (size === den && quotient % 2n === 0n)) return quotient
  return num < 0n ? quotient - 1n : quotient + 1n
}

/** An amount in another currency at `rate` (a decimal string), rounded half to even to ten-thousandths. P-08. */
export const convert = (amount: bigint, rate: string): bigint => {
  const point = rate.indexOf('.')
  if (point < 0) return amount * BigInt(rate)
  return divideHalfEven(amount * BigInt(rate.slice(0, point) + rate.slice(point + 1)), 10n ** BigInt(rate.length - point - 1))
}

/**
 * Splits `amount` in proportion to `weights` so that the parts always add up: largest remainder over the absolute amount,
 * ties to the earlier part. P-05, P-17.
 *
 * @example allocate(1_000_100n, [3333n, 3333n, 3334n]) // [333_333n, 333_333n, 333_434n]
 */
export const allocate = (amount: bigint, weights: readonly bigint[]): readonly bigint[] => {
  if (weights.length === 1) return [amount]
  const size = absolute(amount)
  const whole = weights.reduce((sum, weight) => sum + weight, 0n)
  if (whole <= 0n) throw new RangeError('weights must add up to more than zero')
  const parts = weights.map((weight) => (size * weight) / whole)
  let left = size - parts.reduce((sum, part) => sum + part, 0n)
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of byRemainder) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return amount < 0n ? parts.map((part) => -part) : parts
}

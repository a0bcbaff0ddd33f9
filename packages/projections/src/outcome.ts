/**
 * What a value comes to: a sum of deltas, a quotient of two sums, a number that no fraction holds (a deviation, a probability), or
 * nothing with the reason. Money is in ten-thousandths of the currency unit on both sides of a quotient. Domain 1.3, P-18.
 */
export type Outcome =
  | { readonly kind: 'amount'; readonly amount: bigint }
  | { readonly kind: 'quotient'; readonly num: bigint; readonly den: bigint }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'none'; readonly reason: string }

/** A sum. */
export const amount = (sum: bigint): Outcome => ({ kind: 'amount', amount: sum })

/** No value, and why. */
export const none = (reason: string): Outcome => ({ kind: 'none', reason })

/** A quotient of two sums; without a value where the divisor is zero. */
export const quotient = (num: bigint, den: bigint, reason: string): Outcome =>
  den === 0n ? none(reason) : { kind: 'quotient', num, den }

/** A number that is no fraction of sums. */
export const real = (value: number): Outcome => ({ kind: 'number', value })

/** Whether two outcomes are the same value, or the same lack of one. */
export const isSameOutcome = (a: Outcome, b: Outcome): boolean => {
  switch (a.kind) {
    case 'amount':
      return b.kind === 'amount' && a.amount === b.amount
    case 'quotient':
      return b.kind === 'quotient' && a.num * b.den === b.num * a.den
    case 'number':
      return b.kind === 'number' && a.value === b.value
    case 'none':
      return b.kind === 'none' && a.reason === b.reason
  }
}

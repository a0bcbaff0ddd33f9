import { decimalOf } from '@daybook/domain'
import {
  type Exact,
  type ExactText,
  exactText,
  fourDecimals,
  fraction,
  type KpiDescription,
  type Ratio,
  sixDecimals,
} from '@daybook/projections'

/** What a formula comes to: a sum of deltas, a quotient of two such sums, or nothing with the reason. */
export type Outcome =
  | { readonly kind: 'amount'; readonly amount: bigint }
  | { readonly kind: 'quotient'; readonly num: bigint; readonly den: bigint }
  | { readonly kind: 'none'; readonly reason: string }

export const amount = (sum: bigint): Outcome => ({ kind: 'amount', amount: sum })

export const none = (reason: string): Outcome => ({ kind: 'none', reason })

export const quotient = (num: bigint, den: bigint, reason: string): Outcome =>
  den === 0n ? none(reason) : { kind: 'quotient', num, den }

/** A value as it stands in answers. Domain 1.3: money with four decimals, counts as integers, ratios with six and their fraction. */
export type Shown = { readonly value: string | number | null; readonly reason?: string; readonly exact?: ExactText }

const shareOfWhole = 10_000n
const unitsOfMoney = 10_000n

/** The outcome of a KPI's or ratio's formula, as it stands in answers. */
export const shown = (measure: KpiDescription | Ratio, outcome: Outcome): Shown => {
  if (outcome.kind === 'none') return { value: null, reason: outcome.reason }
  if (outcome.kind === 'amount') return shownAmount(measure, outcome.amount)
  if (!isRatio(measure) || measure.unit === 'ratio') return shownFraction(fraction(outcome.num, outcome.den))
  const exact = fraction(outcome.num, outcome.den * unitsOfMoney)
  return { value: fourDecimals(exact), exact: exactText(exact) }
}

/** A sum of deltas as it stands in answers. */
export const shownAmount = (measure: KpiDescription | Ratio, sum: bigint): Shown => {
  switch (measure.unit) {
    case 'money':
      return { value: decimalOf(sum) }
    case 'share':
    case 'ratio':
      return shownFraction(fraction(sum, shareOfWhole))
    case 'accounts':
    case 'orders':
    case 'commitments':
    case 'flags':
      return { value: Number(sum) }
  }
}

const shownFraction = (exact: Exact): Shown => ({ value: sixDecimals(exact), exact: exactText(exact) })

export const isRatio = (measure: KpiDescription | Ratio): measure is Ratio => 'numerator' in measure

/** Whether two outcomes are the same value, or the same lack of one. */
export const isSameOutcome = (a: Outcome, b: Outcome): boolean => {
  if (a.kind === 'amount') return b.kind === 'amount' && a.amount === b.amount
  if (a.kind === 'quotient') return b.kind === 'quotient' && a.num * b.den === b.num * a.den
  return b.kind === 'none' && a.reason === b.reason
}

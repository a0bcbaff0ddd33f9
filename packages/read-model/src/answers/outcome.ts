import { decimalOf } from '@daybook/domain'
import {
  type AnyMeasure,
  type Calculation,
  type Exact,
  type ExactText,
  exactText,
  fourDecimals,
  fraction,
  type Outcome,
  oneDecimal,
  type Ratio,
  sixDecimals,
} from '@daybook/projections'

/** A value as it stands in answers. Domain 1.3: money with four decimals, counts as integers, ratios with six and their fraction. */
export type Shown = { readonly value: string | number | null; readonly reason?: string; readonly exact?: ExactText }

const shareOfWhole = 10_000n
const unitsOfMoney = 10_000n

/** The outcome of a KPI's or ratio's formula, as it stands in answers. */
export const shown = (measure: AnyMeasure, outcome: Outcome): Shown => {
  switch (outcome.kind) {
    case 'none':
      return { value: null, reason: outcome.reason }
    case 'amount':
      return shownAmount(measure, outcome.amount)
    case 'number':
      return { value: sixPlaces(outcome.value) }
    case 'quotient':
      return shownQuotient(measure, fraction(outcome.num, outcome.den))
  }
}

/** Never minus zero. */
const sixPlaces = (value: number): string => (Math.abs(value) < 5e-7 ? 0 : value).toFixed(6)

/** Medians of days have one decimal and no fraction. */
const shownQuotient = ({ unit }: AnyMeasure, exact: Exact): Shown => {
  if (unit === 'days') return { value: oneDecimal(exact) }
  if (unit !== 'money') return shownFraction(exact)
  const inUnits = fraction(exact.num, exact.den * unitsOfMoney)
  return { value: fourDecimals(inUnits), exact: exactText(inUnits) }
}

/** A sum of deltas as it stands in answers. */
export const shownAmount = (measure: AnyMeasure, sum: bigint): Shown => {
  switch (measure.unit) {
    case 'money':
      return { value: decimalOf(sum) }
    case 'share':
    case 'ratio':
      return shownFraction(fraction(sum, shareOfWhole))
    default:
      return { value: Number(sum) }
  }
}

const shownFraction = (exact: Exact): Shown => ({ value: sixDecimals(exact), exact: exactText(exact) })

export const isRatio = (measure: AnyMeasure): measure is Ratio => 'numerator' in measure

export const isCalculation = (measure: AnyMeasure): measure is Calculation => 'operands' in measure

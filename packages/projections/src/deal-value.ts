import { amountOf, convertAt, type Day, dayNumber, divideHalfEven, rateFor } from '@daybook/domain'
import { type Deal, worthOf } from './deal.ts'
import { currencyOf, policyFor, type Reference } from './reference.ts'

/**
 * What a deal is worth in the reporting currency, in ten-thousandths; null where no rate converts it.
 *
 * A deal that has ended is converted at the rate of that day, an open one at that of the day on which it should close. That day mostly lies
 * ahead, without a rate yet: then it is the rate of the day on which the amount was told. P-08.
 */
export const dealValue = <Mark>(deal: Deal<Mark>, reference: Reference): bigint | null => {
  const { ending, expectedCloseOn, worth } = deal
  const days = ending === null ? [expectedCloseOn, worth.toldOn] : [ending.effectiveOn]
  for (const day of days) {
    const rate = rateOn(deal, day, reference)
    if (rate !== null) return convertAt(amountOf(worthOf(deal)), rate)
  }
  return null
}

const rateOn = <Mark>({ worth }: Deal<Mark>, day: Day, reference: Reference) => {
  const { calendar, rates } = reference
  const rule = policyFor(reference, 'fx-rule', dayNumber(day))
  return rateFor(rates, { from: worth.currency, to: currencyOf(reference), day, rule, calendar })?.rate ?? null
}

/** The ten-thousandths that a probability of 1 is. */
const certain = 10_000n

/** A value by its probability, rounded half to even. M-28. */
export const weighted = <Mark>({ probability }: Pick<Deal<Mark>, 'probability'>, value: bigint): bigint =>
  divideHalfEven(value * amountOf(probability), certain)

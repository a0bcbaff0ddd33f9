import { amountOf, convertAt, type Day, dayNumber, divideHalfEven, type RateFound, rateFor } from '@daybook/domain'
import { type Deal, worthOf } from './deal.ts'
import { currencyOf, policyFor, type Reference } from './reference.ts'

/** What a deal is worth in the reporting currency, in ten-thousandths; null where no rate converts it. */
export const dealValue = <Mark>(deal: Deal<Mark>, reference: Reference): bigint | null => {
  const found = dealRate(deal, reference)
  return found === null ? null : convertAt(amountOf(worthOf(deal)), found.rate)
}

/**
 * The rate at which a deal is converted. One that has ended: that of the day; an open one: that of the day on which it should close. This
 * day mostly lies ahead, without a rate yet: then it is the rate of the day on which the amount was told. P-08.
 */
export const dealRate = <Mark>(deal: Deal<Mark>, reference: Reference): RateFound | null => {
  const { ending, expectedCloseOn, worth } = deal
  if (ending !== null) return rateOn(deal, ending.effectiveOn, reference)
  return rateOn(deal, expectedCloseOn, reference) ?? rateOn(deal, worth.toldOn, reference)
}

const rateOn = <Mark>({ worth }: Deal<Mark>, day: Day, reference: Reference): RateFound | null => {
  const { calendar, rates } = reference
  const rule = policyFor(reference, 'fx-rule', dayNumber(day))
  return rateFor(rates, { from: worth.currency, to: currencyOf(reference), day, rule, calendar })
}

/** The ten-thousandths that a probability of 1 is. */
const certain = 10_000n

/** A value by its probability, rounded half to even. M-28. */
export const weighted = <Mark>({ probability }: Pick<Deal<Mark>, 'probability'>, value: bigint): bigint =>
  divideHalfEven(value * amountOf(probability), certain)

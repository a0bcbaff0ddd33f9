import { divideHalfEven } from '@daybook/domain'
import { type CalculationQuestion, defineCalculation } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { endedMonths, toDateOf, yearOf } from '../period-arithmetic.ts'
import { annualGap, gapOf } from './quota-gap.ts'

/** M-23 of the domain specification. Without a month left there is no rate that closes the gap. */
export const requiredRunRate = defineCalculation({
  ...annualGap,
  name: 'required-run-rate',
  title: 'Required run rate',
  definition: 'What must be sold in each month of the fiscal year that has not ended, for the annual quota to be met.',
  formula: '(quota − sold) / months left',
  compute: (found, question) => {
    const gap = gapOf(found, question)
    if (gap.kind !== 'amount') return gap
    const left = monthsLeft(question)
    return left === 0 ? none('no-base') : amount(divideHalfEven(gap.amount, BigInt(left)))
  },
})

const monthsLeft = ({ period, asOf, reference }: CalculationQuestion): number =>
  (yearOf(reference, period)?.months.length ?? 0) - endedMonths(toDateOf(reference, period), asOf).length

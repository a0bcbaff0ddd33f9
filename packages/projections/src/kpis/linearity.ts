import { type Calculation, type CalculationQuestion, defineCalculation, type Found, type Operands } from '../calculation.ts'
import { hockeyStickNote, lastThirdOf, variationOf } from '../evenness.ts'
import { begunMonths, selected } from '../period-arithmetic.ts'

/** What the two measures of evenness have in common: the months of a quarter or year. */
export const monthlyEvenness = {
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['quarter', 'year'],
  forms: ['ytd'],
  from: ['net-sales'],
  operands: ({ period, asOf, reference }: CalculationQuestion): Operands =>
    Object.fromEntries(
      begunMonths(period, asOf).map((month) => [month.id, { kpi: 'net-sales', period: selected(reference, month) }]),
    ),
} as const satisfies Partial<Calculation>

/** The sales of each month that has begun. */
export const monthsSold = ({ amount }: Found, { period, asOf }: CalculationQuestion): readonly bigint[] =>
  begunMonths(period, asOf).map(({ id }) => amount(id))

/** M-27 of the domain specification. */
export const linearity = defineCalculation({
  ...monthlyEvenness,
  name: 'linearity',
  title: 'Linearity',
  definition: 'How unevenly sales came in: the deviation of the months of the period over their mean; 0 is even.',
  unit: 'ratio',
  formula: 'σ / µ of months',
  compute: (found, question) => {
    const sums = monthsSold(found, question)
    return { ...variationOf(sums), ...hockeyStickNote(lastThirdOf(sums)) }
  },
})

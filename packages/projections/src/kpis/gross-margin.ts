import { type CalculationQuestion, defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'

/** M-57 of the domain specification. Lines whose cost is not given stand on neither side. */
export const grossMargin = defineCalculation({
  name: 'gross-margin',
  title: 'Gross margin',
  definition: 'Net sales less their cost, as a part of net sales, of the lines whose cost is given.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['sales-with-cost', 'cost-of-sales'],
  formula: '(sales − cost) / sales',
  operands: ({ period }: CalculationQuestion) => ({
    sales: { kpi: 'sales-with-cost', period },
    cost: { kpi: 'cost-of-sales', period },
  }),
  compute: ({ amount }) => {
    const sales = amount('sales')
    return sales <= 0n ? none('no-base') : quotient(sales - amount('cost'), sales, 'no-base')
  },
})

import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'

/** M-09 of the domain specification. Discounts of whole orders are spread over their lines first. */
export const productShare = defineCalculation({
  name: 'product-share',
  title: 'Product share',
  definition: 'Net sales of a product family as a share of all net sales.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['family'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['net-sales'],
  formula: 'family / all',
  operands: ({ period }) => ({
    family: { kpi: 'net-sales', period },
    all: { kpi: 'net-sales', scope: 'org', entity: null, period },
  }),
  compute: ({ amount }) => {
    const all = amount('all')
    return all <= 0n ? none('no-base') : quotient(amount('family'), all, 'no-base')
  },
})

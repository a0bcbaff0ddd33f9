import { dayNumber } from '@daybook/domain'
import { defineCalculation } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'
import { beginning } from '../timeline.ts'
import { topThree } from '../top-three.ts'

/** M-56 of the domain specification: of all deals open on the day, whenever they should close. */
export const pipelineConcentration = defineCalculation({
  name: 'pipeline-concentration',
  title: 'Pipeline concentration',
  definition: 'What the three largest opportunities open on the day, by weighted amount, are of the whole weighted pipeline.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'owner',
  scopes: ['org', 'team', 'rep'],
  grain: ['month', 'quarter', 'year'],
  forms: [],
  from: ['weighted-pipeline'],
  formula: 'Σ of the three largest / Σ of all',
  operands: ({ period, asOf }) => {
    const last = Math.min(dayNumber(period.last), dayNumber(asOf))
    return { deals: { kpi: 'weighted-pipeline', by: 'account', from: beginning, last } }
  },
  compute: ({ parts }) => {
    // The parts of this sum are deals: each is a partition of its own.
    const { top, all } = topThree(parts('deals').map(({ amount }) => amount))
    return all <= 0n ? none('no-base') : quotient(top, all, 'no-base')
  },
})

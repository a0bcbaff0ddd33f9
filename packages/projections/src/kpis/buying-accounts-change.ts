import { defineCalculation } from '../calculation.ts'
import { amount, none } from '../outcome.ts'
import { selected } from '../period-arithmetic.ts'

/** M-13 of the domain specification. */
export const buyingAccountsChange = defineCalculation({
  name: 'buying-accounts-change',
  title: 'Change of buying accounts',
  definition: 'Buying accounts of the fiscal month less those of the month before.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'credit',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month'],
  forms: [],
  from: ['buying-accounts'],
  formula: 'now − before',
  operands: ({ period, reference }) => {
    const before = reference.calendar.previous(period.period, 1)
    if (before === null) return {}
    return { now: { kpi: 'buying-accounts', period }, before: { kpi: 'buying-accounts', period: selected(reference, before) } }
  },
  compute: (found, { period, reference }) =>
    reference.calendar.previous(period.period, 1) === null
      ? none('no-base')
      : amount(found.amount('now') - found.amount('before')),
})

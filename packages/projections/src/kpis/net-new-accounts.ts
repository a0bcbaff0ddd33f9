import { defineCalculation } from '../calculation.ts'
import { amount } from '../outcome.ts'

/** M-19 of the domain specification. */
export const netNewAccounts = defineCalculation({
  name: 'net-new-accounts',
  title: 'Net new accounts',
  definition: 'New accounts and those won back, less those declared lost.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['month', 'quarter', 'year'],
  forms: ['ytd', 'r12'],
  from: ['new-accounts', 'won-back-accounts', 'lost-accounts'],
  formula: 'new + wonBack − lost',
  operands: ({ period }) => ({
    new: { kpi: 'new-accounts', period },
    wonBack: { kpi: 'won-back-accounts', period },
    lost: { kpi: 'lost-accounts', period },
  }),
  compute: (found) => amount(found.amount('new') + found.amount('wonBack') - found.amount('lost')),
})

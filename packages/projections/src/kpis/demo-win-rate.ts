import { defineRatio } from '../kpi.ts'

/** M-53 of the domain specification. Of demonstrations given within the last 180 days it may still rise. */
export const demoWinRate = defineRatio({
  name: 'demo-win-rate',
  title: 'Demo to win',
  definition: 'Demonstrations that a won opportunity of the account followed within 180 days, as a part of all.',
  unit: 'ratio',
  version: 1,
  kind: 'flow',
  view: 'owner',
  scopes: ['org', 'team', 'rep', 'account'],
  grain: ['month'],
  numerator: 'demo-wins',
  denominator: 'demos',
  reason: 'no-base',
})

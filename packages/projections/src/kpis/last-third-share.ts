import { defineCalculation } from '../calculation.ts'
import { hockeyStickNote, lastThirdOf } from '../evenness.ts'
import { monthlyEvenness, monthsSold } from './linearity.ts'

/** M-27 of the domain specification. */
export const lastThirdShare = defineCalculation({
  ...monthlyEvenness,
  name: 'last-third-share',
  title: 'Share of the last third',
  definition:
    'What was sold in the last third of the months of the period, as a share of all of it; from 0.60 on a hockey stick.',
  unit: 'ratio',
  formula: 'last third / all months',
  compute: (found, question) => {
    const share = lastThirdOf(monthsSold(found, question))
    return { ...share, ...hockeyStickNote(share) }
  },
})

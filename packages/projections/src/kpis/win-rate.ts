import { defineCalculation } from '../calculation.ts'
import { winRateKpi } from '../win-rates.ts'

/** M-49 of the domain specification, of all deals. Null with `no-base` where none has ended. */
export const winRate = defineCalculation({
  ...winRateKpi({ won: 'won-opportunities', lost: 'lost-opportunities' }),
  name: 'win-rate',
  title: 'Win rate',
  definition: 'Opportunities won as a part of those that ended in the period, won or lost.',
})

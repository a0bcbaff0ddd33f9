import { defineCalculation } from '../calculation.ts'
import { winRateKpi } from '../win-rates.ts'

/** M-49 of the domain specification. Null with `no-base` where none has ended. */
export const competitiveWinRate = defineCalculation({
  ...winRateKpi({ won: 'competitive-wins', lost: 'competitive-losses' }),
  name: 'competitive-win-rate',
  title: 'Competitive win rate',
  definition: 'Opportunities won as a part of those that ended in the period and that a competitor was named for.',
})

import { type CalculationQuestion, defineCalculation, type Operands } from '../calculation.ts'
import { none, quotient } from '../outcome.ts'

const scales = ['csat', 'nps'] as const

/**
 * M-54 of the domain specification: on one scale, never mixed. Where answers were given on both it is the one on which more people have
 * answered, csat if equally many; the explanation names it. Each scale by itself: `satisfaction-csat`, `satisfaction-nps`.
 */
export const satisfaction = defineCalculation({
  name: 'satisfaction',
  title: 'Satisfaction',
  definition: 'Mean of the latest answer of each respondent, on the scale (csat or nps) on which most have answered.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['org', 'account'],
  grain: [],
  forms: [],
  from: ['csat-points', 'csat-respondents', 'nps-points', 'nps-respondents'],
  formula: 'points / respondents, on one scale',
  operands: ({ period }: CalculationQuestion): Operands =>
    Object.fromEntries(
      scales.flatMap((scale) =>
        ['points', 'respondents'].map((what) => [`${scale}-${what}`, { kpi: `${scale}-${what}`, period }]),
      ),
    ),
  compute: ({ amount }) => {
    const [csat, nps] = [amount('csat-respondents'), amount('nps-respondents')]
    const scale = nps > csat ? 'nps' : 'csat'
    if (csat + nps === 0n) return none('no-base')
    return { ...quotient(amount(`${scale}-points`), scale === 'nps' ? nps : csat, 'no-base'), notes: { scale } }
  },
})

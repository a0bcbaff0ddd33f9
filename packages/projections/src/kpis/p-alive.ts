import { modelOn } from '../alive-model.ts'
import { type BgNbd, probabilityAlive } from '../bg-nbd.ts'
import { historyOn, occasionsIn, ordersUntil } from '../buying-pattern.ts'
import { defineCalculation, type Part } from '../calculation.ts'
import type { DayNumber } from '../kpi.ts'
import { none, real } from '../outcome.ts'
import { dayAsked } from '../period-arithmetic.ts'

/**
 * M-33 of the domain specification: a second opinion beside the overdue score, whose status holds. The model takes buying for chance
 * alone, so that it reacts later to the silence of a buyer by clockwork.
 *
 * Of an account that bought once it says nothing: the formula gives 1 whatever has happened since.
 */
export const pAlive = defineCalculation({
  name: 'p-alive',
  title: 'Probability of being a customer still',
  definition: 'How likely an account is to buy again, by the BG/NBD model that fits the buying of all accounts best.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['account'],
  grain: [],
  forms: [],
  from: ['orders'],
  formula: '1 / (1 + a/(b+x−1) · ((α+T)/(α+t))^(r+x)), with r, α, a, b of all accounts',
  operands: (question) => ({
    orders: ordersUntil(question),
    // Of nobody in particular, so that all accounts of an answer read it once.
    everyone: { ...ordersUntil(question), entity: null, by: 'account-day', isOfEveryone: true, isContext: true },
  }),
  compute: ({ parts }, question) => {
    const day = dayAsked(question)
    const history = historyOn(occasionsIn(parts('orders')), day)
    const model = modelOf(parts('everyone'), day)
    if (model === null || history.repeats === 0) return none('insufficient-history')
    const { r, alpha, a, b } = model
    const notes = { r: r.toFixed(6), alpha: alpha.toFixed(6), a: a.toFixed(6), b: b.toFixed(6) }
    return { ...real(probabilityAlive(model, history)), notes }
  },
})

/** All accounts of an answer share one list of orders, which is looked through once. */
const models = new WeakMap<readonly Part[], { readonly day: DayNumber; readonly model: BgNbd | null }>()

const modelOf = (everyone: readonly Part[], day: DayNumber): BgNbd | null => {
  const known = models.get(everyone)
  if (known?.day === day) return known.model
  const model = modelOn(Map.groupBy(occasionsIn(everyone), ({ account }) => account).values(), day)
  models.set(everyone, { day, model })
  return model
}

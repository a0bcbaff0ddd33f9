import { dayOf } from '@daybook/domain'
import { accountEntities, sorted } from '../credit.ts'
import { defineKpi } from '../kpi.ts'
import { seatSpans } from '../ownership.ts'
import type { LossPiece } from '../pieces.ts'
import { periodKey } from '../reference.ts'

/** M-19 of the domain specification. */
export const lostAccounts = defineKpi<LossPiece>({
  name: 'lost-accounts',
  title: 'Lost accounts',
  definition: 'Accounts declared lost, on the day they were lost, from the book of the owner of the day before.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'book',
  ledger: 'lost',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory'],
  grain: ['month'],
  fold: 'account',
  per: 'lifecycle',
  contributions: ({ view, loss }) => {
    const month = view.reference.calendar.monthOf(dayOf(loss.lostOn))
    const span = seatSpans(view, { from: loss.lostOn - 1, until: loss.lostOn })[0]
    if (month === null || span === undefined) return []
    const because = sorted(span.setBy === null ? [loss.lostBy] : [loss.lostBy, span.setBy])
    const at = { from: loss.lostOn, until: null, because }
    const period = periodKey(month)
    return [
      ...span.seats.map(({ entity, counts }) => ({ ...at, cell: { entity, period }, amounts: counts })),
      ...accountEntities(view, loss.lostOn - 1)
        .slice(1)
        .map((entity) => ({ ...at, cell: { entity, period }, amounts: [1n] })),
    ]
  },
})

import { accept, byText } from '@daybook/domain'
import { z } from 'zod'
import { defineReport, periodParameters, periodsAsked, type ReportRow } from '../report.ts'
import {
  competitorCell,
  daysBetween,
  dealCells,
  dealColumns,
  dealParameters,
  dealsAsked,
  flagCell,
  moneyCell,
  ownAmountColumns,
  type ReportedDeal,
} from '../report-deals.ts'

/** M-49 and M-51 of the domain specification, deal by deal. A deal that was reopened since stands in it no more. */
export const winsLosses = defineReport({
  name: 'wins-losses',
  title: 'Wins and losses',
  definition: 'Opportunities won and lost in the periods: what each was worth, why it was lost, and who else was after it.',
  whenEmpty: { needs: ['OpportunityWon', 'OpportunityLost'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({
    ...dealParameters,
    ...periodParameters,
    outcome: z.enum(['won', 'lost', 'all']).default('all'),
  }),
  columns: [
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'outcome', title: 'Outcome', type: 'id' },
    { id: 'closedOn', title: 'Closed on', type: 'date' },
    ...dealColumns,
    { id: 'value', title: 'Value', type: 'money', unit: 'currency' },
    ...ownAmountColumns,
    { id: 'reasonCode', title: 'Reason', type: 'id' },
    { id: 'competitor', title: 'Competitor', type: 'text' },
    { id: 'openedOn', title: 'Opened on', type: 'date' },
    { id: 'openDays', title: 'Open for', type: 'integer', unit: 'days' },
    { id: 'keyDeal', title: 'Key deal', type: 'text' },
    { id: 'orderId', title: 'Order', type: 'id' },
    { id: 'note', title: 'Note', type: 'text' },
    { id: 'evidenceEventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    return dealsAsked(context, parameters).then((deals) =>
      accept(
        periods.value.flatMap(({ id, first, last }) =>
          deals
            .flatMap((each) => endedRow(each, id) ?? [])
            .filter(({ closedOn }) => first <= closedOn && closedOn <= last)
            .filter(({ outcome }) => parameters.outcome === 'all' || outcome === parameters.outcome)
            .sort((a, b) => byText(a.closedOn, b.closedOn)),
        ),
      ),
    )
  },
})

type EndedRow = ReportRow & { readonly closedOn: string; readonly outcome: 'won' | 'lost' }

/** Null while the deal is open. */
const endedRow = (reported: ReportedDeal, period: string): EndedRow | null => {
  const { deal, value } = reported
  const { ending } = deal
  if (ending === null) return null
  const isWon = ending.type === 'OpportunityWon'
  return {
    period,
    outcome: isWon ? 'won' : 'lost',
    closedOn: ending.effectiveOn,
    ...dealCells(reported),
    value: moneyCell(value),
    reasonCode: isWon ? null : (ending.data.reasonCode ?? null),
    competitor: competitorCell(reported),
    openedOn: deal.opened.effectiveOn,
    openDays: daysBetween(deal.opened.effectiveOn, ending.effectiveOn),
    keyDeal: flagCell(deal.keyDeal !== null),
    orderId: isWon ? (ending.data.orderId ?? null) : null,
    note: ending.data.note ?? null,
    evidenceEventId: ending.mark,
  }
}

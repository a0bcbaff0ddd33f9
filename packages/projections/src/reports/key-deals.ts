import { accept } from '@daybook/domain'
import { z } from 'zod'
import { fraction, sixDecimals } from '../exact.ts'
import { defineReport, type ReportRow } from '../report.ts'
import {
  byValue,
  competitorCell,
  dealCells,
  dealColumns,
  dealParameters,
  dealsAsked,
  moneyCell,
  ownAmountColumns,
  type ReportedDeal,
} from '../report-deals.ts'
import { topThree } from '../top-three.ts'

/**
 * M-56 of the domain specification: the deals that were marked, and with `status=all` those that have ended too. Shares are parts of the
 * weighted amounts of all open deals of the scope asked for, marked or not.
 */
export const keyDeals = defineReport({
  name: 'key-deals',
  title: 'Key deals',
  definition:
    'Opportunities marked as key deals: value, stage and status, and how much of the weighted pipeline hangs on them and on the top three.',
  whenEmpty: { needs: ['OpportunityMarkedKeyDeal'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({ ...dealParameters, status: z.enum(['open', 'won', 'lost', 'all']).default('all') }),
  columns: [
    ...dealColumns,
    { id: 'status', title: 'Status', type: 'id' },
    { id: 'value', title: 'Value', type: 'money', unit: 'currency' },
    { id: 'probability', title: 'Probability', type: 'ratio' },
    { id: 'weighted', title: 'Weighted amount', type: 'money', unit: 'currency' },
    ...ownAmountColumns,
    { id: 'shareOfPipeline', title: 'Share of weighted pipeline', type: 'ratio' },
    { id: 'topThreeShare', title: 'Share of the top three', type: 'ratio' },
    { id: 'expectedCloseOn', title: 'Expected to close', type: 'date' },
    { id: 'closedOn', title: 'Closed on', type: 'date' },
    { id: 'competitor', title: 'Competitor', type: 'text' },
    { id: 'markedOn', title: 'Marked on', type: 'date' },
    { id: 'reason', title: 'Marked because', type: 'text' },
  ],
  rows: (context, parameters) =>
    dealsAsked(context, parameters).then((deals) => {
      const { top, all } = topThree(deals.filter(isOpen).flatMap(({ weighted }) => weighted ?? []))
      const isMeant = (each: ReportedDeal): boolean =>
        each.deal.keyDeal !== null && (parameters.status === 'all' || parameters.status === statusOf(each))
      const rows = deals.filter(isMeant).sort(byValue(({ value }) => value))
      return accept(rows.map((each) => rowOf(each, { all, topThreeShare: shareOf(top, all) })))
    }),
})

const isOpen = ({ deal }: ReportedDeal): boolean => deal.ending === null

const statusOf = ({ deal: { ending } }: ReportedDeal): 'open' | 'won' | 'lost' =>
  ending === null ? 'open' : ending.type === 'OpportunityWon' ? 'won' : 'lost'

const shareOf = (part: bigint, all: bigint): string | null => (all <= 0n ? null : sixDecimals(fraction(part, all)))

type Concentration = { readonly all: bigint; readonly topThreeShare: string | null }

const rowOf = (reported: ReportedDeal, { all, topThreeShare }: Concentration): ReportRow => {
  const { deal, value } = reported
  const weighted = isOpen(reported) ? reported.weighted : null
  return {
    ...dealCells(reported),
    status: statusOf(reported),
    value: moneyCell(value),
    probability: isOpen(reported) ? deal.probability : null,
    weighted: moneyCell(weighted),
    shareOfPipeline: weighted === null ? null : shareOf(weighted, all),
    topThreeShare,
    expectedCloseOn: deal.expectedCloseOn,
    closedOn: deal.ending?.effectiveOn ?? null,
    competitor: competitorCell(reported),
    markedOn: deal.keyDeal?.effectiveOn ?? null,
    reason: deal.keyDeal?.data.reason ?? null,
  }
}

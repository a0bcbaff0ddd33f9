import { accept } from '@daybook/domain'
import { z } from 'zod'
import {
  defineReport,
  isPeriodAsked,
  periodParameters,
  periodsAsked,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import {
  byValue,
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

/** M-28 of the domain specification, deal by deal. Without a period: all that are open, whenever they should close. */
export const pipelineReport = defineReport({
  name: 'pipeline',
  title: 'Pipeline',
  definition:
    'Opportunities open on the day: what each is worth, how likely it is, when it should close, and whether that day has passed.',
  whenEmpty: { needs: ['OpportunityOpened'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({
    ...dealParameters,
    ...periodParameters,
    stage: repeated,
    overdue: z.enum(['true', 'false']).default('false'),
  }),
  columns: [
    ...dealColumns,
    { id: 'amount', title: 'Amount', type: 'money', unit: 'currency' },
    { id: 'probability', title: 'Probability', type: 'ratio' },
    { id: 'weighted', title: 'Weighted amount', type: 'money', unit: 'currency' },
    ...ownAmountColumns,
    { id: 'openedOn', title: 'Opened on', type: 'date' },
    { id: 'ageDays', title: 'Age', type: 'integer', unit: 'days' },
    { id: 'expectedCloseOn', title: 'Expected to close', type: 'date' },
    { id: 'expectedIn', title: 'In period', type: 'id' },
    { id: 'overdue', title: 'Overdue', type: 'text' },
    { id: 'competitor', title: 'Competitor', type: 'text' },
    { id: 'keyDeal', title: 'Key deal', type: 'text' },
  ],
  rows: (context, parameters) => {
    const periods = isPeriodAsked(parameters) ? periodsAsked(context, parameters) : accept(null)
    if (!periods.ok) return Promise.resolve(periods)
    const isMeant = ({ deal: { ending, expectedCloseOn, stage } }: ReportedDeal): boolean =>
      ending === null &&
      (periods.value?.some(({ first, last }) => first <= expectedCloseOn && expectedCloseOn <= last) ?? true) &&
      (parameters.stage?.includes(stage ?? '') ?? true) &&
      (parameters.overdue === 'false' || expectedCloseOn < context.asOf)
    return dealsAsked(context, parameters).then((deals) =>
      accept(
        deals
          .filter(isMeant)
          .sort(byValue((each) => each.weighted))
          .map((each) => rowOf(context, each)),
      ),
    )
  },
})

const rowOf = ({ asOf, reference }: ReportContext, reported: ReportedDeal): ReportRow => {
  const { deal, value, weighted } = reported
  const { opened, expectedCloseOn, probability, keyDeal } = deal
  return {
    ...dealCells(reported),
    amount: moneyCell(value),
    probability,
    weighted: moneyCell(weighted),
    openedOn: opened.effectiveOn,
    ageDays: daysBetween(opened.effectiveOn, asOf),
    expectedCloseOn,
    expectedIn: reference.calendar.monthOf(expectedCloseOn)?.id ?? null,
    overdue: flagCell(expectedCloseOn < asOf),
    competitor: competitorCell(reported),
    keyDeal: flagCell(keyDeal !== null),
  }
}

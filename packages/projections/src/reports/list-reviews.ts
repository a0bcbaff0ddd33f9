import { accept, addMonths, type Day } from '@daybook/domain'
import { z } from 'zod'
import type { SellerListDocument } from '../documents/seller-list.ts'
import { endedMonths } from '../period-arithmetic.ts'
import type { PeriodSelection } from '../period-selection.ts'
import { defineReport, periodParameters, periodsAsked, type ReportContext, type ReportRow } from '../report.ts'
import { cellOfOwner, cellsOfOwners, type Owners, ownerParameters, ownersAsked } from '../report-owners.ts'

/** R-A4 of the domain specification. */
export const listReviews = defineReport({
  name: 'list-reviews',
  title: 'Reviews of account lists',
  definition:
    'In how many months of the period that have ended the list of each seller was gone through, and when it is due again.',
  whenEmpty: { needs: ['TargetsSet', 'LeadsSet', 'ListReviewed'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({ ...ownerParameters, ...periodParameters }),
  columns: [
    { id: 'ownerType', title: 'Owner type', type: 'id' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'monthsReviewed', title: 'Months reviewed', type: 'integer' },
    { id: 'monthsElapsed', title: 'Months ended', type: 'integer' },
    { id: 'compliance', title: 'Compliance', type: 'ratio' },
    { id: 'reason', title: 'Reason', type: 'id' },
    { id: 'lastReviewOn', title: 'Last review', type: 'date' },
    { id: 'lastReviewBy', title: 'By', type: 'id' },
    { id: 'nextReviewOn', title: 'Due again', type: 'date' },
    { id: 'overdue', title: 'Overdue', type: 'boolean' },
    { id: 'lastReviewEventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const ids = periods.value.map(({ id }) => id)
    return Promise.all([
      ownersAsked(context, parameters, { kpis: ['list-review-compliance'], periods: ids }),
      context.documents<SellerListDocument>('seller-list'),
    ])
      .then(([owners, lists]) =>
        Promise.all(owners.map((each) => rowsOf(context, { owners: each, lists, periods: periods.value }))),
      )
      .then((rows) => accept(rows.flat()))
  },
  cells: ({ ownerType, ownerId, period }) => [
    { kpi: 'list-review-compliance', ...cellOfOwner(String(ownerType), String(ownerId)), period: String(period) },
  ],
})

type Asked = {
  readonly owners: Owners
  readonly lists: readonly SellerListDocument[]
  readonly periods: readonly PeriodSelection[]
}

const rowsOf = (context: ReportContext, { owners, lists, periods }: Asked): Promise<readonly ReportRow[]> => {
  const { asOf } = context
  const ended = periods.map((period) => endedMonths(period, asOf).map(({ id }) => id))
  const ids = periods.map(({ id }) => id)
  return Promise.all([
    cellsOfOwners(context, owners, { kpi: 'list-review-compliance', periods: ids }),
    cellsOfOwners(context, owners, { kpi: 'lists-reviewed', periods: [...new Set(ended.flat())] }),
  ]).then(([compliance, reviewed]) =>
    owners.ids.flatMap((ownerId) =>
      periods.map((period, place) => {
        const { value, reason = null } = compliance(ownerId, period.id)
        const months = ended[place] ?? []
        return {
          ownerType: owners.type,
          ownerId,
          period: period.id,
          monthsReviewed: months.reduce((sum, month) => sum + Number(reviewed(ownerId, month).value ?? 0), 0),
          monthsElapsed: months.length,
          compliance: value,
          reason,
          ...(owners.type === 'rep'
            ? lastOf(
                lists.find(({ repId }) => repId === ownerId),
                asOf,
              )
            : {}),
        }
      }),
    ),
  )
}

/** The last review of a seller's list by the day; another is due a month later. PM-6. */
const lastOf = (list: SellerListDocument | undefined, asOf: Day): ReportRow => {
  const last = list?.reviews.findLast(({ on }) => on <= asOf)
  if (last === undefined) return {}
  const next = nextListReviewOn(last.on)
  return {
    lastReviewOn: last.on,
    lastReviewBy: last.by,
    nextReviewOn: next,
    overdue: next < asOf,
    lastReviewEventId: last.eventId,
  }
}

/** Lists are gone through at least monthly. */
const nextListReviewOn = (lastOn: string): Day => addMonths(lastOn as Day, 1) // Sound: a date of an event

import { accept, byText, dayNumber, dayOf } from '@daybook/domain'
import { z } from 'zod'
import { type BookAsked, inBooks, isNamed } from '../book-owner.ts'
import { columnsNamed, fromRows } from '../chart.ts'
import { netOfYearTo, occasionsOf } from '../day-sales.ts'
import { designationsIn } from '../designated.ts'
import type { AccountDocument } from '../documents/account.ts'
import { isLostOn } from '../lost-on.ts'
import { lastMeetingOf } from '../meetings.ts'
import { type Buyer, type BuyerBook, buyerBook, rowOf, statusIn } from '../overdue-row.ts'
import { policyFor } from '../reference.ts'
import { type DaySales, defineReport, type ReportColumn, type ReportContext, type ReportRow, repeated } from '../report.ts'
import { resolve } from '../resolution.ts'

const statuses = ['on-track', 'due', 'late', 'overdue', 'insufficient-history'] as const
const isStatus = (text: string): text is (typeof statuses)[number] => statuses.some((status) => status === text)
const status = z.string().refine(isStatus, `must be one of ${statuses.join(', ')}`)

const columns: readonly ReportColumn[] = [
  { id: 'rank', title: 'Rank', type: 'integer' },
  { id: 'accountId', title: 'Account', type: 'id' },
  { id: 'accountName', title: 'Name', type: 'text' },
  { id: 'designation', title: 'Designation', type: 'id' },
  { id: 'ownerNow', title: 'Owner', type: 'id' },
  { id: 'r12Sales', title: 'Net sales, 12 months', type: 'money', unit: 'currency' },
  { id: 'lifetimeSales', title: 'Net sales, all time', type: 'money', unit: 'currency' },
  { id: 'firstOrderOn', title: 'First order', type: 'date' },
  { id: 'lastOrderOn', title: 'Last order', type: 'date' },
  { id: 'daysSince', title: 'Days since', type: 'integer', unit: 'days' },
  { id: 'medianInterval', title: 'Median interval', type: 'number', unit: 'days' },
  { id: 'mad', title: 'Median absolute deviation', type: 'number', unit: 'days' },
  { id: 'sigma', title: 'Spread', type: 'number', unit: 'days' },
  { id: 'expectedOn', title: 'Expected', type: 'date' },
  { id: 'overdueOn', title: 'Overdue from', type: 'date' },
  { id: 'z', title: 'Overdue score', type: 'number' },
  { id: 'status', title: 'Status', type: 'id' },
  { id: 'pAlive', title: 'Probability of being a customer still', type: 'ratio' },
  { id: 'r12Orders', title: 'Orders, 12 months', type: 'integer' },
  { id: 'averageInterval', title: 'Average interval', type: 'number', unit: 'days' },
  { id: 'lastAmount', title: 'Last day of orders', type: 'money', unit: 'currency' },
  { id: 'medianAmount', title: 'Median of the 12 days before', type: 'money', unit: 'currency' },
  { id: 'amountFlag', title: 'Amounts', type: 'id' },
  { id: 'missingFamilies', title: 'Families no longer bought', type: 'text' },
  { id: 'lastActivityOn', title: 'Last activity', type: 'date' },
  { id: 'lastActivityKind', title: 'By what', type: 'id' },
  { id: 'lastContactBy', title: 'By whom', type: 'id' },
  { id: 'valueAtRisk', title: 'Value at risk', type: 'money', unit: 'currency' },
  { id: 'seasonalNote', title: 'Note', type: 'id' },
]

/** R-144 of the domain specification. */
export const overdueBuyersReport = defineReport({
  name: 'overdue-buyers',
  title: 'Top accounts and overdue buyers',
  definition: 'The accounts with most sales, each with its buying rhythm, and whether it is overdue by its own measure.',
  whenEmpty: { needs: ['OrderAccepted'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    top: z.coerce.number().int().min(1).max(10_000).default(100),
    rankBy: z.enum(['r12', 'lifetime']).default('r12'),
    status: repeated.pipe(z.array(status).optional()),
    scope: z.enum(['org', 'team', 'rep', 'account']).optional(),
    entity: repeated,
  }),
  columns,
  rows: (context, parameters) =>
    Promise.all([
      context.accounts(),
      context.salesByDay(null),
      designationsIn(context).then((on) => on(context.asOf)),
      lastMeetingOf(context),
    ])
      .then(([documents, sales, designations, lastMeeting]) => {
        const book = buyerBook(context, buyersIn(context, documents, sales), { sales, designations, lastMeeting })
        const isAsked = isMeant(book, parameters)
        return inBooks(context, book.buyers, parameters).then((found) => {
          const ranked = found.toSorted(byWeight(parameters.rankBy)).map((buyer, place) => ({ buyer, rank: place + 1 }))
          const meant = ranked.filter(({ buyer }) => isAsked(buyer))
          return Promise.all(meant.slice(0, parameters.top).map(({ buyer, rank }) => rowOf(book, buyer, rank)))
        })
      })
      .then(accept),
  charts: [
    {
      name: 'overdue',
      title: 'Silent for longer than their own rhythm',
      columns: [
        ...columnsNamed(
          columns,
          'accountId',
          'accountName',
          'ownerNow',
          'daysSince',
          'medianInterval',
          'z',
          'status',
          'valueAtRisk',
        ),
        { id: 'threshold', title: 'Overdue above', type: 'number' },
      ],
      drawing: { kind: 'ranked-bars', label: 'accountId', value: 'z', cap: 10, threshold: 'threshold', status: 'status' },
      rows: fromRows((rows, context) => silent(context, rows)),
    },
    {
      name: 'intervals',
      title: 'Days between orders',
      columns: [
        ...columnsNamed(columns, 'accountId', 'accountName'),
        { id: 'orderedOn', title: 'Ordered on', type: 'date' },
        { id: 'interval', title: 'Since the order before', type: 'integer', unit: 'days' },
        ...columnsNamed(columns, 'medianInterval', 'daysSince'),
      ],
      drawing: { kind: 'dot-plot', label: 'accountId', value: 'interval', middle: 'medianInterval', current: 'daysSince' },
      rows: fromRows((rows, context) => intervalsOf(context, rows)),
    },
  ],
})

/** The accounts beyond their median interval, the most silent first; by the score above which the rule in force calls them overdue. */
const silent = ({ reference, asOf }: ReportContext, rows: readonly ReportRow[]): readonly ReportRow[] => {
  const rule = policyFor(reference, 'overdue-rule', dayNumber(asOf))
  const threshold = rule.method === 'mad' ? rule.threshold : null
  return rows
    .filter(({ z }) => Number(z) > 0)
    .sort((a, b) => Number(b.z) - Number(a.z))
    .map((row) => ({ ...row, threshold }))
}

/** One row for each interval between two days of orders. */
const intervalsOf = (context: ReportContext, rows: readonly ReportRow[]): Promise<readonly ReportRow[]> =>
  context.salesByDay(rows.map(({ accountId }) => String(accountId))).then((sales) =>
    rows.flatMap((row) => {
      const days = occasionsOf(sales.get(String(row.accountId)) ?? []).map(({ day }) => day)
      return days.slice(1).map((day, place) => ({ ...row, orderedOn: dayOf(day), interval: day - (days[place] ?? day) }))
    }),
  )

/** All accounts that have bought, but for those that are lost on the day, or that another one stands for. */
const buyersIn = (
  { asOf, reference }: ReportContext,
  documents: readonly AccountDocument[],
  sales: ReadonlyMap<string, readonly DaySales[]>,
): readonly Buyer[] =>
  documents.flatMap((document) => {
    const own = sales.get(document.accountId) ?? []
    const occasions = occasionsOf(own)
    const isThere = resolve(reference, document.accountId, dayNumber(asOf)) === document.accountId
    if (occasions.length === 0 || document.losses.some((loss) => isLostOn(loss, asOf)) || !isThere) return []
    return [{ document, occasions, r12: netOfYearTo(own, asOf), lifetime: own.reduce((sum, { net }) => sum + net, 0n) }]
  })

type Chosen = BookAsked & { readonly status?: readonly string[] | undefined }

/** What is filtered keeps its rank among all, and `top` counts what is left. */
const isMeant = (book: BuyerBook, { status: asked, ...whose }: Chosen): ((buyer: Buyer) => boolean) => {
  const isOf = isNamed(whose)
  return (buyer) => isOf(buyer.document.accountId) && (asked?.includes(statusIn(book, buyer)) ?? true)
}

const byWeight =
  (rankBy: 'r12' | 'lifetime') =>
  (a: Buyer, b: Buyer): number => {
    if (a[rankBy] !== b[rankBy]) return a[rankBy] > b[rankBy] ? -1 : 1
    return byText(a.document.accountId, b.document.accountId)
  }

import {
  accept,
  addDays,
  addMonths,
  byText,
  type Day,
  dayNumber,
  dayOf,
  decimalOf,
  instantText,
  type Recorded,
} from '@daybook/domain'
import { z } from 'zod'
import type { AccountView } from '../account-book.ts'
import { ownersOn, ownersText } from '../book-owner.ts'
import { fromRows } from '../chart.ts'
import { industryOn } from '../credit.ts'
import { netBetween, netOfYearTo } from '../day-sales.ts'
import { designationsIn } from '../designated.ts'
import type { AccountDocument, LossRecord } from '../documents/account.ts'
import type { Fact } from '../fact.ts'
import { reasonsOf } from '../loss-reasons.ts'
import { isLostOn } from '../lost-on.ts'
import { lapseDay } from '../occasions.ts'
import { policyFor } from '../reference.ts'
import {
  type DaySales,
  defineReport,
  isPeriodAsked,
  periodParameters,
  periodsAsked,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import { resolve } from '../resolution.ts'
import { always } from '../timeline.ts'
import { winBackOf } from '../win-back.ts'

/** R-100 of the domain specification. */
export const lostAccountsReport = defineReport({
  name: 'lost-accounts',
  title: 'Lost accounts',
  definition: 'Accounts that were declared lost, or that have lapsed: how long each bought, what it was worth, and why it left.',
  whenEmpty: { needs: ['AccountLost'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    ...periodParameters,
    kind: z.enum(['declared', 'lapsed', 'all']).default('declared'),
    scope: z.enum(['org', 'team', 'rep', 'industry', 'account']).optional(),
    entity: repeated,
  }),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'kind', title: 'Kind', type: 'id' },
    { id: 'industry', title: 'Industry', type: 'id' },
    { id: 'designationAtLoss', title: 'Designation', type: 'id' },
    { id: 'repAtLoss', title: 'Rep', type: 'id' },
    { id: 'teamAtLoss', title: 'Team', type: 'id' },
    { id: 'lostOn', title: 'Lost on', type: 'date' },
    { id: 'lostRecordedAt', title: 'Recorded at', type: 'instant' },
    { id: 'firstOrderOn', title: 'First order', type: 'date' },
    { id: 'tenureDays', title: 'Tenure', type: 'integer', unit: 'days' },
    { id: 'previousFySales', title: 'Net sales, fiscal year before', type: 'money', unit: 'currency' },
    { id: 'r12BeforeLoss', title: 'Net sales, 12 months before the loss', type: 'money', unit: 'currency' },
    { id: 'r12ToLastOrder', title: 'Net sales, 12 months to the last order', type: 'money', unit: 'currency' },
    { id: 'lastOrderOn', title: 'Last order', type: 'date' },
    { id: 'lastNetPositiveOrderOn', title: 'Last order that stood', type: 'date' },
    { id: 'reasonCode', title: 'Reason', type: 'id' },
    { id: 'reasonClass', title: 'Class', type: 'id' },
    { id: 'competitor', title: 'Competitor', type: 'text' },
    { id: 'winBackStatus', title: 'Winning back', type: 'id' },
    { id: 'managerContactDue', title: 'Manager to call by', type: 'date' },
    { id: 'managerContactedOn', title: 'Manager called on', type: 'date' },
    { id: 'contactOutcome', title: 'Outcome of the call', type: 'id' },
    { id: 'wonBackOn', title: 'Won back on', type: 'date' },
    { id: 'evidenceEventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = isPeriodAsked(parameters) ? periodsAsked(context, parameters) : accept(null)
    if (!periods.ok) return Promise.resolve(periods)
    const within = ({ lostOn }: Departure): boolean =>
      periods.value?.some(({ first, last }) => first <= lostOn && lostOn <= last) ?? true
    return departures(context, parameters.kind)
      .then((found) => rowsOf(context, found.filter(within)))
      .then((rows) => accept(rows.filter(isOf(parameters)).sort(byDay)))
  },
  charts: [
    {
      name: 'reasons',
      title: 'Why accounts were lost',
      columns: [
        { id: 'reasonCode', title: 'Reason', type: 'id' },
        { id: 'reasonClass', title: 'Class', type: 'id' },
        { id: 'accounts', title: 'Accounts', type: 'integer' },
        { id: 'cumulativeShare', title: 'Cumulative share', type: 'ratio' },
      ],
      drawing: {
        kind: 'pareto',
        label: 'reasonCode',
        count: 'accounts',
        cumulativeShare: 'cumulativeShare',
        class: 'reasonClass',
      },
      rows: fromRows(reasonsOf),
    },
  ],
})

/** One account that left: declared, or lapsed on the first day without an order in the activity window. */
type Departure = {
  readonly document: AccountDocument
  readonly lostOn: Day
  readonly loss: LossRecord | null
  readonly segmentFrom: Day | null
}

const departures = (context: ReportContext, kind: 'declared' | 'lapsed' | 'all'): Promise<readonly Departure[]> =>
  context.accounts().then((documents) => {
    const declared = kind === 'lapsed' ? [] : documents.flatMap((document) => declaredOf(document, context.asOf))
    if (kind === 'declared') return declared
    return context
      .salesByDay(null)
      .then((sales) => [...declared, ...documents.flatMap((document) => lapsedOf(context, document, sales))])
  })

const declaredOf = (document: AccountDocument, asOf: Day): readonly Departure[] =>
  document.losses
    .filter(({ lostOn }) => lostOn <= asOf)
    .map((loss) => ({ document, loss, lostOn: loss.lostOn as Day, segmentFrom: wonBackBefore(document, loss.lostOn) })) // Sound: a date of an event

/** Where the tenure that a loss ends began, if the account had been lost before: a new segment of tenure. P-16. */
const wonBackBefore = ({ losses }: AccountDocument, day: string): Day | null =>
  (losses.findLast(({ wonBackOn }) => wonBackOn !== null && wonBackOn <= day)?.wonBackOn as Day | undefined) ?? null // Sound: as above

const lapsedOf = (
  { asOf, reference }: ReportContext,
  document: AccountDocument,
  sales: ReadonlyMap<string, readonly DaySales[]>,
): readonly Departure[] => {
  const last = sales.get(document.accountId)?.findLast(({ orders }) => orders > 0n)
  if (last === undefined) return []
  const lostOn = dayOf(lapseDay(last.day, policyFor(reference, 'activity-window', last.day)))
  const isLost = document.losses.some((loss) => isLostOn(loss, asOf))
  const isGone = resolve(reference, document.accountId, dayNumber(lostOn)) !== document.accountId
  return lostOn > asOf || isLost || isGone ? [] : [{ document, lostOn, loss: null, segmentFrom: wonBackBefore(document, lostOn) }]
}

const rowsOf = (context: ReportContext, found: readonly Departure[]): Promise<readonly ReportRow[]> =>
  Promise.all([context.salesByDay([...new Set(found.map(({ document }) => document.accountId))]), designationsIn(context)]).then(
    ([sales, designationsOn]) =>
      Promise.all(
        found.map((each) =>
          Promise.all([
            rowOf(context, each, sales.get(each.document.accountId) ?? []),
            designationsOn(addDays(each.lostOn, -1)),
          ]).then(([row, designations]) => ({ ...row, designationAtLoss: designations.of(each.document) })),
        ),
      ),
  )

const rowOf = (context: ReportContext, departure: Departure, own: readonly DaySales[]): Promise<ReportRow> => {
  const { document, lostOn } = departure
  const { accountId } = document
  const year = yearBefore(context, lostOn)
  return Promise.all([
    ownersOn(context, document, addDays(lostOn, -1)),
    context.bookOf(accountId),
    year === null ? null : context.cells({ kpi: 'net-sales', scope: 'account', entities: [accountId], periods: [year] }),
  ]).then(([owners, book, cells]) => {
    const orders = ordersOf(book, departure, context.asOf)
    const days = { own, orders }
    return evidenceOf(context, departure, orders).then((event) => ({
      accountId,
      accountName: document.name,
      kind: departure.loss === null ? 'lapsed' : 'declared',
      industry: book === null ? document.industry : industryOn(book, dayNumber(lostOn)),
      repAtLoss: ownersText(owners.reps),
      teamAtLoss: ownersText(owners.teams),
      lostOn,
      previousFySales: year === null || cells === null ? null : cells.of(accountId, year).value,
      ...historyOf(departure, days),
      ...declarationOf(context, departure, event),
      ...(departure.loss === null ? {} : winBackOf(document, departure.loss, context.asOf)),
    }))
  })
}

const yearBefore = ({ reference: { calendar } }: ReportContext, day: Day): string | null => {
  const year = calendar.yearOf(day)
  return year === null ? null : (calendar.previous(year, 1)?.id ?? null)
}

/** Orders that stand, of the tenure that ended, on or before the loss; each with what credit notes have left of it. */
type Standing = { readonly fact: Fact; readonly left: bigint }

const ordersOf = (book: AccountView | null, { lostOn, segmentFrom }: Departure, asOf: Day): readonly Standing[] => {
  if (book === null) return []
  const last = lostOn < asOf ? lostOn : asOf
  return book.facts
    .between(always)
    .filter(({ kind, standing, value, day }) => kind === 'order' && standing === 'open' && value > 0n && dayOf(day) <= last)
    .filter(({ day }) => segmentFrom === null || dayOf(day) >= segmentFrom)
    .map((fact) => ({ fact, left: fact.value - creditedUntil(book, fact, asOf) }))
}

const creditedUntil = ({ facts }: AccountView, order: Fact, asOf: Day): bigint =>
  facts.returnsOf(order.key).reduce((sum, key) => {
    const credit = facts.get(key)
    const counts =
      credit !== null && credit.standing === 'open' && credit.currency === order.currency && dayOf(credit.day) <= asOf
    return counts ? sum + credit.value : sum
  }, 0n)

type Days = { readonly own: readonly DaySales[]; readonly orders: readonly Standing[] }

const historyOf = ({ lostOn }: Departure, { own, orders }: Days): ReportRow => {
  const first = orders[0]?.fact.day
  const last = orders.at(-1)?.fact.day
  const stood = orders.findLast(({ left }) => left > 0n)?.fact.day
  return {
    firstOrderOn: first === undefined ? null : dayOf(first),
    tenureDays: first === undefined ? null : dayNumber(lostOn) - first,
    r12BeforeLoss: decimalOf(netOfYearTo(own, lostOn)),
    r12ToLastOrder: last === undefined ? null : decimalOf(netBetween(own, dayNumber(addMonths(dayOf(last), -12)), last)),
    lastOrderOn: last === undefined ? null : dayOf(last),
    lastNetPositiveOrderOn: stood === undefined ? null : dayOf(stood),
  }
}

/** What a lapse rests on: the last order. */
const evidenceOf = (context: ReportContext, { loss }: Departure, orders: readonly Standing[]): Promise<Recorded | null> => {
  const last = orders.at(-1)?.fact.daySetBy
  if (loss !== null || last === undefined) return Promise.resolve(null)
  return context.events([last]).then((events) => events.get(last) ?? null)
}

const declarationOf = ({ asOf }: ReportContext, { loss }: Departure, event: Recorded | null): ReportRow => ({
  lostRecordedAt: loss === null ? null : instantText(loss.recordedAt),
  reasonCode: loss?.reasonCode ?? null,
  reasonClass: loss?.reasonClass ?? null,
  competitor: loss?.competitor ?? null,
  wonBackOn: loss !== null && loss.wonBackOn !== null && loss.wonBackOn <= asOf ? loss.wonBackOn : null,
  evidenceEventId: loss?.eventId ?? event?.eventId ?? null,
})

type Chosen = {
  readonly scope?: 'org' | 'team' | 'rep' | 'industry' | 'account' | undefined
  readonly entity?: readonly string[] | undefined
}

const isOf =
  ({ scope = 'account', entity }: Chosen) =>
  (row: ReportRow): boolean => {
    if (scope === 'org' || entity === undefined) return true
    const ids = { team: row.teamAtLoss, rep: row.repAtLoss, industry: row.industry, account: row.accountId }[scope]
    return typeof ids === 'string' && ids.split(', ').some((id) => entity.includes(id))
  }

const byDay = (a: ReportRow, b: ReportRow): number => {
  const [x, y] = [`${a.lostOn} ${a.accountId}`, `${b.lostOn} ${b.accountId}`]
  return byText(x, y)
}

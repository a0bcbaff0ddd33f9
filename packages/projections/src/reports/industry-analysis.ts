import { accept, byText, type Day, dayNumber, dayOf, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import { ownersOn } from '../book-owner.ts'
import type { Part } from '../calculation.ts'
import type { AccountDocument } from '../documents/account.ts'
import { type Exact, fourDecimals, fraction, sixDecimals } from '../exact.ts'
import { accountsIn, daysOf, type Kind, type KindOf, kindsOf, type Sold, soldBy, soldYearEarlier, sumOf } from '../industries.ts'
import { isLostOn } from '../lost-on.ts'
import { oneByOne } from '../one-by-one.ts'
import type { PeriodSelection } from '../period-selection.ts'
import { policyFor } from '../reference.ts'
import { defineReport, periodParameters, periodsAsked, type ReportContext, type ReportRow, repeated } from '../report.ts'
import { isRepAsked, type RepsAsked } from '../reps-asked.ts'

/**
 * R-135 of the domain specification: M-64, where each rep sells best. A sale belongs to the industry of its account on its own day.
 *
 * `accounts` are those in the rep’s book on the last day, none that is lost; `segment` is that of all accounts of the row where they
 * have one in common, and with `by=segment` each has rows of its own, with its own shares. How many leads become customers nobody
 * records yet.
 */
export const industryAnalysis = defineReport({
  name: 'industry-analysis',
  title: 'Industry analysis',
  definition:
    'What each rep sells in each industry, how that compares with what the organisation sells there, and to how many accounts.',
  version: 1,
  view: 'credit',
  parameters: z.strictObject({
    ...periodParameters,
    scope: z.enum(['org', 'team', 'rep']).optional(),
    entity: repeated,
    industry: repeated,
    by: z.enum(['industry', 'segment']).default('industry'),
  }),
  columns: [
    { id: 'repId', title: 'Rep', type: 'id' },
    { id: 'industry', title: 'Industry', type: 'id' },
    { id: 'segment', title: 'Segment', type: 'id' },
    { id: 'netSales', title: 'Net sales', type: 'money', unit: 'currency' },
    { id: 'shareOfRep', title: 'Share of the rep', type: 'ratio' },
    { id: 'orgShare', title: 'Share of the organisation', type: 'ratio' },
    { id: 'specialisationIndex', title: 'Specialisation', type: 'ratio' },
    { id: 'accounts', title: 'Accounts', type: 'integer' },
    { id: 'buyingAccounts', title: 'Buying accounts', type: 'integer' },
    { id: 'averageOrderSize', title: 'Average order', type: 'money', unit: 'currency' },
    { id: 'yoyGrowth', title: 'Growth on the year before', type: 'ratio' },
    { id: 'newAccounts', title: 'New accounts', type: 'integer' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'reason', title: 'Why there is no index', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    return oneByOne(periods.value, (period) => rowsOfPeriod(context, parameters, period)).then((rows) =>
      accept(rows.flat().filter(({ industry }) => parameters.industry?.includes(String(industry)) ?? true)),
    )
  },
  cells: ({ repId, period }) => [{ kpi: 'net-sales', scope: 'rep', entity: String(repId), period: String(period) }],
})

type Asked = RepsAsked & { readonly by: 'industry' | 'segment' }

/** What the rows of one period have in common. */
type Whole = {
  readonly period: PeriodSelection
  readonly kindOf: KindOf
  readonly by: Asked['by']
  readonly sold: Sold
  /** The accounts in the book of each rep on the last day. */
  readonly books: ReadonlyMap<string, readonly string[]>
  readonly isNetOfCredits: boolean
  readonly last: number
}

const rowsOfPeriod = (context: ReportContext, asked: Asked, period: PeriodSelection): Promise<readonly ReportRow[]> => {
  const { last } = daysOf(period, context.asOf)
  return Promise.all([
    context.accounts(),
    soldBy(context, { scope: 'org', entity: null }, daysOf(period, context.asOf)),
    context.cells({ kpi: 'net-sales', scope: 'rep', entities: null, periods: [period.id] }),
  ]).then(([documents, sold, { entities }]) =>
    booksOn(context, documents, dayOf(last)).then((books) => {
      const basis = policyFor(context.reference, 'order-size-basis', dayNumber(context.asOf))
      const whole = {
        period,
        kindOf: kindsOf(documents),
        by: asked.by,
        sold,
        books,
        last,
        isNetOfCredits: basis === 'net-of-credits',
      }
      const reps = [...new Set([...entities, ...books.keys()])].sort().filter(isRepAsked(context.reference, asked, period))
      return oneByOne(reps, (rep) => rowsOfRep(context, whole, rep)).then((rows) => rows.flat())
    }),
  )
}

const booksOn = (
  context: ReportContext,
  documents: readonly AccountDocument[],
  day: Day,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const standing = documents.filter(({ losses }) => !losses.some((loss) => isLostOn(loss, day)))
  return Promise.all(standing.map((document) => ownersOn(context, document, day))).then((owners) => {
    const books = new Map<string, string[]>()
    for (const [place, { reps }] of owners.entries())
      for (const rep of reps) books.set(rep, [...(books.get(rep) ?? []), standing[place]?.accountId ?? ''])
    return books
  })
}

/** What a rep sold, won and owns. */
type Own = {
  readonly sold: Sold
  readonly before: readonly Part[]
  readonly won: readonly Part[]
  readonly book: readonly string[]
}

const rowsOfRep = (context: ReportContext, whole: Whole, repId: string): Promise<readonly ReportRow[]> => {
  const whose = { scope: 'rep', entity: repId } as const
  const days = daysOf(whole.period, context.asOf)
  return Promise.all([
    soldBy(context, whose, days),
    soldYearEarlier(context, whose, whole.period),
    context.parts({ kpi: 'new-accounts', by: 'account-day', ...whose, ...days }),
  ]).then(([sold, before, won]) => {
    const own = { sold, before, won, book: whole.books.get(repId) ?? [] }
    return kindsIn(whole, own).map((kind) => ({ repId, ...rowOf(whole, own, kind), period: whole.period.id }))
  })
}

/** The kinds of customers of a rep, by name; the ones of which nobody has said the kind come last. */
const kindsIn = ({ kindOf, by, last }: Whole, { sold, won, book }: Own): readonly Kind[] => {
  const sales = [...sold.net, ...sold.gross, ...sold.orders, ...won].map(({ account, day }) => kindOf(account, day))
  const kinds = [...sales, ...book.map((account) => kindOf(account, last))]
  const named = new Map(kinds.map((kind) => [keyOf(kind, by), kind]))
  return [...named].sort(([a], [b]) => byText(a, b)).map(([, kind]) => kind)
}

const keyOf = ({ industry, segment }: Kind, by: Asked['by']): string =>
  JSON.stringify([industry === null, industry, ...(by === 'segment' ? [segment === null, segment] : [])])

const rowOf = (whole: Whole, own: Own, kind: Kind): ReportRow => {
  const { by, kindOf, sold: org, last } = whole
  const isOf = ({ account, day }: Pick<Part, 'account' | 'day'>): boolean => keyOf(kindOf(account, day), by) === keyOf(kind, by)
  const ofKind = ({ net, gross, orders }: Sold): Sold => ({
    ...{ net: net.filter(isOf), gross: gross.filter(isOf), orders: orders.filter(isOf) },
  })
  const here = ofKind(own.sold)
  const [net, orgNet] = [sumOf(here.net), sumOf(ofKind(org).net)]
  const shareOfRep = shareOf(net, sumOf(own.sold.net))
  const orgShare = shareOf(orgNet, sumOf(org.net))
  const index = shareOfRep === null || orgShare === null ? null : quotientOf(shareOfRep, orgShare)
  const before = sumOf(own.before.filter(isOf))
  const book = own.book.filter((account) => isOf({ account, day: last }))
  return {
    industry: kind.industry,
    segment: by === 'segment' ? kind.segment : segmentOf(whole, here, book),
    netSales: decimalOf(net),
    ...{ shareOfRep: ratioText(shareOfRep), orgShare: ratioText(orgShare), specialisationIndex: ratioText(index) },
    accounts: book.length,
    buyingAccounts: accountsIn(here.orders).length,
    averageOrderSize: averageOf(sumOf(whole.isNetOfCredits ? here.net : here.gross), sumOf(here.orders)),
    yoyGrowth: before > 0n ? ratioText(fraction(net - before, before)) : null,
    newAccounts: Number(sumOf(own.won.filter(isOf))),
    reason: index === null ? 'no-base' : null,
  }
}

/** The segment that all accounts of a row have in common. */
const segmentOf = ({ kindOf, last }: Whole, { orders }: Sold, book: readonly string[]): string | null => {
  const sold = orders.map(({ account, day }) => kindOf(account, day).segment)
  const segments = new Set([...sold, ...book.map((account) => kindOf(account, last).segment)])
  return segments.size === 1 ? ([...segments][0] ?? null) : null
}

/** A part of a sum; none where the sum is not above zero. */
const shareOf = (part: bigint, sum: bigint): Exact | null => (sum > 0n ? fraction(part, sum) : null)

const quotientOf = (a: Exact, b: Exact): Exact | null => (b.num > 0n ? fraction(a.num * b.den, a.den * b.num) : null)

const ratioText = (ratio: Exact | null): string | null => (ratio === null ? null : sixDecimals(ratio))

const unitsOfMoney = 10_000n

const averageOf = (sales: bigint, orders: bigint): string | null =>
  orders === 0n ? null : fourDecimals(fraction(sales, orders * unitsOfMoney))

import { accept, byText, type Day, dayNumber, dayOf, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import { ownersOn } from '../book-owner.ts'
import type { Part } from '../calculation.ts'
import type { AccountDocument } from '../documents/account.ts'
import { type Exact, fourDecimals, fraction, sixDecimals } from '../exact.ts'
import {
  accountsIn,
  daysOf,
  type Kind,
  type KindOf,
  kindsOf,
  type Moved,
  returnsMoved,
  type SoldByReps,
  soldByReps,
  sumOf,
} from '../industries.ts'
import { type Lead, leadsIn } from '../lead-conversion.ts'
import { isLostOn } from '../lost-on.ts'
import { oneByOne } from '../one-by-one.ts'
import type { PeriodSelection } from '../period-selection.ts'
import { policyFor } from '../reference.ts'
import { defineReport, periodParameters, periodsAsked, type ReportContext, type ReportRow, repeated } from '../report.ts'
import { isRepAsked, type RepsAsked } from '../reps-asked.ts'
import { daysYearEarlier } from '../year-comparison.ts'

/**
 * R-135 of the domain specification: M-64, where each rep sells best. A sale belongs to the industry that its account was in on its day, and
 * what a credit note takes back to that of the day of the order: the rows of an industry add up to `net-sales` of it.
 *
 * `accounts` are those in the rep’s book on the last day, none that is lost; `segment` is that of all accounts of the row where they
 * have one in common, and with `by=segment` each has rows of its own, with its own shares. `leadConversion` is the part of the rep’s leads
 * of the period that bought in it (`leadsIn`); null where he had none.
 */
export const industryAnalysis = defineReport({
  name: 'industry-analysis',
  title: 'Industry analysis',
  definition:
    'What each rep sells in each industry, how that compares with what the organisation sells there, and to how many accounts.',
  whenEmpty: { needs: ['OrderAccepted'] },
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
    { id: 'leadConversion', title: 'Leads converted', type: 'ratio' },
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
  readonly byKind: ByKind
  /** Net sales of the organisation: in all, and by kind. */
  readonly orgNet: bigint
  readonly orgNetOf: ReadonlyMap<string, bigint>
  readonly sold: SoldByReps
  readonly isNetOfCredits: boolean
  readonly moved: Moved
  readonly movedBefore: Moved
}

/** Who has accounts on the last day that counts, and prospects. */
type Books = {
  readonly last: number
  readonly accounts: ReadonlyMap<string, readonly string[]>
  readonly leads: ReadonlyMap<string, readonly Lead[]>
}

const rowsOfPeriod = (context: ReportContext, asked: Asked, period: PeriodSelection): Promise<readonly ReportRow[]> => {
  const days = daysOf(period, context.asOf)
  return Promise.all([
    context.accounts().then((documents) => booksOn(context, documents, dayOf(days.last))),
    leadsIn(context, days),
    context.cells({ kpi: 'net-sales', scope: 'rep', entities: null, periods: [period.id] }),
  ]).then(([accounts, prospects, { entities }]) => {
    const leads = Map.groupBy(prospects, ({ repId }) => repId)
    const reps = [...new Set([...entities, ...accounts.keys(), ...leads.keys()])].sort()
    const meant = reps.filter(isRepAsked(context.reference, asked, period))
    const books = { last: days.last, accounts, leads }
    return wholeOf(context, { reps: meant, by: asked.by, period }).then((whole) =>
      meant.flatMap((repId) => rowsOfRep(whole, books, repId)),
    )
  })
}

type WholeAsked = { readonly reps: readonly string[]; readonly by: Asked['by']; readonly period: PeriodSelection }

const wholeOf = (context: ReportContext, { reps, by, period }: WholeAsked): Promise<Whole> => {
  const days = daysOf(period, context.asOf)
  const before = daysYearEarlier({ period, asOf: context.asOf, reference: context.reference })
  return Promise.all([context.accountsRegistered().then(kindsOf), soldByReps(context, reps, { days, before })]).then(
    ([kinds, sold]) =>
      Promise.all([
        returnsMoved(context, kinds, days),
        Promise.all(before.map((span) => returnsMoved(context, kinds, span))),
      ]).then(([moved, returnsBefore]) => {
        const movedBefore: Moved = (rep) => returnsBefore.flatMap((each) => each(rep))
        const byKind = groupingBy(kinds.of, by)
        const net = [...sold.orgNet, ...moved(null)]
        return {
          ...{ period, kindOf: kinds.of, by, byKind, sold, moved, movedBefore },
          orgNet: sumOf(net),
          orgNetOf: new Map([...byKind(net)].map(([key, parts]) => [key, sumOf(parts)])),
          isNetOfCredits: policyFor(context.reference, 'order-size-basis', dayNumber(context.asOf)) === 'net-of-credits',
        }
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
    const owned = owners.flatMap(({ reps }, place) => reps.map((rep) => ({ rep, account: standing[place]?.accountId ?? '' })))
    const books = Map.groupBy(owned, ({ rep }) => rep)
    return new Map([...books].map(([rep, own]) => [rep, own.map(({ account }) => account)]))
  })
}

type OfAccount = Pick<Part, 'account' | 'day'>

/** What concerns accounts, told apart by what kind these are of on the day: by the key of each kind. */
type ByKind = <Item extends OfAccount>(items: readonly Item[]) => ReadonlyMap<string, readonly Item[]>

const groupingBy = (kindOf: KindOf, by: Asked['by']): ByKind => {
  const keys = new Map<Kind, string>()
  const keyFor = (kind: Kind): string => {
    const key = keys.get(kind) ?? keyOf(kind, by)
    keys.set(kind, key)
    return key
  }
  return (items) => Map.groupBy(items, ({ account, day }) => keyFor(kindOf(account, day)))
}

const keyOf = ({ industry, segment }: Kind, by: Asked['by']): string =>
  JSON.stringify([industry === null, industry, ...(by === 'segment' ? [segment === null, segment] : [])])

/** What a rep sold, won and owns, by kind, and what it comes to. */
type Own = {
  readonly total: bigint
  readonly net: ReadonlyMap<string, readonly Part[]>
  readonly gross: ReadonlyMap<string, readonly Part[]>
  readonly orders: ReadonlyMap<string, readonly Part[]>
  readonly before: ReadonlyMap<string, readonly Part[]>
  readonly won: ReadonlyMap<string, readonly Part[]>
  readonly book: ReadonlyMap<string, readonly OfAccount[]>
  readonly leads: ReadonlyMap<string, readonly Lead[]>
}

const rowsOfRep = (whole: Whole, { accounts, leads, last }: Books, repId: string): readonly ReportRow[] => {
  const { byKind, sold, moved, movedBefore, period } = whole
  const { net, gross, orders, won, before } = sold.of(repId)
  const own = {
    total: sumOf(net),
    net: byKind([...net, ...moved(repId)]),
    gross: byKind(gross),
    orders: byKind(orders),
    won: byKind(won),
    before: byKind([...before, ...movedBefore(repId)]),
    book: byKind((accounts.get(repId) ?? []).map((account) => ({ account, day: last }))),
    leads: byKind(leads.get(repId) ?? []),
  }
  return kindsIn(own).map((key) => ({ repId, ...rowOf(whole, own, key), period: period.id }))
}

/** The keys of the kinds of customers of a rep, by name; the ones of which nobody has said the kind come last. */
const kindsIn = ({ net, gross, orders, won, book, leads }: Own): readonly string[] =>
  [...new Set([net, gross, orders, won, book, leads].flatMap((each) => [...each.keys()]))].sort(byText)

const rowOf = (whole: Whole, own: Own, key: string): ReportRow => {
  const [soldHere, gross, orders] = [own.net.get(key) ?? [], own.gross.get(key) ?? [], own.orders.get(key) ?? []]
  const [won, book, leads] = [own.won.get(key) ?? [], own.book.get(key) ?? [], own.leads.get(key) ?? []]
  const net = sumOf(soldHere)
  const shareOfRep = shareOf(net, own.total)
  const orgShare = shareOf(whole.orgNetOf.get(key) ?? 0n, whole.orgNet)
  const index = shareOfRep === null || orgShare === null ? null : quotientOf(shareOfRep, orgShare)
  const before = sumOf(own.before.get(key) ?? [])
  return {
    ...kindOfRow(whole, [...soldHere, ...gross, ...orders, ...won, ...book, ...leads], [...orders, ...book]),
    netSales: decimalOf(net),
    ...{ shareOfRep: ratioText(shareOfRep), orgShare: ratioText(orgShare), specialisationIndex: ratioText(index) },
    accounts: book.length,
    buyingAccounts: accountsIn(orders).length,
    averageOrderSize: averageOf(sumOf(whole.isNetOfCredits ? soldHere : gross), sumOf(orders)),
    yoyGrowth: before > 0n ? ratioText(fraction(net - before, before)) : null,
    newAccounts: Number(sumOf(won)),
    leadConversion: conversionOf(leads),
    reason: index === null ? 'no-base' : null,
  }
}

/** The industry of a row, and its segment: where rows are not by segment, that which all its accounts have in common. */
const kindOfRow = ({ kindOf, by }: Whole, all: readonly OfAccount[], inCommon: readonly OfAccount[]): Kind => {
  const [one] = all
  const kind = one === undefined ? { industry: null, segment: null } : kindOf(one.account, one.day)
  const segments = new Set(inCommon.map(({ account, day }) => kindOf(account, day).segment))
  const shared = segments.size === 1 ? ([...segments][0] ?? null) : null
  return { industry: kind.industry, segment: by === 'segment' ? kind.segment : shared }
}

/** Of the leads how many were converted; none where there were no leads. */
const conversionOf = (leads: readonly Lead[]): string | null =>
  leads.length === 0
    ? null
    : sixDecimals(fraction(BigInt(leads.filter(({ isConverted }) => isConverted).length), BigInt(leads.length)))

/** A part of a sum; none where the sum is not above zero. */
const shareOf = (part: bigint, sum: bigint): Exact | null => (sum > 0n ? fraction(part, sum) : null)

const quotientOf = (a: Exact, b: Exact): Exact | null => (b.num > 0n ? fraction(a.num * b.den, a.den * b.num) : null)

const ratioText = (ratio: Exact | null): string | null => (ratio === null ? null : sixDecimals(ratio))

const unitsOfMoney = 10_000n

const averageOf = (sales: bigint, orders: bigint): string | null =>
  orders === 0n ? null : fourDecimals(fraction(sales, orders * unitsOfMoney))

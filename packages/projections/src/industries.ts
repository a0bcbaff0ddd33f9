import { type Day, dayNumber } from '@daybook/domain'
import type { Part } from './calculation.ts'
import { amountRows, orderPiece } from './credit.ts'
import { type AccountDocument, accountOn } from './documents/account.ts'
import type { DayNumber } from './kpi.ts'
import { once } from './once.ts'
import { oneByOne } from './one-by-one.ts'
import { lastCounted } from './period-arithmetic.ts'
import type { PeriodSelection } from './period-selection.ts'
import type { ReportContext } from './report.ts'
import { beginning } from './timeline.ts'
import type { DaySpan } from './year-comparison.ts'

/** What kind of customer an account is; null where nobody has said. */
export type Kind = { readonly industry: string | null; readonly segment: string | null }

/** The kind of an account on a day. */
export type KindOf = (account: string, day: DayNumber) => Kind

/** What kinds of customers accounts are, and since when. */
export type Kinds = {
  readonly of: KindOf
  /** Whether an account has always been of one kind. */
  readonly isOfOne: (account: string) => boolean
}

const unknown: Kind = { industry: null, segment: null }

/** A kind from a day on. */
type Since = { readonly from: DayNumber; readonly kind: Kind }

/** The kinds of accounts as their profiles tell them, from documents of accounts as they were registered. */
export const kindsOf = (documents: readonly AccountDocument[]): Kinds => {
  const known = new Map(documents.map((document) => [document.accountId, once(() => kindsSince(document))]))
  const sinceOf = (account: string): readonly Since[] => known.get(account)?.() ?? []
  return {
    of: (account, day) => sinceOf(account).findLast(({ from }) => from <= day)?.kind ?? unknown,
    isOfOne: (account) => sinceOf(account).length < 2,
  }
}

const kindsSince = (document: AccountDocument): readonly Since[] => {
  const registered = { from: beginning, kind: kindIn(document) }
  const changes = document.changes
    .filter(({ changes: fields }) => fields.industry !== undefined || fields.segment !== undefined)
    .map(({ effectiveOn }) => ({ from: dayNumber(effectiveOn), kind: kindIn(accountOn(document, effectiveOn)) }))
  return [registered, ...changes]
}

const kindIn = ({ industry, segment }: AccountDocument): Kind => ({ industry, segment })

/** The days of a period that have come by `asOf`. */
export const daysOf = ({ first, last }: Pick<PeriodSelection, 'first' | 'last'>, asOf: Day): DaySpan => ({
  from: dayNumber(first),
  last: lastCounted({ last }, asOf),
})

/** What a rep sold, won, and sold a year earlier, told apart by account and day. */
type Sold = Readonly<Record<'net' | 'gross' | 'orders' | 'won' | 'before', readonly Part[]>>

/** What was sold by all, net, and by each of some reps. */
export type SoldByReps = { readonly orgNet: readonly Part[]; readonly of: (rep: string) => Sold }

const nothing: Sold = { net: [], gross: [], orders: [], won: [], before: [] }

/** What reps sold on some days and on those of a year earlier: read for all of them at once. */
export const soldByReps = (
  { partsOfAll }: Pick<ReportContext, 'partsOfAll'>,
  reps: readonly string[],
  { days, before }: { readonly days: DaySpan; readonly before: readonly DaySpan[] },
): Promise<SoldByReps> => {
  const columns = [
    { name: 'net', kpi: 'net-sales', ...days },
    { name: 'gross', kpi: 'gross-sales', ...days },
    { name: 'orders', kpi: 'orders', ...days },
    { name: 'won', kpi: 'new-accounts', ...days },
    ...before.map((span) => ({ name: 'before', kpi: 'net-sales', ...span }) as const),
  ] as const
  const ofReps = reps.flatMap((entity) =>
    columns.map(({ name: _, ...column }) => ({ ...column, by: 'account-day', scope: 'rep', entity }) as const),
  )
  const ofOrg = { kpi: 'net-sales', by: 'account-day', scope: 'org', entity: null, ...days } as const
  return partsOfAll([ofOrg, ...ofReps]).then(([orgNet = [], ...found]) => {
    const sold = reps.map((rep, place): [string, Sold] => {
      const own = columns.map(({ name }, column) => ({ name, parts: found[place * columns.length + column] ?? [] }))
      const partsOf = (asked: keyof Sold) => own.flatMap(({ name, parts }) => (name === asked ? parts : []))
      return [
        rep,
        {
          net: partsOf('net'),
          gross: partsOf('gross'),
          orders: partsOf('orders'),
          won: partsOf('won'),
          before: partsOf('before'),
        },
      ]
    })
    const byRep = new Map(sold)
    return { orgNet, of: (rep) => byRep.get(rep) ?? nothing }
  })
}

/** Net sales that count on another day than their own when it comes to the kind of the account, by rep; null: of all. */
export type Moved = (rep: string | null) => readonly Part[]

/**
 * What credit notes take back is of the kind that the account was of when it bought, as in the ledgers of industries: for each note of an
 * account that was of another kind then, a part that gives it back on its own day, and one that takes it away on the day of the order.
 */
export const returnsMoved = (context: ReportContext, kinds: Kinds, days: DaySpan): Promise<Moved> =>
  accountsWithReturns(context, kinds, days)
    .then((accounts) => oneByOne(accounts, (account) => movedIn(context, { account, kinds, days })))
    .then((found) => {
      const all = found.flat()
      const byRep = Map.groupBy(all, ({ rep }) => rep)
      return (rep) => (rep === null ? all : (byRep.get(rep) ?? []))
    })

/** The accounts that were not always of one kind, with a day on which net and gross sales differ. */
const accountsWithReturns = (
  { parts, accountsRegistered }: ReportContext,
  kinds: Kinds,
  days: DaySpan,
): Promise<readonly string[]> =>
  accountsRegistered().then((documents) => {
    if (documents.every(({ accountId }) => kinds.isOfOne(accountId))) return []
    const read = (kpi: string) => parts({ kpi, by: 'account-day', scope: 'org', entity: null, ...days })
    return Promise.all([read('net-sales'), read('gross-sales')]).then(([net, gross]) => {
      const keyOf = ({ account, day }: Part): string => `${day} ${account}`
      const sold = new Map(gross.map((part) => [keyOf(part), part.amount]))
      const returned = net.filter((part) => !kinds.isOfOne(part.account) && part.amount !== (sold.get(keyOf(part)) ?? 0n))
      return [...new Set(returned.map(({ account }) => account))].sort()
    })
  })

type MovedPart = Part & { readonly rep: string }
type Asked = { readonly account: string; readonly kinds: Kinds; readonly days: DaySpan }

const movedIn = ({ bookOf }: ReportContext, { account, kinds, days }: Asked): Promise<readonly MovedPart[]> =>
  bookOf(account).then((view) => {
    const facts = view?.facts.between({ from: days.from, until: days.last + 1 }) ?? []
    return facts
      .filter(({ kind }) => kind === 'credit')
      .flatMap((fact) => (view === null ? [] : (orderPiece(view, fact) ?? [])))
      .filter(({ soldOn, fact }) => kinds.of(account, soldOn) !== kinds.of(account, fact.day))
      .flatMap(({ soldOn, fact, ...piece }) => {
        const seats = amountRows({ soldOn, fact, ...piece }, piece.amount, (value) => value)
        return seats
          .filter(({ cell }) => cell.entity.scope === 'seat')
          .flatMap(({ cell, amounts: [amount = 0n] }) => [
            { account, day: fact.day, amount, rep: cell.entity.id },
            { account, day: soldOn, amount: -amount, rep: cell.entity.id },
          ])
      })
  })

/** A sum of parts. */
export const sumOf = (parts: readonly Part[]): bigint => parts.reduce((sum, { amount }) => sum + amount, 0n)

/** The accounts that have something left of what is summed. */
export const accountsIn = (parts: readonly Part[]): readonly string[] =>
  [...Map.groupBy(parts, ({ account }) => account)].flatMap(([account, own]) => (sumOf(own) > 0n ? [account] : []))

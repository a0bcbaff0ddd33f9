import { convertAt, dayNumber, type EventOf, type FiscalPeriod, quotaMonths, rateFor } from '@daybook/domain'
import { defineFold, type FoldView } from './fold.ts'
import type { Contribution, DayNumber, RecordedEvent, RowEntity } from './kpi.ts'
import { currencyOf, periodKey, policyFor, type Reference, teamOn } from './reference.ts'
import { rowEntity } from './seats.ts'
import { beginning } from './timeline.ts'

/** One statement about an owner's quota: an amount for a month, quarter or year, or that there is none any more. */
type QuotaStatement = { readonly on: DayNumber; readonly setBy: bigint } & (
  | { readonly type: 'QuotaSet'; readonly data: EventOf<'QuotaSet'>['data'] }
  | { readonly type: 'QuotaWithdrawn'; readonly data: EventOf<'QuotaWithdrawn'>['data'] }
)

/** The quotas of one owner, as stated; later statements win, month by month. P-17. */
export type QuotaBook = {
  readonly ownerType: 'rep' | 'team' | 'org'
  readonly ownerId: string
  readonly statements: readonly QuotaStatement[]
}

export type QuotaView = FoldView<QuotaBook>

export type QuotaEvent = Extract<RecordedEvent, { type: QuotaStatement['type'] }>

const quotaOwner = ({ data }: QuotaEvent): string => `${data.ownerType}~${data.ownerId}`

const emptyQuotaBook = (owner: string): QuotaBook => {
  const [ownerType = 'rep'] = owner.split('~', 1) as [QuotaBook['ownerType']] // Sound: made by quotaOwner
  return { ownerType, ownerId: owner.slice(ownerType.length + 1), statements: [] }
}

const evolveQuota = (book: QuotaBook, event: QuotaEvent): QuotaBook => ({
  ...book,
  statements: [...book.statements, statementOf(event)],
})

const statementOf = (event: QuotaEvent): QuotaStatement => {
  const told = { on: dayNumber(event.effectiveOn), setBy: event.position }
  return event.type === 'QuotaSet'
    ? { type: event.type, data: event.data, ...told }
    : { type: event.type, data: event.data, ...told }
}

/** The quotas of an owner: small. */
export const quotaFold = defineFold<QuotaBook, QuotaEvent>({
  name: 'quota',
  reads: ['QuotaSet', 'QuotaWithdrawn'],
  idOf: quotaOwner,
  initial: emptyQuotaBook,
  evolve: evolveQuota,
  isConcerned: ({ ownerId }, { kind, keys }) => kind === 'currency' || (kind === 'rep' && keys.includes(ownerId)),
  document: null,
})

/** One month's quota in force. */
export type MonthQuota = { readonly month: FiscalPeriod; readonly amount: bigint; readonly setBy: bigint }

/** The quota of each month by the calendar in force, in the reporting currency. */
const monthQuotas = ({ book, reference }: QuotaView): readonly MonthQuota[] => {
  const months = new Map<string, MonthQuota>()
  for (const statement of book.statements) {
    if (statement.type === 'QuotaWithdrawn') for (const id of monthsOf(statement.data.period, reference)) months.delete(id)
    else
      for (const quota of reportedMonths(statement.data, reference))
        months.set(quota.month.id, { ...quota, setBy: statement.setBy })
  }
  return [...months.values()]
}

const monthsOf = (period: string, { calendar }: Reference): readonly string[] => {
  const known = calendar.period(period)
  return known === null ? [] : calendar.monthsOf(known).map(({ id }) => id)
}

/** The months of a quota in the reporting currency; those that no rate converts are left out. */
const reportedMonths = (data: EventOf<'QuotaSet'>['data'], reference: Reference): readonly Omit<MonthQuota, 'setBy'>[] => {
  const { calendar, rates } = reference
  return quotaMonths({ data }, calendar).flatMap(({ month, amount }) => {
    const rule = policyFor(reference, 'fx-rule', dayNumber(month.first))
    const found = rateFor(rates, { from: data.currency, to: currencyOf(reference), day: month.first, rule, calendar })
    return found === null ? [] : [{ month, amount: convertAt(amount, found.rate) }]
  })
}

/** The row entity of an owner in a month: a rep sits in the team of the month's last day. */
const ownerEntity = ({ book, reference }: QuotaView, month: FiscalPeriod): RowEntity => {
  if (book.ownerType !== 'rep') return rowEntity(book.ownerType, book.ownerId)
  return rowEntity('seat', book.ownerId, teamOn(reference, book.ownerId, dayNumber(month.until) - 1))
}

/** The contributions of all months of an owner: plans are dated at the beginning of time. */
export const quotaRows = (view: QuotaView, amountOfMonth: (quota: MonthQuota) => bigint): readonly Contribution[] =>
  monthQuotas(view).map((quota) => ({
    cell: { entity: ownerEntity(view, quota.month), period: periodKey(quota.month) },
    from: beginning,
    until: null,
    amounts: [amountOfMonth(quota)],
    because: [quota.setBy],
  }))

/** Descriptions that the KPIs of the ledger `quota` have in common. */
export const quotaKpi = {
  version: 1,
  kind: 'plan',
  view: 'owner',
  ledger: 'quota',
  measure: 'amount',
  scopes: ['org', 'team', 'rep'],
  grain: ['month'],
  fold: 'quota',
  per: 'whole',
} as const

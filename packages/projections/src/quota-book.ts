import { allocate, amountOf, type DomainEvent, dayNumber, type FiscalPeriod } from '@daybook/domain'
import type { Contribution, RecordedEvent, RowEntity } from './kpi.ts'
import { quoted, quoteOn } from './rates.ts'
import { currencyOf, periodKey, policyFor, type Reference, teamOn } from './reference.ts'
import { rowEntity } from './seats.ts'
import { beginning } from './timeline.ts'

/** One statement about an owner's quota: an amount for a month, quarter or year, or that there is none any more. */
type QuotaStatement = {
  readonly setBy: bigint
  readonly period: string
  readonly currency: string
  /** Ten-thousandths; null where the quota was withdrawn. */
  readonly amount: bigint | null
  readonly spread: 'even' | 'days' | 'weights'
  readonly weights: readonly bigint[]
}

/** The quotas of one owner, as stated; later statements win, month by month. P-17. */
export type QuotaBook = {
  readonly ownerType: 'rep' | 'team' | 'org'
  readonly ownerId: string
  readonly statements: readonly QuotaStatement[]
}

export type QuotaView = { readonly book: QuotaBook; readonly reference: Reference }

export const quotaReads = ['QuotaSet', 'QuotaWithdrawn'] as const satisfies readonly DomainEvent['type'][]
export type QuotaEvent = Extract<RecordedEvent, { type: (typeof quotaReads)[number] }>
export const isQuotaEvent = (event: RecordedEvent): event is QuotaEvent =>
  event.type === 'QuotaSet' || event.type === 'QuotaWithdrawn'

export const quotaOwner = ({ data }: QuotaEvent): string => `${data.ownerType}~${data.ownerId}`

export const emptyQuotaBook = (owner: string): QuotaBook => {
  const [ownerType = 'rep'] = owner.split('~', 1) as [QuotaBook['ownerType']] // Sound: made by quotaOwner
  return { ownerType, ownerId: owner.slice(ownerType.length + 1), statements: [] }
}

export const evolveQuota = (book: QuotaBook, event: QuotaEvent): QuotaBook => ({
  ...book,
  statements: [...book.statements, statementOf(event)],
})

const statementOf = (event: QuotaEvent): QuotaStatement => {
  const common = { setBy: event.position, period: event.data.period }
  if (event.type === 'QuotaWithdrawn') return { ...common, currency: '', amount: null, spread: 'even', weights: [] }
  const { amount, currency, spread, weights } = event.data
  return { ...common, currency, amount: amountOf(amount), spread: spread ?? 'even', weights: (weights ?? []).map(amountOf) }
}

/** One month's quota in force. */
export type MonthQuota = { readonly month: FiscalPeriod; readonly amount: bigint; readonly setBy: bigint }

/** The quota of each month by the calendar in force, in the reporting currency. */
export const monthQuotas = ({ book, reference }: QuotaView): readonly MonthQuota[] => {
  const months = new Map<string, MonthQuota>()
  for (const statement of book.statements) {
    for (const { month, amount } of spreadOver(statement, reference)) {
      if (amount === null) months.delete(month.id)
      else months.set(month.id, { month, amount, setBy: statement.setBy })
    }
  }
  return [...months.values()]
}

/** The months of a statement, with parts that add up to what was entered: largest remainder, ties to the earlier month. */
const spreadOver = (
  statement: QuotaStatement,
  reference: Reference,
): readonly { readonly month: FiscalPeriod; readonly amount: bigint | null }[] => {
  const period = reference.calendar.period(statement.period)
  if (period === null) return []
  const months = reference.calendar.monthsOf(period)
  if (statement.amount === null) return months.map((month) => ({ month, amount: null }))
  const days = months.map((month) => BigInt(dayNumber(month.until) - dayNumber(month.first)))
  const given = statement.weights.length === months.length ? statement.weights : days
  const weights = { even: months.map(() => 1n), days, weights: given }[statement.spread]
  const parts = months.length === 0 ? [] : allocate(statement.amount, weights)
  return months.flatMap((month, index) => {
    const amount = reported(parts[index] ?? 0n, { statement, month, reference })
    return amount === undefined ? [] : [{ month, amount }]
  })
}

const reported = (
  amount: bigint,
  { statement, month, reference }: { statement: QuotaStatement; month: FiscalPeriod; reference: Reference },
): bigint | undefined => {
  const to = currencyOf(reference)
  if (statement.currency === to) return amount
  const day = dayNumber(month.first)
  const at = { rule: policyFor(reference, 'fx-rule', day), day, calendar: reference.calendar }
  const quote = quoteOn(reference.rates, { from: statement.currency, to }, at)
  return quote === null ? undefined : quoted(amount, quote)
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

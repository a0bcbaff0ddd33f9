import type { FiscalCalendar, FiscalPeriod } from './calendar.ts'
import type { Day } from './day.ts'
import type { ActorId, Code, OwnerId, PeriodId } from './ids.ts'
import { allocate, amountOf, type Currency, type Decimal, decimalOf } from './money.ts'
import type { PeriodSurroundings } from './period.ts'
import { type QuotaEvent, type QuotaRefusal, type QuotaState, quota, quotaMonths } from './quota.ts'
import { accept, type Result, refuse } from './result.ts'

/** Whose quota it is. */
export type QuotaOwner = { readonly ownerType: 'rep' | 'team' | 'org'; readonly ownerId: OwnerId }

/** So much of the quota of one owner for a period goes to another. Domain 5.4, PM-3. */
export type QuotaTransfer = {
  readonly from: QuotaOwner
  readonly to: QuotaOwner
  readonly period: PeriodId
  readonly amount: Decimal
  readonly currency: Currency
  readonly transferId: Code
  readonly approvedBy?: ActorId
  readonly override?: boolean
  readonly reason?: string
}

/** The quotas of both owners, as they stand, and what is to be decided about them. */
export type TransferCommand = {
  readonly effectiveOn: Day
  readonly data: QuotaTransfer
  readonly states: { readonly from: QuotaState; readonly to: QuotaState }
  readonly around: PeriodSurroundings
}

/**
 * The two quotas that a transfer leaves, the giver's first, both with its `transferId`; none when it was carried out before.
 *
 * A quarter or year is taken from its months evenly, by largest remainder. Refused where the giver has no quota for a month, or would
 * be left with less than nothing in one; a receiver without a quota begins from zero. All else is refused as setting a quota is.
 */
export const transferQuota = (
  command: TransferCommand,
): Result<{ readonly from: readonly QuotaEvent[]; readonly to: readonly QuotaEvent[] }, QuotaRefusal> => {
  const { data, states, around } = command
  if (states.from.transfers.includes(data.transferId)) return accept({ from: [], to: [] })
  const period = around.calendar.period(data.period)
  const months = period === null ? [] : around.calendar.monthsOf(period)
  if (months.length === 0) return refuse({ code: 'unknown-period', period: data.period })
  const given = allocate(
    amountOf(data.amount),
    months.map(() => 1n),
  )
  const held = months.map((month) => quotaOf(states.from, month, around.calendar))
  if (held.includes(null)) return refuse({ code: 'quota-not-set', period: data.period })
  const left = held.map((amount, index) => (amount ?? 0n) - (given[index] ?? 0n))
  const short = left.find((amount) => amount < 0n)
  if (short !== undefined) return refuse({ code: 'negative-quota', amount: decimalOf(short) })
  const grown = months.map((month, index) => (quotaOf(states.to, month, around.calendar) ?? 0n) + (given[index] ?? 0n))
  const from = quota.decide(states.from, setting(command, { owner: data.from, months: left }))
  if (!from.ok) return from
  const to = quota.decide(states.to, setting(command, { owner: data.to, months: grown }))
  return to.ok ? accept({ from: from.value, to: to.value }) : to
}

/** What the owner is to reach in a month: the latest word about it; null when none is set. */
const quotaOf = ({ acts }: QuotaState, month: FiscalPeriod, calendar: FiscalCalendar): bigint | null => {
  const last = acts.findLast(({ data }) => {
    const period = calendar.period(data.period)
    return period !== null && period.first < month.until && month.first < period.until
  })
  if (last?.type !== 'QuotaSet') return null
  return quotaMonths(last, calendar).find((one) => one.month.id === month.id)?.amount ?? null
}

const setting = (
  { effectiveOn, data, around }: TransferCommand,
  { owner, months }: { readonly owner: QuotaOwner; readonly months: readonly bigint[] },
) => {
  const { period, currency, transferId, approvedBy, override, reason } = data
  const total = months.reduce((sum, month) => sum + month, 0n)
  // Each month as it comes out: an amount for several is spread by what they are.
  const spread = months.length > 1 && total > 0n ? { spread: 'weights' as const, weights: months.map(decimalOf) } : {}
  const said = {
    ...(approvedBy === undefined ? {} : { approvedBy }),
    transferId,
    ...(override === undefined ? {} : { override }),
    ...(reason === undefined ? {} : { reason }),
  }
  return {
    type: 'SetQuota' as const,
    effectiveOn,
    data: { ...owner, period, amount: decimalOf(total), currency, ...spread, ...said },
    around,
  }
}

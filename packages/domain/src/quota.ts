import { z } from 'zod'
import type { FiscalCalendar, FiscalPeriod } from './calendar.ts'
import { type Day, dayNumber } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Text } from './event.ts'
import { ActorId, Code, OwnerId, PeriodId } from './ids.ts'
import { allocate, amountOf, Currency, Decimal } from './money.ts'
import { closedMonth, type PeriodRefusal, type PeriodSurroundings } from './period.ts'
import { accept, type Result, refuse } from './result.ts'

const quotaOf = { ownerType: z.enum(['rep', 'team', 'org']), ownerId: OwnerId, period: PeriodId }

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** The quota of one owner for a month, quarter or year, as entered; `quotaMonths` gives its months. The latest wins. P-17. */
export const QuotaSet = event('QuotaSet', {
  ...quotaOf,
  amount: Decimal,
  currency: Currency,
  spread: z.enum(['even', 'days', 'weights']).exactOptional(),
  weights: z.array(Decimal).min(1).max(100).exactOptional(),
  approvedBy: ActorId.exactOptional(),
  transferId: Code.exactOptional(),
  override: z.boolean().exactOptional(),
  reason: Text.exactOptional(),
})

/** No quota is set any more for the months of the period: another thing than a quota of zero. */
export const QuotaWithdrawn = event('QuotaWithdrawn', { ...quotaOf, override: z.boolean().exactOptional(), reason: Text })

/** What can happen to the quotas of one owner and fiscal year. */
export const quotaEvents = [QuotaSet, QuotaWithdrawn] as const
export type QuotaEvent = z.infer<(typeof quotaEvents)[number]>

type Data<Type extends QuotaEvent['type']> = Extract<QuotaEvent, { type: Type }>['data']

/** What may be decided about a quota. */
export type QuotaCommand =
  | { type: 'SetQuota'; effectiveOn: Day; data: Data<'QuotaSet'>; around: PeriodSurroundings }
  | { type: 'WithdrawQuota'; effectiveOn: Day; data: Data<'QuotaWithdrawn'>; around: PeriodSurroundings }

/** Why a decision about a quota is refused. Domain 5.4. */
export type QuotaRefusal =
  | PeriodRefusal
  | { code: 'negative-quota'; amount: Decimal }
  | { code: 'quota-currency-differs'; currency: Currency }
  | { code: 'weights-mismatch'; months: number }
  | { code: 'quota-not-set'; period: PeriodId }
  | { code: 'reason-missing' }

/** What was last done to each period, in the order it was done, the currency of the first quota, and the transfers there were. */
export type QuotaState = {
  readonly currency: Currency | null
  readonly acts: readonly QuotaEvent[]
  readonly transfers: readonly Code[]
}

const evolve = ({ currency, acts, transfers }: QuotaState, event: QuotaEvent): QuotaState => {
  const after = [...acts.filter(({ data }) => data.period !== event.data.period), event]
  switch (event.type) {
    case 'QuotaSet': {
      const { transferId } = event.data
      const known = transferId === undefined ? transfers : [...transfers, transferId]
      return { currency: currency ?? event.data.currency, acts: after, transfers: known }
    }
    case 'QuotaWithdrawn':
      return { currency, acts: after, transfers }
  }
}

const decide = (state: QuotaState, command: QuotaCommand): Result<readonly QuotaEvent[], QuotaRefusal> => {
  const { data, around } = command
  const period = around.calendar.period(data.period)
  if (period === null) return refuse({ code: 'unknown-period', period: data.period })
  const refusal = overrideRefusal(data, closedMonth(period, around))
  if (refusal !== null) return refuse(refusal)
  const acts = state.acts.filter((act) => overlaps(act.data.period, period, around.calendar))
  switch (command.type) {
    case 'SetQuota':
      return setQuota({ ...state, acts }, command, around.calendar.monthsOf(period).length)
    case 'WithdrawQuota': {
      const isSet = acts.some(({ type }) => type === 'QuotaSet')
      if (acts.length === 0) return refuse({ code: 'quota-not-set', period: data.period })
      return accept(isSet ? [{ type: 'QuotaWithdrawn', effectiveOn: command.effectiveOn, data: command.data }] : [])
    }
  }
}

/** The quotas of one owner and fiscal year: superseded, never edited. P-17. */
export const quota: Decider<QuotaState, QuotaCommand, QuotaEvent, QuotaRefusal> = {
  initialState: { currency: null, acts: [], transfers: [] },
  evolve,
  decide,
}

const overrideRefusal = (data: { override?: boolean; reason?: string }, closed: PeriodId | null): QuotaRefusal | null => {
  if (data.override === true) return (data.reason ?? '').trim() === '' ? { code: 'reason-missing' } : null
  return closed === null ? null : { code: 'period-closed', period: closed }
}

const overlaps = (id: PeriodId, period: FiscalPeriod, calendar: FiscalCalendar): boolean => {
  const other = calendar.period(id)
  return other === null ? id === period.id : other.first < period.until && period.first < other.until
}

const setQuota = (
  { currency, acts }: QuotaState,
  { effectiveOn, data }: Extract<QuotaCommand, { type: 'SetQuota' }>,
  months: number,
): Result<readonly QuotaEvent[], QuotaRefusal> => {
  if (amountOf(data.amount) < 0n) return refuse({ code: 'negative-quota', amount: data.amount })
  if (currency !== null && currency !== data.currency) return refuse({ code: 'quota-currency-differs', currency })
  if (!hasFittingWeights(data, months)) return refuse({ code: 'weights-mismatch', months })
  const last = acts.at(-1)
  if (last?.type === 'QuotaSet' && isSame(entered(last.data), entered(data))) return accept([])
  return accept([{ type: 'QuotaSet', effectiveOn, data }])
}

/** What makes two quotas the same, whoever approved them. */
const entered = ({ period, amount, spread = 'even', weights = [] }: Data<'QuotaSet'>) => ({ period, amount, spread, weights })

const hasFittingWeights = ({ spread, weights }: Spread, months: number): boolean => {
  if (spread !== 'weights') return weights === undefined
  const amounts = weights?.map(amountOf) ?? []
  return amounts.length === months && amounts.every((amount) => amount >= 0n) && amounts.some((amount) => amount > 0n)
}

/** One month's part of a quota, in ten-thousandths. */
export type QuotaMonth = { readonly month: FiscalPeriod; readonly amount: bigint }

/** An amount for a month, quarter or year, and how it is spread over the months. */
type Spread = Pick<Data<'QuotaSet'>, 'period' | 'amount' | 'spread' | 'weights'>

/**
 * The months of a quota: the amount entered for a month, quarter or year, spread by largest remainder, so that they add up to it.
 * Ties go to the earlier month. Empty when the calendar has no such period. P-17.
 *
 * @example 100 over January to March 2025 by days gives 34.4445, 31.1111 and 34.4444
 */
export const quotaMonths = ({ data }: { readonly data: Spread }, calendar: FiscalCalendar): readonly QuotaMonth[] => {
  const period = calendar.period(data.period)
  const months = period === null ? [] : calendar.monthsOf(period)
  if (months.length === 0) return []
  const parts = allocate(amountOf(data.amount), weightsOf(data, months))
  return months.map((month, index) => ({ month, amount: parts[index] ?? 0n }))
}

/** The calendar may have changed since the weights were entered: then they do not fit any more and the spread is even. */
const weightsOf = (data: Spread, months: readonly FiscalPeriod[]): readonly bigint[] => {
  if (data.spread === 'days') return months.map(({ first, until }) => BigInt(dayNumber(until) - dayNumber(first)))
  const fits = data.spread === 'weights' && hasFittingWeights(data, months.length)
  return fits ? (data.weights ?? []).map(amountOf) : months.map(() => 1n)
}

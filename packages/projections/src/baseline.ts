import { divideHalfEven } from '@daybook/domain'
import { none, type Outcome, quotient } from './outcome.ts'

/** One month of the past: its place in the fiscal year, and what was sold in it. */
export type PastMonth = { readonly place: number; readonly sales: bigint }

/** How a month is forecast where nobody has: by name. M-24 of the domain specification. */
export const baselineMethods = ['seasonal-index', 'r12-mean', 'seasonal-naive'] as const
export type BaselineMethod = (typeof baselineMethods)[number]

/** A forecast by a method, in ten-thousandths; null where the history is too short for it. */
export type Baseline = { readonly method: BaselineMethod; readonly amount: bigint } | null

const monthsOfYear = 12
const monthsOfIndex = 24

/** The history from the first month in which anything was sold. */
const lived = (months: readonly PastMonth[]): readonly PastMonth[] => {
  const first = months.findIndex(({ sales }) => sales !== 0n)
  return first < 0 ? [] : months.slice(first)
}

const sumOf = (months: readonly PastMonth[]): bigint => months.reduce((sum, { sales }) => sum + sales, 0n)

/**
 * How the sales of a month of the year compare with those of an average month: mean of that month over the mean of all that are given.
 * None with fewer than 24 of them, or where they add up to nothing. M-34 of the domain specification.
 */
export const seasonalIndex = (months: readonly PastMonth[], place: number): Outcome => {
  if (months.length < monthsOfIndex) return none('insufficient-history')
  const alike = months.filter((month) => month.place === place)
  const total = sumOf(months)
  if (total <= 0n) return none('no-base')
  return quotient(sumOf(alike) * BigInt(months.length), total * BigInt(alike.length), 'insufficient-history')
}

/**
 * The forecast of a month by the history before it, which ends with the last month that is over.
 *
 * Without a method the best that the history allows: the mean of twelve months by the seasonal index, else that mean, else none.
 */
export const baselineOf = (
  months: readonly PastMonth[],
  { place, method }: { readonly place: number; readonly method?: BaselineMethod },
): Baseline => {
  if (method !== undefined) return byMethod[method](months, place)
  return byMethod['seasonal-index'](months, place) ?? byMethod['r12-mean'](months, place)
}

const meanOfYear = (months: readonly PastMonth[]): bigint | null =>
  lived(months).length < monthsOfYear ? null : sumOf(months.slice(-monthsOfYear))

const byMethod: Readonly<Record<BaselineMethod, (months: readonly PastMonth[], place: number) => Baseline>> = {
  'seasonal-index': (months, place) => {
    const index = seasonalIndex(lived(months), place)
    const year = meanOfYear(months)
    if (index.kind !== 'quotient' || year === null) return null
    return { method: 'seasonal-index', amount: divideHalfEven(year * index.num, index.den * BigInt(monthsOfYear)) }
  },
  'r12-mean': (months) => {
    const year = meanOfYear(months)
    return year === null ? null : { method: 'r12-mean', amount: divideHalfEven(year, BigInt(monthsOfYear)) }
  },
  'seasonal-naive': (months, place) => {
    const last = lived(months).findLast((month) => month.place === place)
    return last === undefined ? null : { method: 'seasonal-naive', amount: last.sales }
  },
}

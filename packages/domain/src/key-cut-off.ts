import type { AccountId } from './ids.ts'
import { amountOf, type Decimal } from './money.ts'
import { byText } from './ordering.ts'
import type { PolicyValues } from './policies.ts'

/** A client with its net sales of the twelve months up to the day of a review. */
export type Client = { readonly accountId: AccountId; readonly r12Sales: Decimal }

/** Clients in order of their sales, and from which on they are KEY. */
export type KeyCutOff = {
  readonly ranked: readonly Client[]
  readonly k: number
  readonly keyLevel: Decimal
  readonly keyCount: number
}

/**
 * The KEY level of clients: the sales of the last of the top quarter by count. All with as much are KEY, so there may be more than `k`.
 *
 * Who has bought nothing, or has brought back more, is no client. Ties stand by account id. `round` rounds halves up, and a quarter of
 * clients is at least one. Null when there is no client. M-35, M-36, P-24 of the domain specification.
 *
 * @example
 * keyCutOff(clients, 'ceil') // of 90, 80, 70, 70, 50, 40, 30, 20, 10, 5: k 3, keyLevel '70.0000', keyCount 4
 */
export const keyCutOff = (clients: readonly Client[], rounding: PolicyValues['key-rounding']): KeyCutOff | null => {
  const ranked = clients.filter(({ r12Sales }) => amountOf(r12Sales) > 0n).toSorted(bySales)
  const k = Math.max(1, quarters[rounding](ranked.length))
  const last = ranked[k - 1]
  if (last === undefined) return null
  const keyLevel = last.r12Sales
  return { ranked, k, keyLevel, keyCount: ranked.filter(({ r12Sales }) => amountOf(r12Sales) >= amountOf(keyLevel)).length }
}

// A quarter of a count has two binary places, so nothing is lost in floating point.
const quarters = {
  ceil: (count: number) => Math.ceil(count / 4),
  floor: (count: number) => Math.floor(count / 4),
  round: (count: number) => Math.round(count / 4),
} as const satisfies Record<PolicyValues['key-rounding'], (count: number) => number>

const bySales = (one: Client, other: Client): number => {
  const difference = amountOf(other.r12Sales) - amountOf(one.r12Sales)
  if (difference !== 0n) return difference > 0n ? 1 : -1
  return byText(one.accountId, other.accountId)
}

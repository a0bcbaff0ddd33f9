import { amountOf, type Client, type Day, decimalOf } from '@daybook/domain'
import { netOfYearTo } from './day-sales.ts'
import type { AccountDocument } from './documents/account.ts'
import type { Reference } from './reference.ts'
import type { DaySales } from './report.ts'
import { resolve } from './resolution.ts'

/** The sales of accounts by day. */
export type Sales = ReadonlyMap<string, readonly DaySales[]>

/** Every account that has sold anything, with its net sales of the twelve months up to a day: what a key review ranks. M-35. */
export const clientsOn = (sales: Sales, day: Day): readonly Client[] =>
  [...sales].map(([accountId, own]) => ({
    accountId: accountId as Client['accountId'],
    r12Sales: decimalOf(netOfYearTo(own, day)),
  })) // Sound: ids come from events

/** The same with subsidiaries counted at the parent of all their parents. M-35. */
export const rolledUp = (
  clients: readonly Client[],
  documents: readonly AccountDocument[],
  reference: Reference,
): readonly Client[] => {
  const rootOf = rootsOf(documents, reference)
  const sums = new Map<string, bigint>()
  for (const { accountId, r12Sales } of clients) {
    const root = rootOf(accountId)
    sums.set(root, (sums.get(root) ?? 0n) + amountOf(r12Sales))
  }
  return [...sums].map(([accountId, amount]) => ({ accountId: accountId as Client['accountId'], r12Sales: decimalOf(amount) })) // Sound: as above
}

/**
 * The parent of all parents of an account, itself where it has none; for one that was merged stands who survives. A parent that is not
 * registered is none; of parents that name each other the first by id stands for all.
 */
export const rootsOf = (documents: readonly AccountDocument[], reference: Reference): ((accountId: string) => string) => {
  const customer = (id: string | null): string | null => (id === null ? null : resolve(reference, id))
  const parents = new Map(documents.map(({ accountId, parentId }) => [accountId, customer(parentId)]))
  return (accountId) => {
    const seen = new Set<string>()
    let root = accountId
    for (let parent = parents.get(root) ?? null; parent !== null && parents.has(parent); parent = parents.get(root) ?? null) {
      if (seen.has(parent)) return [...seen].sort()[0] ?? root
      seen.add(parent)
      root = parent
    }
    return root
  }
}

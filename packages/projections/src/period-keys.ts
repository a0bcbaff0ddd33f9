import type { AccountView } from './account-book.ts'
import { isBuying } from './buying.ts'
import { creditOf, familyOf, placesOf } from './credit.ts'
import type { Fact } from './fact.ts'
import type { EntryRow } from './kpi.ts'
import type { Range } from './timeline.ts'

/** What is counted once in a period, as text: each rep, each team, the organisation, each industry, territory and family. */
export type PeriodKeys = ReadonlySet<string>

/** The keys of the rows that changed. */
export const keysOf = (rows: readonly Pick<EntryRow, 'entity' | 'deltas'>[]): PeriodKeys => {
  const keys = new Set<string>()
  for (const { entity, deltas } of rows) {
    if (entity.scope !== 'seat') keys.add(`${entity.scope} ${entity.id}`)
    else {
      if (deltas[0] !== 0n) keys.add(`rep ${entity.id}`)
      if (deltas[1] !== 0n) keys.add(`team ${entity.team}`)
      if (deltas[2] !== 0n) keys.add('org')
    }
  }
  return keys
}

/** The keys of some facts, as far as they are qualifying orders, in any of the views. */
export const keysOfOrders = (views: readonly AccountView[], facts: ReadonlySet<string>): PeriodKeys => {
  const keys = new Set<string>()
  for (const view of views) {
    for (const key of facts) {
      const order = view.facts.get(key)
      if (order !== null && isBuying(view, order)) eachKeyOf(view, order, (one) => keys.add(one))
    }
  }
  return keys
}

const none: ReadonlySet<string> = new Set()

/** The product families that an order has lines of. */
export const familiesOf = (view: AccountView, order: Fact): ReadonlySet<string> => {
  if (order.lines.every(({ family, productId }) => family === null && productId === null)) return none
  const families = new Set<string>()
  for (const line of order.lines) {
    const family = familyOf(view.reference, line)
    if (family !== null) families.add(family)
  }
  return families
}

/** Days that are looked back over first, then twice as many, and so on. */
const daysBackFirst = 32

/**
 * The keys less those that a qualifying order of the range has: it is looked back from its end, as the order before is nearly always
 * of the same rep.
 */
export const lessEarlier = (view: AccountView, range: Range, keys: PeriodKeys): PeriodKeys => {
  const left = new Set(keys)
  let daysBack = daysBackFirst
  for (let until = range.until; until > range.from && left.size > 0; daysBack *= 2) {
    const from = Math.max(range.from, until - daysBack)
    const orders = view.facts.between({ from, until })
    for (let index = orders.length - 1; index >= 0 && left.size > 0; index -= 1) {
      const order = orders[index]
      if (order !== undefined && isBuying(view, order)) eachKeyOf(view, order, (key) => left.delete(key))
    }
    until = from
  }
  return left
}

const eachKeyOf = (view: AccountView, order: Fact, use: (key: string) => void): void => {
  const { seats } = creditOf(view, order)
  for (const { repKey, teamKey } of seats) {
    use(repKey)
    if (teamKey !== null) use(teamKey)
  }
  if (seats.length > 0) use('org')
  for (const { scope, id } of placesOf(view, order.day)) use(`${scope} ${id}`)
  for (const family of familiesOf(view, order)) use(`family ${family}`)
}

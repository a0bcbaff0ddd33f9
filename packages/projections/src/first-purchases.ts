import type { AccountView } from './account-book.ts'
import { type Fact, isQualifying } from './fact.ts'
import type { Facts } from './facts.ts'
import type { DayNumber } from './kpi.ts'
import { forever } from './timeline.ts'

/** The first qualifying order of something; of one day the one whose key comes first, so that the order of arrival plays no part. */
type FirstPurchase = { readonly day: DayNumber; readonly key: string }

/** The first purchases of an account, by what lines say: a family, else a product, whose family may change. */
export type FirstPurchases = Readonly<Record<string, FirstPurchase>>

const [family, product] = ['family ', 'product ']
const none: ReadonlySet<string> = new Set()

/** What an order that makes a buyer has lines of. */
const boughtIn = (fact: Fact | null): ReadonlySet<string> => {
  if (fact === null || !isQualifying(fact)) return none
  const bought = new Set<string>()
  for (const line of fact.lines) {
    if (line.family !== null) bought.add(family + line.family)
    else if (line.productId !== null) bought.add(product + line.productId)
  }
  return bought
}

/** The first purchases after some orders changed, each named with its former version; the same ones where none is another. */
export const firstsAfter = (firsts: FirstPurchases, former: ReadonlyMap<string, Fact | null>, facts: Facts): FirstPurchases => {
  let after = firsts
  for (const [key, old] of former) {
    const now = facts.get(key)
    if (now?.kind !== 'order') continue
    const bought = boughtIn(now)
    for (const what of boughtIn(old)) {
      if (after[what]?.key !== key || (bought.has(what) && now.day <= (old?.day ?? now.day))) continue
      after = replaced(after, what, searched(facts, what, old?.day ?? now.day))
    }
    for (const what of bought) {
      const known = after[what]
      if (known === undefined || known.key === key || isBefore(now, known)) after = replaced(after, what, purchaseIn(now))
    }
  }
  return after
}

const replaced = (firsts: FirstPurchases, what: string, first: FirstPurchase | null): FirstPurchases => {
  if (first === null) return Object.fromEntries(Object.entries(firsts).filter(([each]) => each !== what))
  const known = firsts[what]
  return known?.key === first.key && known.day === first.day ? firsts : { ...firsts, [what]: first }
}

const purchaseIn = ({ day, key }: Fact): FirstPurchase => ({ day, key })

const isBefore = (a: FirstPurchase, b: FirstPurchase): boolean => a.day < b.day || (a.day === b.day && a.key < b.key)

/** Nothing was bought of it before the day. */
const searched = (facts: Facts, what: string, from: DayNumber): FirstPurchase | null => {
  const bought = facts.between({ from, until: forever }).filter((fact) => boughtIn(fact).has(what))
  return bought
    .map(purchaseIn)
    .reduce<FirstPurchase | null>((first, one) => (first === null || isBefore(one, first) ? one : first), null)
}

/** The first purchases of several accounts together. */
export const firstOfAll = (all: readonly FirstPurchases[]): FirstPurchases =>
  all.flatMap((firsts) => Object.entries(firsts)).reduce((together, [what, first]) => earlier(together, what, first), {})

/** The first purchases among some facts. */
export const firstsAmong = (facts: readonly Fact[]): FirstPurchases =>
  facts.reduce<FirstPurchases>(
    (firsts, fact) => [...boughtIn(fact)].reduce((all, what) => earlier(all, what, purchaseIn(fact)), firsts),
    {},
  )

const earlier = (firsts: FirstPurchases, what: string, first: FirstPurchase): FirstPurchases => {
  const known = firsts[what]
  return known === undefined || isBefore(first, known) ? replaced(firsts, what, first) : firsts
}

type ByFamily = ReadonlyMap<string, FirstPurchase>

const remembered = new WeakMap<FirstPurchases, { readonly families: ReadonlyMap<string, string>; readonly firsts: ByFamily }>()

/** The first purchase of each family that an account ever bought. */
export const firstsByFamily = ({ head, reference: { families } }: Pick<AccountView, 'head' | 'reference'>): ByFamily => {
  const known = remembered.get(head.firsts)
  if (known?.families === families) return known.firsts
  const firsts = new Map<string, FirstPurchase>()
  for (const [what, first] of Object.entries(head.firsts)) {
    const name = what.startsWith(family) ? what.slice(family.length) : families.get(what.slice(product.length))
    if (name === undefined) continue
    const best = firsts.get(name)
    if (best === undefined || isBefore(first, best)) firsts.set(name, first)
  }
  remembered.set(head.firsts, { families, firsts })
  return firsts
}

/** The orders that are the first of a family before a change or after it, and not both; all where the account's very first day is another. */
export const changedFirsts = (before: AccountView, after: AccountView): ReadonlySet<string> => {
  const [began, begins] = [before.days.occasions[0], after.days.occasions[0]]
  const isBegunOtherwise = began?.day !== begins?.day || began?.boughtBy !== begins?.boughtBy
  if (before.head.firsts === after.head.firsts && !isBegunOtherwise) return none
  const [old, now] = [firstsByFamily(before), firstsByFamily(after)]
  const keys = new Set<string>()
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name)?.key, now.get(name)?.key]
    if (was === is && !isBegunOtherwise) continue
    for (const key of [was, is]) if (key !== undefined) keys.add(key)
  }
  return keys
}

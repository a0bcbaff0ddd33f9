import type { AccountView } from '../account-book.ts'
import { creditOf, originalOf, rateOf, sorted } from '../credit.ts'
import { pairKey } from '../dismissed.ts'
import { type Fact, isQualifying } from '../fact.ts'
import { type Contribution, defineKpi, house } from '../kpi.ts'
import type { FactPiece } from '../pieces.ts'
import { bucketKey, monthOfDay, policyFor } from '../reference.ts'
import { rowEntity } from '../seats.ts'

/** What is remarkable about a fact, and the events it rests on. */
type Flag = { readonly kind: string; readonly because: readonly bigint[] }

/** The kinds of flag that facts raise: the report data-quality of the domain specification, 8.6. */
export const dataQuality = defineKpi<FactPiece>({
  name: 'data-quality',
  title: 'Data quality flags',
  definition: 'Facts that are late, not convertible, credited to nobody, suspected twice, or otherwise in need of a look.',
  unit: 'flags',
  version: 1,
  kind: 'stock',
  view: 'credit',
  ledger: 'quality',
  measure: 'amount',
  scopes: [],
  grain: [],
  listed: false,
  fold: 'account',
  per: 'fact',
  contributions: ({ view, fact }) => {
    const contributions: Contribution[] = []
    if (fact.standing !== 'open') return contributions
    for (const flagsOf of [dated, priced, credited, paired])
      for (const { kind, because } of flagsOf(view, fact)) contributions.push(flagged(fact, kind, because))
    return contributions
  },
})

const flagged = (fact: Fact, kind: string, because: readonly bigint[]): Contribution => ({
  cell: { entity: rowEntity('quality', kind), period: bucketKey(fact.day) },
  from: fact.day,
  until: null,
  amounts: [1n],
  because: sorted(because),
})

/** Most facts raise no flag. */
const none: readonly Flag[] = []

const dated = (view: AccountView, fact: Fact): readonly Flag[] => {
  const inPeriod = monthOfDay(view.reference, fact.day) !== null
  if (fact.lateBy === null && inPeriod) return none
  const flags: Flag[] = []
  if (fact.lateBy !== null) flags.push({ kind: 'late', because: [fact.lateBy] })
  if (!inPeriod) flags.push({ kind: 'no-period', because: [fact.daySetBy] })
  return flags
}

const priced = (view: AccountView, fact: Fact): readonly Flag[] => {
  const rate = rateOf(view, fact)
  if (rate === null) return [{ kind: 'unconvertible', because: [fact.valueSetBy] }]
  return rate.isStale && rate.setBy !== null ? [{ kind: 'fx-stale', because: [fact.valueSetBy, rate.setBy.position] }] : none
}

const credited = (view: AccountView, fact: Fact): readonly Flag[] => {
  const flags: Flag[] = []
  for (const { repId } of creditOf(view, fact).owners) {
    const hiredOn = view.reference.hired.get(repId)
    if (repId === house) flags.push({ kind: 'unassigned', because: [fact.daySetBy] })
    else if (hiredOn === undefined || hiredOn > fact.day) flags.push({ kind: 'unknown-rep', because: [fact.sellerSetBy] })
  }
  const nobody = flags.some(({ kind }) => kind === 'unassigned')
  if (nobody && fact.kind === 'order' && policyFor(view.reference, 'credit-rule', fact.day) === 'named-on-order') {
    flags.push({ kind: 'no-salesperson', because: [fact.sellerSetBy] })
  }
  return flags
}

const paired = (view: AccountView, fact: Fact): readonly Flag[] =>
  fact.kind === 'order' ? suspected(view, fact) : ofCredit(view, fact)

/** Another order of the same account, currency and amount within a day, recorded before, unless somebody has told the two apart. P-13. */
const suspected = (view: AccountView, order: Fact): readonly Flag[] => {
  if (!isQualifying(order)) return none
  const other = view.facts
    .between({ from: order.day - 1, until: order.day + 2 })
    .find(
      (fact) =>
        isQualifying(fact) &&
        fact.position < order.position &&
        fact.currency === order.currency &&
        fact.value === order.value &&
        !view.reference.dismissed.has(pairKey(fact.key, order.key)),
    )
  return other === undefined ? none : [{ kind: 'suspected-duplicate', because: [order.position, other.position] }]
}

const ofCredit = (view: AccountView, credit: Fact): readonly Flag[] => {
  if (credit.original === null) return none
  const original = originalOf(view, credit)
  if (original === null) return [{ kind: 'unlinked-credit', because: [credit.position] }]
  const because = [credit.position, original.position]
  const flags: Flag[] = []
  if (credit.day < original.day) flags.push({ kind: 'credit-before-order', because })
  if (original.standing === 'open' && creditedUpTo(view, credit) > original.value) flags.push({ kind: 'over-credit', because })
  return flags
}

/** What an order has been credited with by the credit notes recorded up to this one. */
const creditedUpTo = (view: AccountView, credit: Fact): bigint => {
  let sum = 0n
  for (const key of view.facts.returnsOf(credit.original ?? '')) {
    const fact = view.facts.get(key)
    if (fact?.standing === 'open' && fact.currency === credit.currency && fact.position <= credit.position) sum += fact.value
  }
  return sum
}

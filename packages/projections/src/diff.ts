import type { AccountView } from './account-book.ts'
import type { AnyKpi } from './catalogue.ts'
import type { Catalogue } from './editions.ts'
import type { Contribution, Grain, Kpi, Per } from './kpi.ts'
import type { LedgerLayout } from './ledgers.ts'
import type { Legs } from './legs.ts'
import { keysOf, keysOfOrders, type PeriodKeys } from './period-keys.ts'
import { piecesOf, type Touched } from './pieces.ts'

/** A partition's view before an event and after it, and what the event may have changed. */
type Difference = { readonly before: AccountView; readonly after: AccountView; readonly touched: Touched }

/** The part of a catalogue that posting goes by. */
export type PostedKpis = Pick<Catalogue, 'posted' | 'ledgers'>

/** A KPI and where its rows go. */
export type Member = { readonly kpi: AnyKpi; readonly layout: LedgerLayout }

/** KPIs that are computed from the same pieces; the pieces are made once for all of them. */
type Group = { readonly per: Per; readonly grain: readonly Grain[]; readonly members: readonly Member[] }

const accountGroups = ({ posted, ledgers }: PostedKpis): readonly Group[] => {
  const groups = new Map<string, Group>()
  for (const kpi of posted.filter(({ fold }) => fold === 'account')) {
    const key = `${kpi.per} ${kpi.grain.join(' ')}`
    const members = [...(groups.get(key)?.members ?? []), { kpi, layout: layoutOf(ledgers, kpi) }]
    groups.set(key, { per: kpi.per, grain: kpi.grain, members })
  }
  return [...groups.values()]
}

/** A group of periods in two steps: its months, and what is longer. */
type Periods = Group & { readonly months: Group; readonly longer: readonly Group[] }

const periodsOf = (group: Group, trailing: readonly Group[]): Periods => ({
  ...group,
  months: { ...group, grain: ['month'] },
  longer: [{ ...group, grain: group.grain.filter((grain) => grain !== 'month') }, ...trailing],
})

/** Adds what the touched pieces contribute after an event, less what they did before. */
export type AddDifference = (legs: Legs, difference: Difference) => void

/** The differences of the KPIs of accounts. */
export const differencesOf = (catalogue: PostedKpis): AddDifference => {
  const accountWise = accountGroups(catalogue)
  const groups = accountWise.filter(({ per }) => per !== 'period' && per !== 'trailing')
  const trailing = accountWise.filter(({ per }) => per === 'trailing')
  const periodGroups = accountWise.filter(({ per }) => per === 'period').map((group) => periodsOf(group, trailing))
  return (legs, difference) => {
    for (const group of groups) addGroup(legs, group, { difference, only: null })
    for (const group of periodGroups) {
      if (difference.touched.periods) for (const each of [group, ...trailing]) addGroup(legs, each, { difference, only: null })
      else addPeriods(legs, group, difference)
    }
  }
}

/**
 * Only what a changed order has can come first elsewhere than before. Months first: what counts in a quarter or year changes only for
 * those keys that change in a month.
 */
const addPeriods = (legs: Legs, { months, longer, members }: Periods, difference: Difference): void => {
  const { before, after, touched } = difference
  const concerned = keysOfOrders([before, after], touched.facts)
  if (concerned.size === 0) return
  addGroup(legs, months, { difference, only: concerned })
  const only = keysOf(members.flatMap(({ layout }) => legs.changesIn(layout)))
  if (only.size > 0) for (const group of longer) addGroup(legs, group, { difference, only })
}

const addGroup = (legs: Legs, group: Group, at: { readonly difference: Difference; readonly only: PeriodKeys | null }): void => {
  const { before, after, touched } = at.difference
  const former = piecesOf(group, { view: before, touched, only: at.only })
  const present = piecesOf(group, { view: after, touched, only: at.only })
  if (former.length + present.length === 0) return
  for (const { kpi, layout } of group.members) {
    if (former.length > 0) legs.add(kpi, layout, { contributions: contributionsOf(kpi, former), sign: -1n })
    if (present.length > 0) legs.add(kpi, layout, { contributions: contributionsOf(kpi, present), sign: 1n })
  }
}

const contributionsOf = (kpi: AnyKpi, pieces: readonly unknown[]): readonly Contribution[] => {
  const contributions = kpi.contributions as Kpi<unknown>['contributions'] // Sound: `piecesOf` makes what the KPI's `per` says
  if (pieces.length === 1) return contributions(pieces[0])
  const all: Contribution[] = []
  for (const piece of pieces) for (const contribution of contributions(piece)) all.push(contribution)
  return all
}

const layoutOf = (ledgers: PostedKpis['ledgers'], kpi: AnyKpi): LedgerLayout => {
  const layout = ledgers.get(kpi.ledger)
  if (layout === undefined) throw new Error(`no ledger ${kpi.ledger}`)
  return layout
}

/** The KPIs that a fold feeds. */
export const membersOf = ({ posted, ledgers }: PostedKpis, fold: AnyKpi['fold']): readonly Member[] =>
  posted.filter((kpi) => kpi.fold === fold).map((kpi) => ({ kpi, layout: layoutOf(ledgers, kpi) }))

/** All contributions of a KPI over a partition: its definition. */
export const definitionOf = (kpi: AnyKpi, view: AccountView, touched: Touched): readonly Contribution[] =>
  contributionsOf(kpi, piecesOf(kpi, { view, touched, only: null }))

/** What a KPI of a small partition contributes, less what it did before. */
export const addWhole = (
  legs: Legs,
  { kpi, layout }: Member,
  views: { readonly before: unknown; readonly after: unknown },
): void => {
  legs.add(kpi, layout, { contributions: contributionsOf(kpi, [views.before]), sign: -1n })
  legs.add(kpi, layout, { contributions: contributionsOf(kpi, [views.after]), sign: 1n })
}

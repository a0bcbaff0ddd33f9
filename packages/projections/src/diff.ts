import type { AccountView } from './account-book.ts'
import { type AnyKpi, kpis, ledgers } from './catalogue.ts'
import type { Contribution, Grain, Kpi, Per } from './kpi.ts'
import { keysOf } from './kpis/buying-accounts.ts'
import type { LedgerLayout } from './ledgers.ts'
import { Legs } from './legs.ts'
import { piecesOf, type Touched } from './pieces.ts'

/** A partition's view before an event and after it, and what the event may have changed. */
export type Difference = { readonly before: AccountView; readonly after: AccountView; readonly touched: Touched }

/** KPIs that are computed from the same pieces; the pieces are made once for all of them. */
type Group = { readonly per: Per; readonly grain: readonly Grain[]; readonly members: readonly AnyKpi[] }

const accountGroups = (): readonly Group[] => {
  const groups = new Map<string, Group>()
  for (const kpi of kpis.filter(({ fold }) => fold === 'account')) {
    const key = `${kpi.per} ${kpi.grain.join(' ')}`
    groups.set(key, { per: kpi.per, grain: kpi.grain, members: [...(groups.get(key)?.members ?? []), kpi] })
  }
  return [...groups.values()]
}

const groups = accountGroups()

/** Adds what the touched pieces contribute after an event, less what they did before. */
export const addDifference = (legs: Legs, difference: Difference): void => {
  for (const group of groups) {
    if (group.per === 'period' && !difference.touched.periods) addPeriods(legs, group, difference)
    else addGroup(legs, group, { difference, only: null })
  }
}

/** Months first: what counts in a quarter or year changes only for those keys that change in a month. */
const addPeriods = (legs: Legs, group: Group, difference: Difference): void => {
  const months = new Legs()
  addGroup(months, { ...group, grain: ['month'] }, { difference, only: null })
  const only = keysOf(months.changes())
  legs.join(months)
  const longer = group.grain.filter((grain) => grain !== 'month')
  if (only.size > 0) addGroup(legs, { ...group, grain: longer }, { difference, only })
}

const addGroup = (
  legs: Legs,
  group: Group,
  at: { readonly difference: Difference; readonly only: ReadonlySet<string> | null },
): void => {
  const { before, after, touched } = at.difference
  const former = piecesOf(group, { view: before, touched, only: at.only })
  const present = piecesOf(group, { view: after, touched, only: at.only })
  for (const kpi of group.members) {
    legs.add(kpi, layoutOf(kpi), { contributions: contributionsOf(kpi, former), sign: -1n })
    legs.add(kpi, layoutOf(kpi), { contributions: contributionsOf(kpi, present), sign: 1n })
  }
}

const contributionsOf = (kpi: AnyKpi, pieces: readonly unknown[]): readonly Contribution[] => {
  const contributions = kpi.contributions as Kpi<unknown>['contributions'] // Sound: `piecesOf` makes what the KPI's `per` says
  return pieces.length === 1 ? contributions(pieces[0]) : pieces.flatMap(contributions)
}

const layoutOf = (kpi: AnyKpi): LedgerLayout => {
  const layout = ledgers.get(kpi.ledger)
  if (layout === undefined) throw new Error(`no ledger ${kpi.ledger}`)
  return layout
}

/** All contributions of a KPI over a partition: its definition. */
export const definitionOf = (kpi: AnyKpi, view: AccountView, touched: Touched): readonly Contribution[] =>
  contributionsOf(kpi, piecesOf(kpi, { view, touched, only: null }))

/** What a KPI of a small partition contributes, less what it did before. */
export const addWhole = (legs: Legs, kpi: AnyKpi, views: { readonly before: unknown; readonly after: unknown }): void => {
  legs.add(kpi, layoutOf(kpi), { contributions: contributionsOf(kpi, [views.before]), sign: -1n })
  legs.add(kpi, layoutOf(kpi), { contributions: contributionsOf(kpi, [views.after]), sign: 1n })
}

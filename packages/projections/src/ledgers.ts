import type { KpiDescription, Scope } from './kpi.ts'

/** What of a KPI decides where it lies in rows. */
type Placed = Pick<KpiDescription, 'name' | 'ledger' | 'measure'>

/** How the measures of the KPIs of one ledger lie in its rows. */
export type LedgerLayout = {
  readonly name: string
  readonly number: number
  readonly columns: number
  /** A row's deltas before anything is added. */
  readonly zeros: readonly bigint[]
  readonly kpis: readonly Placed[]
  readonly firstColumn: (kpi: string) => number
  /** The column that holds a KPI at a scope: a count has one each for rep, team and org at a seat, and its first elsewhere. */
  readonly columnOf: (kpi: string, scope: Scope) => number
}

/** The layout of each ledger that the KPIs name, in the order in which they are first named. */
export const ledgersOf = (kpis: readonly Placed[]): ReadonlyMap<string, LedgerLayout> => {
  const names = [...new Set(kpis.map((kpi) => kpi.ledger))]
  return new Map(
    names.map((name, number) => [
      name,
      layoutOf(
        name,
        number,
        kpis.filter((kpi) => kpi.ledger === name),
      ),
    ]),
  )
}

const layoutOf = (name: string, number: number, kpis: readonly Placed[]): LedgerLayout => {
  const first = new Map<string, number>()
  let columns = 0
  for (const kpi of kpis) {
    first.set(kpi.name, columns)
    columns += kpi.measure === 'count' ? 3 : 1
  }
  const firstColumn = (kpi: string): number => {
    const column = first.get(kpi)
    if (column === undefined) throw new Error(`ledger ${name} has no KPI ${kpi}`)
    return column
  }
  const counts = new Set(kpis.filter((kpi) => kpi.measure === 'count').map((kpi) => kpi.name))
  const columnOf = (kpi: string, scope: Scope): number => firstColumn(kpi) + (counts.has(kpi) ? placeOf(scope) : 0)
  return { name, number, columns, zeros: new Array<bigint>(columns).fill(0n), kpis, firstColumn, columnOf }
}

/** An account is counted where its organisation is: once. */
const placeOf = (scope: Scope): number => (scope === 'team' ? 1 : scope === 'org' ? 2 : 0)

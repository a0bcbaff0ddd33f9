import type { Recorded } from '@daybook/domain'
import { type AnyKpi, type EntryRow, kpis, ledgers, type Scope } from '@daybook/projections'
import { postHistory } from './posted-history.ts'

/** Where an amount counts: a KPI's cell, and the day from which it does. */
export type Place = {
  readonly kpi: AnyKpi
  readonly scope: Scope | 'own team' | 'own org' | 'quality'
  readonly entity: string
  readonly period: number
  readonly day: number
}

/** What all cells hold, day by day, whatever it rests on and in how many pieces it came. Zeros are left out. */
export type CellTotals = ReadonlyMap<string, { readonly place: Place; readonly amount: bigint }>

/** The totals of all cells after a whole history. */
export const totalsOf = async (events: readonly Recorded[]): Promise<CellTotals> => {
  await using posted = await postHistory(events)
  return cellTotals(await posted.readModel.rowsBetween(0n, BigInt(events.length)))
}

/** What rows hold together. */
export const cellTotals = (rows: readonly EntryRow[]): CellTotals => {
  const totals = new Map<string, { readonly place: Place; amount: bigint }>()
  for (const row of rows) for (const { place, amount } of amountsIn(row)) add(totals, place, amount)
  for (const [key, { amount }] of totals) if (amount === 0n) totals.delete(key)
  return totals
}

const add = (totals: Map<string, { readonly place: Place; amount: bigint }>, place: Place, amount: bigint): void => {
  const key = `${place.kpi.name} of ${place.scope} ${place.entity} in ${place.period} on ${place.day}`
  const known = totals.get(key) ?? { place, amount: 0n }
  totals.set(key, { place, amount: known.amount + amount })
}

const amountsIn = (row: EntryRow): readonly { readonly place: Place; readonly amount: bigint }[] => {
  const layout = ledgers.get(row.ledger)!
  return kpis
    .filter(({ ledger }) => ledger === row.ledger)
    .flatMap((kpi) =>
      holdersOf(kpi, row).map(({ scope, entity, column }) => ({
        place: { kpi, scope, entity, period: row.period, day: row.day },
        amount: row.deltas[column === 'own' ? layout.firstColumn(kpi.name) : layout.columnOf(kpi.name, column)] ?? 0n,
      })),
    )
}

type Holder = { readonly scope: Place['scope']; readonly entity: string; readonly column: Scope | 'own' }

/** Whose cells a row counts in: a seat is its rep's, his team's, the organisation's and, of a count of accounts, the account's. */
const holdersOf = (kpi: AnyKpi, { entity, partition }: EntryRow): readonly Holder[] => {
  const { scope, id, team } = entity
  if (scope === 'quality') return [{ scope, entity: id, column: 'own' }]
  if (scope === 'team' || scope === 'org') return [{ scope: `own ${scope}`, entity: id, column: 'own' }]
  if (scope !== 'seat') return [{ scope, entity: id, column: scope }]
  const ofSeat: readonly Holder[] = [
    { scope: 'rep', entity: id, column: 'rep' },
    { scope: 'team', entity: team, column: 'team' },
    { scope: 'org', entity: '', column: 'org' },
  ]
  return kpi.unit === 'accounts' ? [...ofSeat, { scope: 'account', entity: partition, column: 'org' }] : ofSeat
}

/** The cells in which two books differ, in words: at most five. Places that `counts` leaves out may differ. */
export const differingCells = (
  left: CellTotals,
  right: CellTotals,
  counts: (place: Place) => boolean = () => true,
): readonly string[] => {
  const differing = [...new Set([...left.keys(), ...right.keys()])].filter((key) => {
    const { place } = left.get(key) ?? right.get(key)!
    return counts(place) && left.get(key)?.amount !== right.get(key)?.amount
  })
  return differing.slice(0, 5).map((key) => `${key}: ${left.get(key)?.amount ?? 0n} and ${right.get(key)?.amount ?? 0n}`)
}

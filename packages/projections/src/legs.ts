import { byBigint, byText } from '@daybook/domain'
import type { Contribution, DayNumber, EntryRow, KpiDescription, PeriodKey, RowEntity } from './kpi.ts'
import type { LedgerLayout } from './ledgers.ts'

/** Where a leg stands; entities are the same object for the same thing. */
type Place = {
  readonly layout: LedgerLayout
  readonly entity: RowEntity
  readonly period: PeriodKey
  readonly day: DayNumber
  readonly because: readonly bigint[]
}

type Leg = Place & { readonly deltas: bigint[] }

/** An ordinary event has a dozen legs: looking through them is several times faster than making keys of them. */
const lookedThroughMax = 48

const isSamePlace = (a: Place, b: Place): boolean =>
  a.day === b.day && a.period === b.period && a.entity === b.entity && a.layout === b.layout && isSameList(a.because, b.because)

const isSameList = (a: readonly bigint[], b: readonly bigint[]): boolean => {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false
  return true
}

const keep = (index: Map<RowEntity, Leg[]>, leg: Leg): void => {
  const legs = index.get(leg.entity)
  if (legs === undefined) index.set(leg.entity, [leg])
  else legs.push(leg)
}

/** Where a batch of rows comes from. */
export type Origin = { readonly position: bigint; readonly reason: string; readonly partition: string }

/**
 * Contributions as legs: the amount on `from`, its opposite on `until`. What is added before an event with sign −1 and after it with
 * sign +1 leaves the difference: that, and nothing else, is posted.
 */
export class Legs {
  readonly #legs: Leg[] = []
  /** Legs by cell and day, once there are too many to look through. */
  #index: Map<RowEntity, Leg[]> | null = null

  readonly add = (
    kpi: KpiDescription,
    layout: LedgerLayout,
    { contributions, sign }: { contributions: readonly Contribution[]; sign: 1n | -1n },
  ): void => {
    const column = layout.firstColumn(kpi.name)
    const isAdded = sign === 1n
    for (const contribution of contributions) {
      this.#put(layout, contribution, { day: contribution.from, column, isAdded })
      if (contribution.until !== null) this.#put(layout, contribution, { day: contribution.until, column, isAdded: !isAdded })
    }
  }

  #put(
    layout: LedgerLayout,
    { cell, amounts, because }: Contribution,
    at: { day: DayNumber; column: number; isAdded: boolean },
  ): void {
    const { entity, period } = cell
    const { deltas } = this.#find({ layout, entity, period, day: at.day, because })
    for (let index = 0; index < amounts.length; index += 1) {
      const place = at.column + index
      const amount = amounts[index] ?? 0n
      const delta = deltas[place] ?? 0n
      deltas[place] = at.isAdded ? delta + amount : delta - amount
    }
  }

  #find(place: Place): Leg {
    for (const leg of this.#among(place.entity)) if (isSamePlace(leg, place)) return leg
    const { layout, entity, period, day, because } = place
    const leg = { layout, entity, period, day, because, deltas: layout.zeros.slice() }
    this.#legs.push(leg)
    if (this.#index !== null) keep(this.#index, leg)
    return leg
  }

  #among(entity: RowEntity): readonly Leg[] {
    if (this.#legs.length < lookedThroughMax) return this.#legs
    if (this.#index === null) {
      this.#index = new Map()
      for (const leg of this.#legs) keep(this.#index, leg)
    }
    return this.#index.get(entity) ?? []
  }

  /** What is left in one ledger so far: entities and deltas. */
  readonly changesIn = (layout: LedgerLayout): readonly Pick<EntryRow, 'entity' | 'deltas'>[] =>
    this.#legs.filter((leg) => leg.layout === layout && isChange(leg))

  /** What is left, as rows, in the order in which they are posted. */
  readonly rows = (origin: Origin): readonly EntryRow[] => {
    const { position, reason, partition } = origin
    const rows: EntryRow[] = []
    for (const leg of this.#legs) {
      if (!isChange(leg)) continue
      const { layout, entity, period, day, because, deltas } = leg
      rows.push({ ledger: layout.name, period, entity, position, day, reason, partition, because, deltas })
    }
    return rows.length < 2 ? rows : rows.sort(inPostingOrder)
  }
}

const isChange = ({ deltas }: Leg): boolean => {
  for (const delta of deltas) if (delta !== 0n) return true
  return false
}

/** By cell, then day, then deltas, then reasons: a total order, so that the same event always posts the same rows alike. */
const inPostingOrder = (a: EntryRow, b: EntryRow): number =>
  a.period - b.period ||
  byText(a.ledger, b.ledger) ||
  compareEntities(a.entity, b.entity) ||
  a.day - b.day ||
  compareNumbers(a.deltas, b.deltas) ||
  compareNumbers(a.because, b.because)

const compareEntities = (a: RowEntity, b: RowEntity): number =>
  a === b ? 0 : byText(a.scope, b.scope) || byText(a.id, b.id) || byText(a.team, b.team)

const compareNumbers = (a: readonly bigint[], b: readonly bigint[]): number => {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const left = a[index] ?? 0n
    const right = b[index] ?? 0n
    if (left !== right) return byBigint(left, right)
  }
  return a.length - b.length
}

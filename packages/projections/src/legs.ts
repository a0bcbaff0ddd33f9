import type { Contribution, DayNumber, EntryRow, KpiDescription, PeriodKey, RowEntity } from './kpi.ts'
import type { LedgerLayout } from './ledgers.ts'

type Leg = {
  readonly layout: LedgerLayout
  readonly entity: RowEntity
  readonly period: PeriodKey
  readonly day: DayNumber
  readonly because: readonly bigint[]
  readonly deltas: bigint[]
}

/** Where a batch of rows comes from. */
export type Origin = { readonly position: bigint; readonly reason: string; readonly partition: string }

const numbers = new Map<RowEntity, number>()

const numberOf = (entity: RowEntity): number => {
  const known = numbers.get(entity)
  if (known !== undefined) return known
  numbers.set(entity, numbers.size)
  return numbers.size - 1
}

/**
 * Contributions as legs: the amount on `from`, its opposite on `until`. What is added before an event with sign −1 and after it with
 * sign +1 leaves the difference: that, and nothing else, is posted.
 */
export class Legs {
  readonly #legs = new Map<string, Leg>()

  readonly add = (kpi: KpiDescription, layout: LedgerLayout, { contributions, sign }: { contributions: readonly Contribution[]; sign: 1n | -1n }): void => {
    const column = layout.firstColumn(kpi.name)
    for (const contribution of contributions) {
      this.#leg(layout, contribution, { day: contribution.from, column, sign })
      if (contribution.until !== null) this.#leg(layout, contribution, { day: contribution.until, column, sign: -sign })
    }
  }

  #leg(layout: LedgerLayout, contribution: Contribution, at: { day: DayNumber; column: number; sign: bigint }): void {
    const { cell, amounts, because } = contribution
    const key = `${layout.number} ${numberOf(cell.entity)} ${cell.period} ${at.day} ${because.join(' ')}`
    let leg = this.#legs.get(key)
    if (leg === undefined) {
      leg = { layout, entity: cell.entity, period: cell.period, day: at.day, because, deltas: new Array<bigint>(layout.columns).fill(0n) }
      this.#legs.set(key, leg)
    }
    for (let index = 0; index < amounts.length; index += 1) {
      const place = at.column + index
      leg.deltas[place] = (leg.deltas[place] ?? 0n) + at.sign * (amounts[index] ?? 0n)
    }
  }

  /** What is left: entities and deltas. */
  readonly changes = (): readonly Pick<EntryRow, 'entity' | 'deltas'>[] =>
    [...this.#legs.values()].filter(({ deltas }) => deltas.some((delta) => delta !== 0n))

  /** Takes over the legs of another. */
  readonly join = (other: Legs): void => {
    for (const [key, leg] of other.#legs) {
      const known = this.#legs.get(key)
      if (known === undefined) this.#legs.set(key, leg)
      else leg.deltas.forEach((delta, index) => {
        known.deltas[index] = (known.deltas[index] ?? 0n) + delta
      })
    }
  }

  /** What is left, as rows, in the order in which they are posted. */
  readonly rows = (origin: Origin): readonly EntryRow[] => {
    const rows: EntryRow[] = []
    for (const { layout, entity, period, day, because, deltas } of this.#legs.values()) {
      if (deltas.some((delta) => delta !== 0n)) rows.push({ ledger: layout.name, period, entity, day, because, deltas, ...origin })
    }
    return rows.length < 2 ? rows : rows.sort(inPostingOrder)
  }
}

/** By cell, then day, then deltas, then reasons: a total order, so that the same event always posts the same rows alike. */
const inPostingOrder = (a: EntryRow, b: EntryRow): number =>
  a.period - b.period ||
  compare(a.ledger, b.ledger) ||
  compareEntities(a.entity, b.entity) ||
  a.day - b.day ||
  compareNumbers(a.deltas, b.deltas) ||
  compareNumbers(a.because, b.because)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const compareEntities = (a: RowEntity, b: RowEntity): number =>
  a === b ? 0 : compare(a.scope, b.scope) || compare(a.id, b.id) || compare(a.team, b.team)

const compareNumbers = (a: readonly bigint[], b: readonly bigint[]): number => {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const left = a[index] ?? 0n
    const right = b[index] ?? 0n
    if (left !== right) return left < right ? -1 : 1
  }
  return a.length - b.length
}

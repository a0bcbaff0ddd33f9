import {
  type Catalogue,
  currentCatalogue,
  type KpiVersion,
  type PeriodKey,
  type RowEntity,
  type RowScope,
  type StoredRow,
} from '@daybook/projections'
import type { Generations, ReadModel } from '@daybook/read-model'

/** A cell of which two generations hold other entries: where they part, and what each says it comes to. */
export type DifferingCell = {
  readonly kpi: string
  readonly entity: RowEntity
  readonly period: PeriodKey
  readonly position: bigint
  readonly active: bigint
  readonly other: bigint
}

/** Where two generations part: the first position whose entries differ, and the first entry on each side that the other lacks. */
export type Difference = {
  readonly position: bigint
  readonly active: string | null
  readonly other: string | null
  /** How many cells differ, and the first of them by position. */
  readonly cells: number
  readonly first: readonly DifferingCell[]
}

type Posted = {
  readonly generation: number
  readonly readModel: ReadModel
  readonly position: bigint
  readonly versions: readonly KpiVersion[]
  readonly catalogue: Catalogue
}

/** Where two generations differ in KPIs that both have at the same version: row by row only where they are not identical. */
export const differenceBetween = async (generations: Generations, active: Posted, other: Posted): Promise<Difference | null> => {
  const isAlike = JSON.stringify(active.versions) === JSON.stringify(other.versions) && active.position === other.position
  if (isAlike && (await generations.areIdentical(active.generation, other.generation))) return null
  const { position } = active.position < other.position ? active : other
  const catalogues = [active.catalogue, other.catalogue] as const
  return compareGenerations(active.readModel, other.readModel, { position, catalogues })
}

/** A difference as a sentence. */
export const describeDifference = ({ position, active, other, cells }: Difference): string =>
  `the generations differ from position ${position} on, in ${cells} ${cells === 1 ? 'cell' : 'cells'}: ` +
  `${active ?? 'nothing'} against ${other ?? 'nothing'}`

const scopes: readonly RowScope[] = ['seat', 'team', 'org', 'account', 'industry', 'territory', 'family', 'quality']

/** Differing cells that are told one by one. */
const toldMax = 20

type At = { readonly position: bigint; readonly catalogues?: readonly [active: Catalogue, other: Catalogue] }

/**
 * Compares all entries that two generations hold up to a position, without what is mere layout (`ord`, totals, columns): of each KPI
 * that both have at the same version. Null when they are equal.
 *
 * It goes cell by cell, in the order in which rows are stored: by position each row would have to be looked up.
 */
export const compareGenerations = async (active: ReadModel, other: ReadModel, at: At): Promise<Difference | null> => {
  const { position, catalogues = [currentCatalogue, currentCatalogue] } = at
  const found = new Found()
  const sides = [active, other] as const
  for (const { ledger, columns, isAlike } of comparedLedgers(catalogues)) {
    for (const entity of await entitiesOf(sides, { ledger, position })) {
      const rows = await rowsOf(sides, { ledger, entity, position })
      if (!(isAlike && isSame(...rows))) found.add(columns, rows)
    }
  }
  return found.difference()
}

/** Where a KPI's measures lie on both sides. */
type Columns = { readonly kpi: string; readonly sides: readonly [Span, Span] }
type Span = { readonly from: number; readonly to: number }

const comparedLedgers = ([active, other]: readonly [Catalogue, Catalogue]) =>
  [...active.ledgers.keys()].map((ledger) => {
    const layouts = [active.ledgers.get(ledger), other.ledgers.get(ledger)] as const
    const shared = active.posted.filter((kpi) => kpi.ledger === ledger && other.posted.some((one) => isSameKpi(kpi, one)))
    const columns = shared.map(({ name, measure }): Columns => {
      const spans = layouts.map((layout) => {
        const from = layout?.firstColumn(name) ?? 0
        return { from, to: from + (measure === 'count' ? 3 : 1) }
      })
      return { kpi: name, sides: spans as unknown as Columns['sides'] } // Sound: one for each of the two layouts
    })
    const names = (catalogue: Catalogue) =>
      catalogue.posted.flatMap((kpi) => (kpi.ledger === ledger ? [kpi.name, kpi.version] : []))
    const isAlike = JSON.stringify(names(active)) === JSON.stringify(names(other))
    return { ledger, columns, isAlike }
  })

const isSameKpi = (one: Catalogue['posted'][number], other: Catalogue['posted'][number]): boolean =>
  one.name === other.name && one.version === other.version && one.ledger === other.ledger

type Sides = readonly [active: ReadModel, other: ReadModel]
type Rows = readonly [active: readonly StoredRow[], other: readonly StoredRow[]]
type Asked = { readonly ledger: string; readonly position: bigint }

const entitiesOf = async (sides: Sides, asked: Asked): Promise<readonly RowEntity[]> => {
  const found = new Map<string, RowEntity>()
  for (const [side, scope] of sides.flatMap((one) => scopes.map((each) => [one, each] as const))) {
    for (const entity of await side.entities({ ...asked, scope, periods: null, day: null }))
      found.set(`${scope}\u0000${entity.id}\u0000${entity.team}`, entity)
  }
  return [...found.values()]
}

const rowsOf = async (sides: Sides, { ledger, entity, position }: Asked & { readonly entity: RowEntity }): Promise<Rows> => {
  const of = async (side: ReadModel): Promise<readonly StoredRow[]> => {
    const periods = await side.periods({ ledger, entities: [entity], position })
    return side.rows({ ledger, periods: periods.toSorted(byTime), entities: [entity], position })
  }
  return Promise.all([of(sides[0]), of(sides[1])])
}

const byTime = (a: PeriodKey, b: PeriodKey): number => a - b

const isSame = (ours: readonly StoredRow[], theirs: readonly StoredRow[]): boolean =>
  ours.length === theirs.length && ours.every((row, index) => isSameRow(row, theirs[index]))

const isSameRow = (a: StoredRow, b: StoredRow | undefined): boolean =>
  a.position === b?.position &&
  a.day === b.day &&
  a.period === b.period &&
  a.reason === b.reason &&
  a.partition === b.partition &&
  isSameList(a.deltas, b.deltas) &&
  isSameList(a.because, b.because)

const isSameList = (a: readonly bigint[], b: readonly bigint[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

/** One KPI's entry in a row: of its first measure the amount, which is what a cell comes to. */
type Line = { readonly position: bigint; readonly amount: bigint; readonly text: string }

/** What was found to differ so far. */
class Found {
  #cells = 0
  readonly #first: DifferingCell[] = []
  #earliest: { readonly position: bigint; readonly active: string | null; readonly other: string | null } | null = null

  /** The rows of one entity on both sides. */
  add(columns: readonly Columns[], [ours, theirs]: Rows): void {
    for (const { kpi, sides } of columns) {
      const left = byPeriod(ours, kpi, sides[0])
      const right = byPeriod(theirs, kpi, sides[1])
      for (const period of new Set([...left.keys(), ...right.keys()])) {
        const lines = [left.get(period) ?? [], right.get(period) ?? []] as const
        const difference = firstDifference(...lines)
        const entity = (ours[0] ?? theirs[0])?.entity
        if (difference === null || entity === undefined) continue
        this.#add({ kpi, entity, period, position: difference.position, active: sum(lines[0]), other: sum(lines[1]) })
        if (this.#earliest === null || difference.position < this.#earliest.position) this.#earliest = difference
      }
    }
  }

  #add(cell: DifferingCell): void {
    this.#cells += 1
    this.#first.push(cell)
    if (this.#first.length < 2 * toldMax) return
    this.#tidy()
  }

  #tidy(): void {
    this.#first.sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0)).splice(toldMax)
  }

  difference(): Difference | null {
    if (this.#earliest === null) return null
    this.#tidy()
    return { ...this.#earliest, cells: this.#cells, first: this.#first }
  }
}

const sum = (lines: readonly Line[]): bigint => lines.reduce((total, { amount }) => total + amount, 0n)

/** The entries of a KPI by period, each period's in a settled order. */
const byPeriod = (rows: readonly StoredRow[], kpi: string, { from, to }: Span): ReadonlyMap<PeriodKey, readonly Line[]> => {
  const periods = new Map<PeriodKey, Line[]>()
  for (const row of rows) {
    const deltas = row.deltas.slice(from, to)
    if (deltas.every((delta) => delta === 0n)) continue
    const lines = periods.get(row.period) ?? []
    lines.push({ position: row.position, amount: deltas[0] ?? 0n, text: textOf(row, kpi, deltas) })
    periods.set(row.period, lines)
  }
  for (const lines of periods.values())
    lines.sort((a, b) => (a.position === b.position ? (a.text < b.text ? -1 : 1) : a.position < b.position ? -1 : 1))
  return periods
}

const textOf = ({ period, entity, day, reason, partition, because }: StoredRow, kpi: string, deltas: readonly bigint[]): string =>
  JSON.stringify([
    kpi,
    period,
    [entity.scope, entity.id, entity.team],
    day,
    reason,
    partition,
    because.map(String),
    deltas.map(String),
  ])

const firstDifference = (left: readonly Line[], right: readonly Line[]) => {
  const at = Array.from({ length: Math.max(left.length, right.length) }).findIndex(
    (_, index) => left[index]?.text !== right[index]?.text || left[index]?.position !== right[index]?.position,
  )
  if (at < 0) return null
  const [active, other] = [left[at], right[at]]
  const earlier = active === undefined || (other !== undefined && other.position < active.position) ? other : active
  const position = earlier?.position ?? 0n
  const textAt = (line: Line | undefined): string | null => (line?.position === position ? line.text : null)
  return { position, active: textAt(active), other: textAt(other) }
}

import type { DayNumber, PeriodKey, StoredRow } from '@daybook/projections'
import { blockPositions, lastFullBlock } from './block.ts'
import type { Place } from './position-index.ts'
import type { ReadModel, TotalQuery } from './read-model.ts'
import { type CellKey, RunReader } from './run.ts'
import type { Book } from './sqlite-book.ts'
import { Sums } from './sums.ts'

/** Which entries of a cell are meant; `day` null: all days. */
type Span = { readonly from: number; readonly to: number; readonly day: DayNumber | null }

/** Reads of the ledgers by cell and by position. */
export const readSqliteRows = (
  book: Book,
): Pick<ReadModel, 'totals' | 'rows' | 'rowsAt' | 'rowsBetween' | 'rowsOf' | 'eventsOf'> => {
  // One transaction for all cells: a lock for each statement would take longer than its seek.
  const readTotals = book.database.transaction((queries: readonly TotalQuery[], position: bigint) => {
    // Blocks beyond the checkpoint are not sealed yet, so a position beyond it must not make them look full.
    const at = Math.min(Number(position), Number(book.checkpoint().position))
    return queries.map((query) => totalAt(book, query, at))
  })
  const rowsBetween = (from: bigint, to: bigint) => rowsAtPlaces(book, book.index.between(Number(from), Number(to)))
  return {
    totals: async (queries, position) => {
      const [only] = queries
      // One seek is one state of the ledgers by itself; a transaction around it would take longer.
      if (queries.length === 1 && only?.day === null) return [totalAt(book, only, Number(position))]
      return readTotals(queries, position)
    },
    rows: async ({ ledger, periods, entities, after = -1n, position, firstDay, day = null }) => {
      const number = book.ledgers.find(ledger)
      if (number === null) return []
      const numbers = entities.map((entity) => book.entities.find(entity)).filter((entity) => entity !== null)
      const span = { from: Number(after) + 1, to: Number(position), day }
      const meant = firstDay === undefined ? periods : periodsWithRows(book, number, { periods, firstDay, day })
      const rows = meant.flatMap((period) =>
        numbers.flatMap((entity) => rowsOfCell(book, { ledger: number, period, entity }, span)),
      )
      return firstDay === undefined ? rows : rows.filter((row) => firstDay <= row.day)
    },
    rowsAt: async (position) => rowsBetween(position, position),
    rowsBetween: async (from, to) => rowsBetween(from, to),
    rowsOf: async ({ ledger, partition, position }) => {
      const numbers = { ledger: book.ledgers.find(ledger), partition: book.partitions.find(partition) }
      const places = book.partitions
        .positionsOf(partition, position)
        .flatMap((one) => book.index.between(one, one))
        .filter((place) => place.ledger === numbers.ledger && place.partition === numbers.partition)
      return rowsAtPlaces(book, places)
    },
    eventsOf: async (partition, position) => book.partitions.eventsOf(partition, position).map(BigInt),
  }
}

type Days = { readonly periods: readonly PeriodKey[]; readonly firstDay: DayNumber; readonly day: DayNumber | null }

/** The periods that have rows on some of the days: most of a long book has none. */
const periodsWithRows = (book: Book, ledger: number, { periods, firstDay, day }: Days): readonly PeriodKey[] => {
  const known = book.periods.ofLedger(ledger).filter(({ first, last }) => firstDay <= last && (day === null || first <= day))
  const within = new Set(known.map(({ period }) => period))
  return periods.filter((period) => within.has(period))
}

const totalAt = (book: Book, query: TotalQuery, position: number): readonly bigint[] => {
  const ledger = book.ledgers.find(query.ledger)
  const entity = book.entities.find(query.entity)
  if (ledger === null || entity === null) return new Sums().values()
  const cell = { ledger, period: query.period, entity }
  return (query.day === null ? totalOf(book, cell, position) : totalByDay(book, cell, { position, day: query.day })).values()
}

/** One seek: the totals before the run that holds the position, and the entries of the run up to it. */
const totalOf = (book: Book, cell: CellKey, position: number): Sums => {
  const sums = new Sums()
  const run = book.runs.lastAt(cell, position)
  if (run === null) return sums
  const reader = new RunReader(run)
  reader.addOpeningTo(sums)
  while (reader.next() && reader.position <= position) sums.addDeltas(reader.deltas)
  return sums
}

/** Day blocks up to the last full one, then the entries after it; all entries of a cell that has no day blocks by then. */
const totalByDay = (book: Book, cell: CellKey, at: { readonly position: number; readonly day: DayNumber }): Sums => {
  const sums = new Sums()
  const block = lastFullBlock(at.position)
  const blocked = book.dayBlocks.read(cell, at.day, block)
  sums.addTotals(blocked ?? [])
  const from = blocked === null ? 0 : (block + 1) * blockPositions
  for (const reader of entriesIn(book, cell, { from, to: at.position, day: at.day })) sums.addDeltas(reader.deltas)
  return sums
}

/** The reader of each run, standing at each of the entries meant. */
export function* entriesIn(book: Book, cell: CellKey, { from, to, day }: Span): Generator<RunReader> {
  for (const run of book.runs.within(cell, from, to)) {
    const reader = new RunReader(run)
    while (reader.next() && reader.position <= to) {
      if (reader.position >= from && (day === null || reader.day <= day)) yield reader
    }
  }
}

/** Stored rows of one cell, their running totals told from the totals before each run. */
const rowsOfCell = (book: Book, cell: CellKey, { from, to, day }: Span): readonly StoredRow[] => {
  const rows: StoredRow[] = []
  for (const run of book.runs.within(cell, from, to)) {
    const reader = new RunReader(run)
    let totals = reader.opening.totals
    while (reader.next() && reader.position <= to) {
      const deltas = reader.amounts()
      totals = deltas.map((delta, column) => delta + (totals[column] ?? 0n))
      if (reader.position >= from && (day === null || reader.day <= day)) rows.push(rowOf(book, cell, { reader, deltas, totals }))
    }
  }
  return rows
}

type Read = { readonly reader: RunReader; readonly deltas: readonly bigint[]; readonly totals: readonly bigint[] }

const rowOf = (book: Book, cell: CellKey, { reader, deltas, totals }: Read): StoredRow => ({
  ledger: book.ledgers.name(cell.ledger),
  period: cell.period,
  entity: book.entities.entity(cell.entity),
  position: BigInt(reader.position),
  ord: reader.ord,
  day: reader.day,
  reason: book.reasons.name(reader.reason),
  partition: book.partitions.name(reader.partition),
  because: reader.because(),
  deltas,
  totals,
})

/** The rows at the places, in their order. Each cell is read once; its rows at one position come in the order of its places. */
const rowsAtPlaces = (book: Book, places: readonly Place[]): readonly StoredRow[] => {
  const rowsOfPlace = readPlaces(book, places)
  return places.map((place) => {
    const row = rowsOfPlace.get(placeName(place))?.shift()
    if (row === undefined) throw new Error(`position ${place.position} names an entry that is not there`)
    return row
  })
}

const readPlaces = (book: Book, places: readonly Place[]): ReadonlyMap<string, StoredRow[]> => {
  const found = new Map<string, StoredRow[]>(places.map((place) => [placeName(place), []]))
  for (const { cell, from, to } of spansOf(places)) {
    for (const row of rowsOfCell(book, cell, { from, to, day: null })) {
      const partition = book.partitions.find(row.partition) ?? -1
      found.get(placeName({ ...cell, position: Number(row.position), partition }))?.push(row)
    }
  }
  return found
}

const placeName = ({ ledger, period, entity, position, partition }: Place): string =>
  `${ledger} ${period} ${entity} ${position} ${partition}`

/** Each cell of the places, with the positions from the first to the last of them. */
const spansOf = (places: readonly Place[]): Iterable<{ readonly cell: CellKey; from: number; to: number }> => {
  const spans = new Map<string, { readonly cell: CellKey; from: number; to: number }>()
  for (const { ledger, period, entity, position } of places) {
    const name = `${ledger} ${period} ${entity}`
    const span = spans.get(name) ?? { cell: { ledger, period, entity }, from: position, to: position }
    span.from = Math.min(span.from, position)
    span.to = Math.max(span.to, position)
    spans.set(name, span)
  }
  return spans.values()
}

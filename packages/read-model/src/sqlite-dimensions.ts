import type { DayNumber, PeriodKey, RowScope } from '@daybook/projections'
import { keptIn } from './kept-in.ts'
import { byEntity, byEntityAndDay } from './ordering.ts'
import type { DaySum, ReadModel } from './read-model.ts'
import type { CellKey } from './run.ts'
import type { Book } from './sqlite-book.ts'
import { columnOf, type Statement } from './sqlite-driver.ts'
import { numbersOf } from './sqlite-names.ts'
import { entriesIn } from './sqlite-rows.ts'
import { Sums } from './sums.ts'

/** Who and when: entities and periods with entries, and sums by day. */
export const readSqliteDimensions = (book: Book): Pick<ReadModel, 'seats' | 'entities' | 'periods' | 'byDay'> => {
  const { entitiesOf, hasEntryBy } = dimensionStatements(book)

  return {
    seats: async () => book.entities.seats(),
    entities: async ({ ledger, scope, periods, position, day }) => {
      const number = book.ledgers.find(ledger)
      if (number === null) return []
      const at = { position: Number(position), day }
      const found = new Set<number>()
      for (const { period, last } of book.periods.ofLedger(number).filter((one) => periods?.includes(one.period) ?? true)) {
        const isWhole = day === null || last <= day
        const candidates = entitiesOf(number, period, scope).filter((entity) => !found.has(entity))
        for (const entity of candidates) {
          const cell = { ledger: number, period, entity }
          if (isWhole ? hasEntryBy(cell, at.position) : hasEntryOnOrBefore(book, cell, at)) found.add(entity)
        }
      }
      return [...found].map((entity) => book.entities.entity(entity)).sort(byEntity)
    },
    periods: async ({ ledger, entities, position }) => {
      const number = book.ledgers.find(ledger)
      if (number === null) return []
      const numbers = entities.map((entity) => book.entities.find(entity)).filter((entity) => entity !== null)
      const isFound = (period: PeriodKey) =>
        numbers.some((entity) => hasEntryBy({ ledger: number, period, entity }, Number(position)))
      return book.periods
        .ofLedger(number)
        .map(({ period }) => period)
        .filter(isFound)
    },
    byDay: async ({ ledger, scope, entities, from, until, position, byPartition = false }) => {
      const number = book.ledgers.find(ledger)
      if (number === null) return []
      const asked = entities?.map((entity) => book.entities.find(entity)).filter((entity) => entity !== null)
      const periods = book.periods
        .ofLedger(number)
        .filter(({ period, first, last }) => isMonthOrBucket(period) && first < until && from <= last)
      const cells = periods.flatMap(({ period }) =>
        (asked ?? entitiesOf(number, period, scope)).map((entity) => ({ ledger: number, period, entity })),
      )
      return sumsByDay(book, cells, { from, until, position: Number(position), byPartition })
    },
  }
}

/** Month cells and the buckets of a stock; 2 and 3 are quarters and years. */
const isMonthOrBucket = (period: PeriodKey): boolean => (period & 7) < 2

type DimensionStatements = {
  readonly entitiesOf: (ledger: number, period: PeriodKey, scope: RowScope) => readonly number[]
  readonly hasEntryBy: (cell: CellKey, position: number) => boolean
}

const dimensionStatements = ({ database }: Book): DimensionStatements => {
  // Goes from one entity to the next by a seek, however many runs each has.
  const next = 'SELECT min(entity) FROM run WHERE ledger = :ledger AND period = :period AND entity < :until AND entity'
  const entities = columnOf<number>(
    database,
    `WITH RECURSIVE found (entity) AS (
       ${next} >= :from
       UNION ALL SELECT (${next} > found.entity) FROM found WHERE found.entity IS NOT NULL
     ) SELECT entity FROM found WHERE entity IS NOT NULL`,
  )
  const entry: Statement = columnOf(
    database,
    'SELECT 1 FROM run WHERE ledger = ? AND period = ? AND entity = ? AND position <= ? LIMIT 1',
  )
  return {
    entitiesOf: (ledger, period, scope) => entities.all({ ledger, period, ...numbersOf(scope) }),
    hasEntryBy: ({ ledger, period, entity }, position) => entry.get(ledger, period, entity, position) !== undefined,
  }
}

const hasEntryOnOrBefore = (
  book: Book,
  cell: CellKey,
  { position, day }: { readonly position: number; readonly day: DayNumber | null },
): boolean => entriesIn(book, cell, { from: 0, to: position, day }).next().done === false

type Days = {
  readonly from: DayNumber
  readonly until: DayNumber
  readonly position: number
  readonly byPartition: boolean
}

/** Instead of a partition's number, where sums are not told apart by it. */
const anybody = -1

const sumsByDay = (book: Book, cells: readonly CellKey[], { from, until, position, byPartition }: Days): readonly DaySum[] => {
  const found = new Map<number, Map<DayNumber, Map<number, Sums>>>()
  for (const cell of cells) {
    const byDay = keptIn(found, cell.entity, () => new Map<DayNumber, Map<number, Sums>>())
    for (const reader of entriesIn(book, cell, { from: 0, to: position, day: until - 1 })) {
      if (reader.day < from) continue
      const ofDay = keptIn(byDay, reader.day, () => new Map<number, Sums>())
      keptIn(ofDay, byPartition ? reader.partition : anybody, () => new Sums()).addDeltas(reader.deltas)
    }
  }
  return [...found]
    .map(([number, byDay]) => ({ entity: book.entities.entity(number), byDay }))
    .flatMap(({ entity, byDay }) =>
      [...byDay].flatMap(([day, ofDay]) =>
        [...ofDay].map(([number, sums]) => ({
          entity,
          day,
          partition: number === anybody ? null : book.partitions.name(number),
          deltas: sums.values(),
        })),
      ),
    )
    .sort(byEntityAndDay)
}

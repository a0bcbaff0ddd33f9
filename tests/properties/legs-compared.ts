import type { Recorded } from '@daybook/domain'
import {
  type Contribution,
  type EntryRow,
  emptyFold,
  type FoldedBook,
  foldBook,
  foldEvent,
  foldedContributions,
  isReferenceEvent,
  kpis,
  ledgers,
  type RowEntity,
  type Settings,
} from '@daybook/projections'

/** The legs of one partition, netted: what stands at each (measure, cell, day, reason), without zeros. */
type Legs = Map<string, bigint>

/** A place where the ledgers hold something else than the fold of the raw events. */
export type LegDifference = {
  readonly position: bigint
  readonly partition: string
  readonly leg: string
  readonly ledger: bigint
  readonly fold: bigint
}

/**
 * Compares, after each event, what was posted so far with the legs of all contributions of the plain fold: the law of the ledger.
 *
 * Contributions of a partition depend on its own events, on those of the accounts that were merged into it, and on the reference alone, so
 * that only the partitions of an event are folded anew; after a reference event, and at the end, all are.
 */
export const legDifferences = (events: readonly Recorded[], rows: readonly EntryRow[]): readonly LegDifference[] => {
  const book = emptyFold()
  const ledger = new Map<string, Legs>()
  const byPosition = Map.groupBy(rows, (row) => row.position)
  const differences: LegDifference[] = []
  for (const event of events) {
    const before = partitionsOf(book)
    foldEvent(book, event)
    const posted = byPosition.get(event.position) ?? []
    for (const row of posted) addRow(ledger, row)
    const isWhole = isReferenceEvent(event) || event === events.at(-1)
    const touched = isWhole
      ? null
      : new Set([...posted.map(({ partition }) => partition), ...concerned(book, changed(before, partitionsOf(book)))])
    const found = differencesAt(touched === null ? book : partOf(book, touched), ledger, touched)
    differences.push(...found.map((difference) => ({ ...difference, position: event.position })))
    if (differences.length > 0) return differences
  }
  return differences
}

/** The same for the end of a history alone: all partitions, once. */
export const legDifferencesAtEnd = (
  events: readonly Recorded[],
  { rows, settings }: { readonly rows: readonly EntryRow[]; readonly settings: Settings },
): readonly LegDifference[] => {
  const ledger = new Map<string, Legs>()
  for (const row of rows) addRow(ledger, row)
  const position = events.at(-1)?.position ?? -1n
  return differencesAt(foldBook(events, settings), ledger, null).map((difference) => ({ ...difference, position }))
}

type States = ReadonlyMap<string, unknown>

const partitionsOf = ({ accounts, folds }: FoldedBook): States =>
  new Map<string, unknown>([
    ...[...accounts].map(([id, state]) => [`account:${id}`, state] as const),
    ...[...folds].flatMap(([name, states]) => [...states].map(([id, state]) => [`${name}:${id}`, state] as const)),
  ])

const changed = (before: States, after: States): readonly string[] =>
  [...after].filter(([name, state]) => before.get(name) !== state).map(([name]) => name)

/** Partitions, and those of all accounts that one of them was merged with. */
const concerned = ({ reference }: FoldedBook, names: readonly string[]): readonly string[] => {
  const pairs = [...reference.merges.values()].flatMap(({ absorbedId, survivorId }) =>
    putTogether.map((prefix) => [`${prefix}:${absorbedId}`, `${prefix}:${survivorId}`]),
  )
  const found = new Set(names)
  for (let size = 0; size < found.size; ) {
    size = found.size
    for (const both of pairs.filter((pair) => pair.some((name) => found.has(name)))) for (const name of both) found.add(name)
  }
  return [...found]
}

/** What of merged accounts is put together: their facts, the relations to them, and their demos with what followed. */
const putTogether = ['account', 'relations', 'demos']

/** The book with some of its partitions alone. */
const partOf = ({ reference, accounts, folds }: FoldedBook, names: ReadonlySet<string>): FoldedBook => {
  const of = <State>(prefix: string, states: ReadonlyMap<string, State>) =>
    new Map([...states].filter(([id]) => names.has(`${prefix}:${id}`)))
  const small = new Map([...folds].map(([name, states]) => [name, of(name, states)]))
  return { reference, accounts: of('account', accounts), folds: small }
}

const differencesAt = (book: FoldedBook, ledger: ReadonlyMap<string, Legs>, touched: ReadonlySet<string> | null) => {
  const fold = foldedLegs(book)
  const names = touched ?? new Set([...ledger.keys(), ...fold.keys()])
  return [...names].flatMap((partition) => {
    const [posted, folded] = [ledger.get(partition) ?? noLegs, fold.get(partition) ?? noLegs]
    if (isSame(posted, folded)) return []
    const legs = [...new Set([...posted.keys(), ...folded.keys()])].filter((leg) => posted.get(leg) !== folded.get(leg))
    return legs.map((leg) => ({ partition, leg, ledger: posted.get(leg) ?? 0n, fold: folded.get(leg) ?? 0n }))
  })
}

const noLegs: Legs = new Map()

const isSame = (posted: Legs, folded: Legs): boolean => {
  if (posted.size !== folded.size) return false
  for (const [leg, amount] of folded) if (posted.get(leg) !== amount) return false
  return true
}

/** The legs of all contributions of the book: each amount on its first day, and its opposite on the day it no longer holds. */
const foldedLegs = (book: FoldedBook): ReadonlyMap<string, Legs> => {
  const legs = new Map<string, Legs>()
  for (const kpi of kpis) {
    const column = ledgers.get(kpi.ledger)!.firstColumn(kpi.name)
    for (const [partition, contributions] of foldedContributions(book, kpi)) {
      const ofPartition = legs.get(partition) ?? new Map<string, bigint>()
      for (const contribution of contributions) addContribution(ofPartition, contribution, { ledger: kpi.ledger, column })
      legs.set(partition, ofPartition)
    }
  }
  return legs
}

type Column = { readonly ledger: string; readonly column: number }

const addContribution = (legs: Legs, { cell, from, until, amounts, because }: Contribution, { ledger, column }: Column): void => {
  const place = { ledger, entity: cell.entity, period: cell.period, because }
  add(legs, { ...place, day: from }, { column, amounts })
  if (until !== null) add(legs, { ...place, day: until }, { column, amounts: amounts.map((amount) => -amount) })
}

const addRow = (ledger: Map<string, Legs>, row: EntryRow): void => {
  const legs = ledger.get(row.partition) ?? new Map<string, bigint>()
  add(legs, row, { column: 0, amounts: row.deltas })
  ledger.set(row.partition, legs)
}

type Place = Pick<EntryRow, 'ledger' | 'entity' | 'period' | 'day' | 'because'>

const add = (
  legs: Legs,
  place: Place,
  { column, amounts }: { readonly column: number; readonly amounts: readonly bigint[] },
): void => {
  const { ledger, entity, period, day, because } = place
  const cell = `${ledger} ${textOf(entity)} ${period} on ${day} by ${because.join()} measure `
  for (let index = 0; index < amounts.length; index += 1) {
    if (amounts[index] === 0n) continue
    const leg = cell + (column + index)
    const sum = (legs.get(leg) ?? 0n) + amounts[index]!
    if (sum === 0n) legs.delete(leg)
    else legs.set(leg, sum)
  }
}

const texts = new WeakMap<RowEntity, string>()

const textOf = (entity: RowEntity): string => {
  const known = texts.get(entity)
  if (known !== undefined) return known
  const text = `${entity.scope} ${entity.id} ${entity.team}`
  texts.set(entity, text)
  return text
}

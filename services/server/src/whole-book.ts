import type { EventStore } from '@daybook/event-store'
import {
  type AnyKpi,
  type Catalogue,
  type Contribution,
  emptyFold,
  type FoldedBook,
  foldEvent,
  foldedContributions,
  type RowEntity,
  type Settings,
} from '@daybook/projections'
import type { ReadModel } from '@daybook/read-model'

/** A cell and day on which ledgers and events do not say the same. */
type Discrepancy = {
  readonly kpi: string
  readonly entity: RowEntity
  readonly period: number
  readonly day: number
  readonly served: readonly bigint[]
  readonly folded: readonly bigint[]
}

/** What a comparison of the whole book found: at most a hundred discrepancies are kept. */
export type Comparison = {
  readonly position: bigint
  readonly events: number
  readonly sums: number
  readonly discrepancies: readonly Discrepancy[]
}

type Book = {
  readonly eventStore: EventStore
  readonly readModel: ReadModel
  readonly settings: Settings
  /** What the ledgers are posted with. */
  readonly catalogue: Pick<Catalogue, 'posted' | 'ledgers'>
}

const chunkEvents = 1_000
const chunkPositions = 5_000n
const kept = 100

/**
 * Folds every event from zero, without any of the ledger code, and compares what comes out with every posted row, added up by cell
 * and day: equal there means equal for every scope, period and business day.
 */
export const compareWholeBook = async (book: Book, onProgress: (done: number, whole: number) => void): Promise<Comparison> => {
  const { position } = await book.readModel.checkpoint()
  const folded = await foldThrough(book, position, onProgress)
  const served = await servedSums(book, position)
  let sums = 0
  const discrepancies: Discrepancy[] = []
  for (const kpi of book.catalogue.posted) {
    const ours = foldedSums(kpi, folded)
    const theirs = served.get(kpi.name) ?? new Map<string, readonly bigint[]>()
    const keys = new Set([...ours.keys(), ...theirs.keys()])
    sums += keys.size
    for (const key of keys) {
      const pair = { served: theirs.get(key) ?? [], folded: ours.get(key) ?? [] }
      if (!isEqual(pair.served, pair.folded) && discrepancies.length < kept)
        discrepancies.push({ ...placeOf(key), kpi: kpi.name, ...pair })
    }
  }
  return { position, events: Number(position + 1n), sums, discrepancies }
}

const foldThrough = async (
  { eventStore, settings }: Book,
  position: bigint,
  onProgress: (done: number, whole: number) => void,
): Promise<FoldedBook> => {
  const folded = emptyFold(settings)
  for (let from = 0n; from <= position; from += BigInt(chunkEvents)) {
    const limit = Number(position - from + 1n < BigInt(chunkEvents) ? position - from + 1n : BigInt(chunkEvents))
    for (const event of await eventStore.readAll({ from, limit })) foldEvent(folded, event)
    onProgress(Number(from) + limit, Number(position) + 1)
  }
  return folded
}

type Sums = Map<string, bigint[]>

const keyOf = (entity: RowEntity, period: number, day: number): string =>
  JSON.stringify([entity.scope, entity.id, entity.team, period, day])

const placeOf = (key: string): Pick<Discrepancy, 'entity' | 'period' | 'day'> => {
  const [scope, id, team, period, day] = JSON.parse(key) // Sound: written by `keyOf`
  return { entity: { scope, id, team }, period, day }
}

const add = (sums: Sums, key: string, amounts: readonly bigint[]): void => {
  const known = sums.get(key) ?? []
  sums.set(
    key,
    Array.from({ length: Math.max(known.length, amounts.length) }, (_, index) => (known[index] ?? 0n) + (amounts[index] ?? 0n)),
  )
}

const foldedSums = (kpi: AnyKpi, folded: FoldedBook): Sums => {
  const sums: Sums = new Map()
  for (const contributions of foldedContributions(folded, kpi).values())
    for (const one of contributions) addContribution(sums, one)
  return sums
}

const addContribution = (sums: Sums, { cell, from, until, amounts }: Contribution): void => {
  add(sums, keyOf(cell.entity, cell.period, from), amounts)
  if (until === null) return
  const taken = amounts.map((amount) => -amount)
  add(sums, keyOf(cell.entity, cell.period, until), taken)
}

/** The posted rows added up by KPI, cell and day. */
const servedSums = async (
  { readModel, catalogue: { posted, ledgers } }: Book,
  position: bigint,
): Promise<ReadonlyMap<string, Sums>> => {
  const byKpi = new Map<string, Sums>(posted.map(({ name }) => [name, new Map()]))
  for (let from = 0n; from <= position; from += chunkPositions) {
    const to = from + chunkPositions - 1n < position ? from + chunkPositions - 1n : position
    for (const row of await readModel.rowsBetween(from, to)) {
      const layout = ledgers.get(row.ledger)
      for (const kpi of layout?.kpis ?? []) {
        const first = layout?.firstColumn(kpi.name) ?? 0
        const deltas = row.deltas.slice(first, first + (kpi.measure === 'count' ? 3 : 1))
        add(byKpi.get(kpi.name) ?? new Map(), keyOf(row.entity, row.period, row.day), deltas)
      }
    }
  }
  return byKpi
}

const isEqual = (served: readonly bigint[], folded: readonly bigint[]): boolean =>
  Array.from({ length: Math.max(served.length, folded.length) }).every(
    (_, index) => (served[index] ?? 0n) === (folded[index] ?? 0n),
  )

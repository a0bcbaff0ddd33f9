import type { DayNumber, EntryRow, PeriodKey, RowEntity, RowScope, StoredRow } from '@daybook/projections'

/** Names a partition: `account:A1`, `quota:rep~R1`, `qbr:Q-R1-2025-Q1`, `reference:book`. */
export type PartitionName = string

/** A version of a thing that is not a number, whole, as of the position that made it. */
export type DocumentRow = { readonly kind: string; readonly id: string; readonly position: bigint; readonly body: string }

/** Working state of one partition: rebuildable, changed in place, committed with the entries it led to. */
export type PartitionRow = { readonly partition: PartitionName; readonly head: string; readonly position: bigint }
export type FactRow = {
  readonly partition: PartitionName
  readonly id: string
  readonly day: DayNumber
  readonly body: string | null
}

/** "This partition has to do with that key" (a rep, a currency, a product): how a reference event finds whom it concerns. */
export type TouchRow = { readonly kind: string; readonly key: string; readonly partition: PartitionName }

/** An event that a KPI could not apply: from this position on, its cells of that partition's entities have no value. */
export type IncompleteRow = {
  readonly kpi: string
  readonly partition: PartitionName
  readonly position: bigint
  readonly day: DayNumber
  readonly problem: string
}

/** Everything that one run of events led to. Committed in one transaction, or not at all. */
export type PostBatch = {
  readonly epoch: bigint
  /** The checkpoint before (−1 when empty) and after. */
  readonly from: bigint
  readonly to: bigint
  /** Rows in posting order: by position, and within a position in the order given. */
  readonly rows: readonly EntryRow[]
  readonly documents: readonly DocumentRow[]
  readonly partitions: readonly PartitionRow[]
  readonly facts: readonly FactRow[]
  readonly touches: readonly TouchRow[]
  /** Which events concern which partition. */
  readonly events: readonly { readonly partition: PartitionName; readonly position: bigint }[]
  readonly incomplete: readonly IncompleteRow[]
}

/** The working state as the projector reads it while it posts: synchronous, and only by the one projector that holds the epoch. */
export interface WorkingState {
  head(partition: PartitionName): string | null
  fact(partition: PartitionName, id: string): string | null
  /** Facts with `from <= day < until`, by day. */
  facts(partition: PartitionName, range: { readonly from: DayNumber; readonly until: DayNumber }): readonly string[]
  /** Partitions that have to do with the key, by name. */
  touching(kind: string, key: string): readonly PartitionName[]
  /** All partitions whose name begins with the prefix, by name. */
  partitions(prefix: string): readonly PartitionName[]
}

export type Checkpoint = {
  readonly position: bigint
  readonly epoch: bigint
  readonly events: bigint
  readonly entries: bigint
}

/** One cell to read: `day` null reads everything posted, else only what is dated on or before it. */
export type TotalQuery = {
  readonly ledger: string
  readonly period: PeriodKey
  readonly entity: RowEntity
  readonly day: DayNumber | null
}

export type RowQuery = {
  readonly ledger: string
  readonly periods: readonly PeriodKey[]
  readonly entities: readonly RowEntity[]
  readonly after?: bigint
  readonly position: bigint
  readonly day?: DayNumber
}

/**
 * Ledgers and documents of one generation.
 *
 * Posting is fenced: `claim` takes the next epoch, and a batch of an older epoch, or one that does not begin at the checkpoint,
 * changes nothing and throws. Entries and documents are only ever inserted. Every read is at a position; what was posted later does
 * not change its answer.
 */
export interface ReadModel extends AsyncDisposable {
  claim(): Promise<bigint>
  checkpoint(): Promise<Checkpoint>
  post(batch: PostBatch): Promise<void>
  readonly working: WorkingState

  /** All measures of each cell at the position, in the order asked; zeros where nothing was posted. */
  totals(queries: readonly TotalQuery[], position: bigint): Promise<readonly (readonly bigint[])[]>
  /** Rows of the cells, in (position, ord) order within each cell, cells in the order (period, entity) as given. */
  rows(query: RowQuery): Promise<readonly StoredRow[]>
  rowsAt(position: bigint): Promise<readonly StoredRow[]>
  /** Rows posted at `from <= position <= to`, by position: for digests, and for differences of a whole book. */
  rowsBetween(from: bigint, to: bigint): Promise<readonly StoredRow[]>
  /** Entities of a ledger and row scope with a row in one of the periods (null: any) at the position, dated on or before `day`. */
  entities(query: {
    readonly ledger: string
    readonly scope: RowScope
    readonly periods: readonly PeriodKey[] | null
    readonly position: bigint
    readonly day: DayNumber | null
  }): Promise<readonly RowEntity[]>
  /** Periods in which one of the entities has a row at the position: the buckets of a stock. */
  periods(query: {
    readonly ledger: string
    readonly entities: readonly RowEntity[]
    readonly position: bigint
  }): Promise<readonly PeriodKey[]>
  /** Sum of the deltas of each (entity, day) with `from <= day < until`: what day-grained reports rank by. Null: all entities of the scope. */
  byDay(query: {
    readonly ledger: string
    readonly scope: RowScope
    readonly entities: readonly RowEntity[] | null
    readonly from: DayNumber
    readonly until: DayNumber
    readonly position: bigint
  }): Promise<readonly { readonly entity: RowEntity; readonly day: DayNumber; readonly deltas: readonly bigint[] }[]>

  /** The version in force at the position, or null. */
  document(kind: string, id: string, position: bigint): Promise<DocumentRow | null>
  /** The versions in force at the position, by id. */
  documents(kind: string, position: bigint): Promise<readonly DocumentRow[]>
  documentsAt(position: bigint): Promise<readonly DocumentRow[]>
  /** Positions of the events that concern a partition, up to the position. */
  eventsOf(partition: PartitionName, position: bigint): Promise<readonly bigint[]>
  incomplete(position: bigint): Promise<readonly IncompleteRow[]>
  /** Adds every stored row up again and compares with running totals and day blocks: the differences, at most 100. */
  audit(): Promise<readonly string[]>
}

export type Generation = { readonly generation: number; readonly state: 'building' | 'active' | 'frozen' }

/** The generations of a book's ledgers: one is active and answers, others are being built or kept to switch back to. */
export interface Generations extends AsyncDisposable {
  list(): Promise<readonly Generation[]>
  open(generation: number): Promise<ReadModel>
  active(): Promise<number>
  create(): Promise<number>
  /** Makes a generation the active one in a single step; the former one is kept, frozen. */
  switchTo(generation: number): Promise<void>
  discard(generation: number): Promise<void>
}

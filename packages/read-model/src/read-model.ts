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

/** Measures of a row at most; sums that an engine returns always have this many. */
export const measuresMax = 6

/**
 * Everything that one run of events led to. Committed in one transaction, or not at all.
 *
 * A partition appears in `events` at or before the position at which anything else names it, so that the numbers an engine gives to
 * names do not depend on how events are cut into batches.
 */
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
  /** Which events concern which partition, by position. */
  readonly events: readonly { readonly partition: PartitionName; readonly position: bigint }[]
  readonly incomplete: readonly IncompleteRow[]
}

/** The working state as the projector reads it while it posts: synchronous, and only by the one projector that holds the epoch. */
export interface WorkingState {
  head(partition: PartitionName): string | null
  fact(partition: PartitionName, id: string): string | null
  /** Facts with `from <= day < until`, by day, then id. */
  facts(partition: PartitionName, range: { readonly from: DayNumber; readonly until: DayNumber }): readonly string[]
  /** Partitions that have to do with the key, by name. */
  touching(kind: string, key: string): readonly PartitionName[]
  /** All partitions whose name begins with the prefix, by name. */
  partitions(prefix: string): readonly PartitionName[]
}

/** How far posting has come: the last position posted (−1: none), the epoch in force, and what was counted on the way. */
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

/** Sums of the deltas of one entity and day; `partition` names whose they are where that was asked for. */
export type DaySum = {
  readonly entity: RowEntity
  readonly day: DayNumber
  readonly partition: PartitionName | null
  readonly deltas: readonly bigint[]
}

/**
 * Rows of cells: all periods with all entities, after one position and up to another, dated on `firstDay` or later and on or before `day`
 * where given.
 */
export type RowQuery = {
  readonly ledger: string
  readonly periods: readonly PeriodKey[]
  readonly entities: readonly RowEntity[]
  readonly after?: bigint
  readonly position: bigint
  readonly firstDay?: DayNumber
  readonly day?: DayNumber
}

/** Why a batch was not posted: another projector has claimed the ledgers, or the batch does not follow what is there. */
export class PostingFault extends Error {
  readonly code: 'epoch-lost' | 'not-at-checkpoint'
  constructor(code: 'epoch-lost' | 'not-at-checkpoint', message: string) {
    super(message)
    this.name = 'PostingFault'
    this.code = code
  }
}

/** Throws where the ledgers have been claimed since the epoch was taken. */
export const assertEpoch = (epoch: bigint, inForce: bigint): void => {
  if (epoch !== inForce) throw new PostingFault('epoch-lost', `epoch ${epoch} is not the current one, ${inForce}`)
}

/**
 * Ledgers and documents of one generation.
 *
 * Posting is fenced: `claim` takes the next epoch, and a batch of an older epoch, or one that does not begin at the checkpoint,
 * changes nothing and throws a `PostingFault`. Entries and documents are only ever inserted. Every read is at a position; what was
 * posted later does not change its answer. Rows come back as posted, `because` smallest first.
 */
export interface ReadModel extends AsyncDisposable {
  claim(): Promise<bigint>
  checkpoint(): Promise<Checkpoint>
  post(batch: PostBatch): Promise<void>
  readonly working: WorkingState
  /**
   * Whether a batch is stored elsewhere while this thread goes on: `working` shows it from the call of `post` on, so that the next one can
   * be made meanwhile. One that failed as busy must be posted again; after any other fault `working` is as it was.
   */
  readonly storesAside: boolean

  /** Six measures of each cell at the position, in the order asked; zeros where nothing was posted. */
  totals(queries: readonly TotalQuery[], position: bigint): Promise<readonly (readonly bigint[])[]>
  /** Rows of the cells, in (position, ord) order within each cell, cells in the order (period, entity) as given. */
  rows(query: RowQuery): Promise<readonly StoredRow[]>
  /** Rows posted at the position, in posting order: what one event did. */
  rowsAt(position: bigint): Promise<readonly StoredRow[]>
  /** Rows posted at `from <= position <= to`, in posting order: for digests, and for differences of a whole book. */
  rowsBetween(from: bigint, to: bigint): Promise<readonly StoredRow[]>
  /** Rows of one partition in one ledger up to the position, in posting order, whatever event moved them. */
  rowsOf(query: {
    readonly ledger: string
    readonly partition: PartitionName
    readonly position: bigint
  }): Promise<readonly StoredRow[]>
  /** Every seat that has ever had a row, by id and team. One that had none at an earlier position reads as zero there. */
  seats(): Promise<readonly RowEntity[]>
  /** Entities of a ledger and row scope with a row in one of the periods (null: any) at the position, dated on or before `day`; by id and team. */
  entities(query: {
    readonly ledger: string
    readonly scope: RowScope
    readonly periods: readonly PeriodKey[] | null
    readonly position: bigint
    readonly day: DayNumber | null
  }): Promise<readonly RowEntity[]>
  /** Periods in which one of the entities has a row at the position, in order: the buckets of a stock. */
  periods(query: {
    readonly ledger: string
    readonly entities: readonly RowEntity[]
    readonly position: bigint
  }): Promise<readonly PeriodKey[]>
  /**
   * Sums of the deltas of each (entity, day) with `from <= day < until`, by entity and day: what day-grained reports rank by. Month
   * cells and buckets only, since the cells of longer periods say the same again. Null: all entities of the scope. `byPartition`: those of
   * each partition apart, in the order of their names.
   */
  byDay(query: {
    readonly ledger: string
    readonly scope: RowScope
    readonly entities: readonly RowEntity[] | null
    readonly from: DayNumber
    readonly until: DayNumber
    readonly position: bigint
    readonly byPartition?: boolean
  }): Promise<readonly DaySum[]>

  /** The version in force at the position, or null. */
  document(kind: string, id: string, position: bigint): Promise<DocumentRow | null>
  /** The versions in force at the position, by id. */
  documents(kind: string, position: bigint): Promise<readonly DocumentRow[]>
  /** Versions made at the position, by kind and id. */
  documentsAt(position: bigint): Promise<readonly DocumentRow[]>
  /** Positions of the events that concern a partition, up to the position, in order. */
  eventsOf(partition: PartitionName, position: bigint): Promise<readonly bigint[]>
  /** What could not be applied up to the position, by position, KPI and partition. */
  incomplete(position: bigint): Promise<readonly IncompleteRow[]>
  /** Adds every stored row up again and compares with running totals, day blocks and counts: the differences, at most 100. */
  audit(): Promise<readonly string[]>
}

/** Ledgers built from the log once: being built, answering, or kept to switch back to. */
export type Generation = { readonly generation: number; readonly state: 'building' | 'active' | 'frozen' }

/** The generations of a book's ledgers: one is active and answers, others are being built or kept to switch back to. */
export interface Generations extends AsyncDisposable {
  list(): Promise<readonly Generation[]>
  open(generation: number): Promise<ReadModel>
  active(): Promise<number>
  /** Whether generations are made and dropped here: on a server only the login that owns the tables may. */
  readonly makesGenerations: boolean
  create(): Promise<number>
  /**
   * Makes a generation the active one in a single step; the former one is kept, frozen. Only the holder of the epoch of the one that
   * answers may: to any other it throws a `PostingFault`, and nothing changes. Null where that one is
   * damaged, so that nobody can hold it.
   */
  switchTo(generation: number, epoch: bigint | null): Promise<void>
  /**
   * Whether two generations hold the same entries, stored alike to the byte: an engine can tell that far faster than row by row. True is
   * certain; false only says that a closer look is needed.
   */
  areIdentical(one: number, other: number): Promise<boolean>
  /** Says what is wrong with a generation, for as long as it is there: it is not what was posted, and must not answer. */
  markDamaged(generation: number, problem: string): Promise<void>
  /** What is wrong with a generation; null as long as nothing was found. */
  damageOf(generation: number): Promise<string | null>
  /** Keeps with a generation what it is posted with, in words that are its projector's. */
  markMadeWith(generation: number, words: string): Promise<void>
  /** What a generation is posted with; null as long as nobody has said. */
  madeWith(generation: number): Promise<string | null>
  discard(generation: number): Promise<void>
}

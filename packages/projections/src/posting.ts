import { dayNumber } from '@daybook/domain'
import type { DayNumber, EntryRow, KpiDescription, RecordedEvent } from './kpi.ts'

type DocumentRow = { readonly kind: string; readonly id: string; readonly position: bigint; readonly body: string }
type PartitionRow = { readonly partition: string; readonly head: string; readonly position: bigint }
type FactRow = { readonly partition: string; readonly id: string; readonly day: DayNumber; readonly body: string | null }
type TouchRow = { readonly kind: string; readonly key: string; readonly partition: string }
type IncompleteRow = {
  readonly kpi: string
  readonly partition: string
  readonly position: bigint
  readonly day: DayNumber
  readonly problem: string
}

/** What the events of one run led to so far. Of working state only the last version is kept; rows and documents all are. */
export class Posting {
  #rows: EntryRow[] = []
  #documents: DocumentRow[] = []
  #partitions = new Map<string, PartitionRow>()
  #facts = new Map<string, FactRow>()
  #touches: TouchRow[] = []
  #events: { partition: string; position: bigint }[] = []
  #incomplete: IncompleteRow[] = []

  get size(): number {
    return this.#rows.length
  }

  readonly rows = (rows: readonly EntryRow[]): void => {
    for (const row of rows) this.#rows.push(row)
  }

  readonly document = (row: DocumentRow): void => {
    this.#documents.push(row)
  }

  readonly partition = (row: PartitionRow): void => {
    this.#partitions.set(row.partition, row)
  }

  readonly fact = (row: FactRow): void => {
    this.#facts.set(`${row.partition}\u0000${row.id}`, row)
  }

  readonly touch = (row: TouchRow): void => {
    this.#touches.push(row)
  }

  readonly touching = (kind: string, key: string): readonly string[] =>
    this.#touches.filter((touch) => touch.kind === kind && touch.key === key).map(({ partition }) => partition)

  readonly concerns = (partition: string, position: bigint): void => {
    this.#events.push({ partition, position })
  }

  readonly incomplete = (
    kpis: readonly KpiDescription[],
    { partition, event, fault }: { readonly partition: string; readonly event: RecordedEvent; readonly fault: unknown },
  ): void => {
    const problem = fault instanceof Error ? fault.message : String(fault)
    const row = { partition, position: event.position, day: dayNumber(event.effectiveOn), problem }
    for (const kpi of kpis) this.#incomplete.push({ kpi: kpi.name, ...row })
  }

  /** Everything so far, and begins anew. */
  take() {
    const taken = {
      rows: this.#rows,
      documents: this.#documents,
      partitions: [...this.#partitions.values()],
      facts: [...this.#facts.values()],
      touches: this.#touches,
      events: this.#events,
      incomplete: this.#incomplete,
    } as const
    this.#rows = []
    this.#documents = []
    this.#partitions = new Map()
    this.#facts = new Map()
    this.#touches = []
    this.#events = []
    this.#incomplete = []
    return taken
  }
}

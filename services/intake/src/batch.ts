import type { SideRecord } from '@daybook/event-store'
import type { HeldItem, HeldOrigin } from './held.ts'
import type { Item } from './item.ts'
import type { Outcome } from './outcome.ts'
import type { TraceContext } from './tracing.ts'
import type { Weight } from './waiting-room.ts'

/** Items that are judged and recorded together: a request, a chunk of an import, a command. */
export type Batch = {
  readonly items: readonly Item[]
  /** What the items weigh in the queue. */
  readonly bytes: number
  readonly origin: HeldOrigin
  /** The context of what brought it: kept with the events that bring none of their own. */
  readonly trace?: TraceContext | undefined
  readonly actor: HeldItem['actor']
  /** Strict: all or nothing. */
  readonly strict: boolean
  readonly backfill: boolean
  readonly ifMatch: bigint | null
  /** What is kept of what cannot be recorded. */
  readonly keeps: Keeps
  /** Held items that are tried again, by the place of the item. */
  readonly released: ReadonlyMap<number, Retried>
  /** Changed before anything else, and only if they are as expected: else the batch is not recorded. */
  readonly guards: readonly SideRecord[]
  /** What must be committed with the events, given what became of the items: progress of an import, an answer to be repeated. */
  readonly alongside: (outcomes: readonly Outcome[]) => readonly SideRecord[]
}

/** A held item that is tried again, and who wants it so. */
export type Retried = {
  readonly held: HeldItem
  readonly by: HeldItem['actor']
  readonly reason?: string
  /** Recorded at the time of the head: it belongs to a history of which more may come. */
  readonly atHead: boolean
}

/** Who tries again what waited. */
export const intakeItself = { kind: 'system', id: 'intake' } as const

/** A held item that is tried again because what it waited for is there. */
export const retriedByItself = (held: HeldItem, backfill: boolean): Retried => ({
  held,
  by: intakeItself,
  atHead: backfill || held.backfill === true,
})

/** Of what cannot be recorded: all, samples of what cannot be read, or nothing. */
export type Keeps = 'everything' | 'samples' | 'nothing'

/** What became of a batch. `position` is that of the log's head after it; null while the log has not said so. */
export type Recording = {
  readonly outcomes: readonly Outcome[]
  /** False when strict handling refused the whole. */
  readonly recorded: boolean
  readonly position: bigint | null
  readonly recordedAt: number | null
}

/** A batch of which only the items matter. */
export const plainBatch = (items: readonly Item[], actor: HeldItem['actor'], origin: HeldOrigin): Batch => ({
  items,
  bytes: items.reduce((sum, item) => sum + item.raw.text.length, 0),
  origin,
  actor,
  strict: false,
  backfill: false,
  ifMatch: null,
  keeps: 'everything',
  released: new Map(),
  guards: [],
  alongside: () => [],
})

/** What a batch takes of the queue. */
export const weightOf = ({ items, bytes }: Batch): Weight => ({ items: items.length, bytes })

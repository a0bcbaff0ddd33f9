import type { EventName } from '@daybook/domain'
import type { RecordedEvent } from './kpi.ts'
import type { Reference } from './reference.ts'
import type { Concern } from './touched.ts'

/** The words of a small partition, kept beside what its KPIs are computed from: the next version after an event. */
type FoldDocument<Document, Event> = {
  readonly name: string
  readonly initial: (id: string) => Document
  readonly evolve: (document: Document, event: Event) => Document
}

/** The book of a small partition of another fold, before or after the event at hand; undefined where there is none. */
export type BookOf = (fold: string, id: string) => unknown

/**
 * A small partition that KPIs and reports rest on (an owner's quotas, a review, a plan, a deal): one file. It is folded whole with every
 * event of its own, and held in memory; what many facts belong to is the account's book instead.
 */
export type Fold<Book, Event extends RecordedEvent, Document = never> = {
  /** Its partitions are called `name:id`. */
  readonly name: string
  readonly reads: readonly EventName[]
  /** Whose event it is. What the event itself does not say, the book of an earlier fold may. */
  readonly idOf: (event: Event, bookOf: BookOf) => string
  readonly initial: (id: string) => Book
  readonly evolve: (book: Book, event: Event) => Book
  /** Whether a changed team, rate or product may change what the partition contributes; a changed rule or calendar always may. */
  readonly isConcerned: (book: Book, concern: Exclude<Concern, string>) => boolean
  readonly document: FoldDocument<Document, Event> | null
}

/** A fold whose types are forgotten, so that folds can share a table. */
export type AnyFold = Fold<unknown, RecordedEvent, unknown>

/** What the KPIs of a fold receive. */
export type FoldView<Book> = { readonly book: Book; readonly reference: Reference }

/** A fold, checked. The one place where its types are forgotten. */
export const defineFold = <Book, Event extends RecordedEvent, Document = never>(fold: Fold<Book, Event, Document>): AnyFold =>
  fold as unknown as AnyFold // Sound: fed only events that it reads, and books and documents of its own

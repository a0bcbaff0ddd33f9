import type { EventName } from '@daybook/domain'
import type { RecordedEvent } from './kpi.ts'
import type { Reference } from './reference.ts'
import { destinationsOf, isMerged } from './resolution.ts'
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
  /** Of partitions that are accounts: the book of the customer that an account is, put together from those of all he is made of. P-15. */
  readonly together?: (accountId: string, bookOf: (accountId: string) => Book, reference: Reference) => Book
}

/** A fold whose types are forgotten, so that folds can share a table. */
export type AnyFold = Fold<unknown, RecordedEvent, unknown>

/** What the KPIs of a fold receive. */
export type FoldView<Book> = { readonly book: Book; readonly reference: Reference }

/** A fold, checked. The one place where its types are forgotten. */
export const defineFold = <Book, Event extends RecordedEvent, Document = never>(fold: Fold<Book, Event, Document>): AnyFold =>
  fold as unknown as AnyFold // Sound: fed only events that it reads, and books and documents of its own

type ViewedAt = { readonly bookOf: (id: string) => unknown; readonly reference: Reference }

/** What the KPIs of a fold receive of one of its partitions: of an account that has to do with merges, the customer that it is. */
export const viewedIn = (fold: AnyFold, id: string, { bookOf, reference }: ViewedAt): FoldView<unknown> => {
  const bookIn = (one: string): unknown => bookOf(one) ?? fold.initial(one)
  const isAlone = fold.together === undefined || !isMerged(reference, id)
  return { book: isAlone ? bookIn(id) : fold.together?.(id, bookIn, reference), reference }
}

/** The partitions whose view changes with the book of one: itself, and the customers that it is a part of. */
export const viewsChangedIn = ({ together }: AnyFold, id: string, reference: Reference): readonly string[] =>
  together === undefined ? [id] : [...new Set([id, ...destinationsOf(reference, id).map(({ customerId }) => customerId)])]

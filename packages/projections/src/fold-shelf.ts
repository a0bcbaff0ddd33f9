import { byText } from '@daybook/domain'
import type { WorkingSource } from './account-shelf.ts'
import { addWhole, type Member, membersOf, type PostedKpis } from './diff.ts'
import { type AnyFold, type BookOf, viewedIn, viewsChangedIn } from './fold.ts'
import { folds, foldsOf } from './folds.ts'
import type { RecordedEvent } from './kpi.ts'
import { Legs } from './legs.ts'
import type { Posting } from './posting.ts'
import type { Reference, ReferenceEvent } from './reference.ts'
import { concernOf } from './touched.ts'

/** One small partition with its words, where it has any. */
type Shelved = { readonly book: unknown; readonly document: unknown }

type Shelf = { readonly fold: AnyFold; readonly members: readonly Member[]; readonly partitions: Map<string, Shelved> }

/** All small partitions of the book, at hand. */
export class FoldShelf {
  readonly #shelves: ReadonlyMap<string, Shelf>

  constructor(source: WorkingSource, catalogue: PostedKpis) {
    this.#shelves = new Map(
      folds.map((fold) => [fold.name, { fold, members: membersOf(catalogue, fold.name), partitions: loaded(source, fold) }]),
    )
  }

  /** Posts what an event does to the partitions that read it. */
  readonly post = (event: RecordedEvent, reference: Reference, posting: Posting): void => {
    for (const fold of foldsOf(event)) {
      const shelf = this.#shelves.get(fold.name)
      if (shelf !== undefined) postTo(shelf, event, { reference, posting, bookOf: this.#bookOf })
    }
  }

  readonly #bookOf: BookOf = (fold, id) => this.#shelves.get(fold)?.partitions.get(id)?.book

  /** Posts what a changed calendar, team, rate or policy does to them. */
  readonly postReference = (event: ReferenceEvent, at: { former: Reference; reference: Reference }, posting: Posting): void => {
    const concern = concernOf(event)
    if (concern === 'none') return
    for (const { fold, members, partitions } of this.#shelves.values()) {
      if (members.length === 0) continue
      const concerned = byName(partitions).filter(([, { book }]) => concern === 'all' || fold.isConcerned(book, concern))
      const ids = concerned.flatMap(([id]) => [at.former, at.reference].flatMap((each) => viewsChangedIn(fold, id, each)))
      const bookOf = (id: string): unknown => partitions.get(id)?.book
      for (const id of new Set(ids)) {
        const views = {
          before: viewedIn(fold, id, { bookOf, reference: at.former }),
          after: viewedIn(fold, id, { bookOf, reference: at.reference }),
        }
        post(members, { partition: `${fold.name}:${id}`, event, posting }, views)
      }
    }
  }
}

const postTo = (
  { fold, members, partitions }: Shelf,
  event: RecordedEvent,
  { reference, posting, bookOf }: { readonly reference: Reference; readonly posting: Posting; readonly bookOf: BookOf },
): void => {
  const id = fold.idOf(event, bookOf)
  const partition = `${fold.name}:${id}`
  const changed = viewsChangedIn(fold, id, reference)
  const views = () => changed.map((each) => viewedIn(fold, each, { bookOf: (one) => partitions.get(one)?.book, reference }))
  const before = views()
  const known = partitions.get(id) ?? { book: fold.initial(id), document: fold.document?.initial(id) ?? null }
  const next = {
    book: fold.evolve(known.book, event),
    document: fold.document === null ? null : fold.document.evolve(known.document, event),
  }
  posting.concerns(partition, event.position)
  partitions.set(id, next)
  posting.partition({ partition, head: encode(fold.document === null ? next.book : next), position: event.position })
  if (fold.document !== null)
    posting.document({ kind: fold.document.name, id, position: event.position, body: JSON.stringify(next.document) })
  const after = views()
  for (const [place, each] of changed.entries())
    post(members, { partition: `${fold.name}:${each}`, event, posting }, { before: before[place], after: after[place] })
}

type Occasion = { readonly partition: string; readonly event: RecordedEvent; readonly posting: Posting }

const post = (
  members: readonly Member[],
  { partition, event, posting }: Occasion,
  views: { readonly before: unknown; readonly after: unknown },
): void => {
  try {
    const legs = new Legs()
    for (const member of members) addWhole(legs, member, views)
    posting.rows(legs.rows({ position: event.position, reason: event.type, partition }))
  } catch (fault) {
    posting.incomplete(
      members.map(({ kpi }) => kpi),
      { partition, event, fault },
    )
  }
}

const byName = <Value>(shelf: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] =>
  [...shelf].sort(([a], [b]) => byText(a, b))

const encode = (state: unknown): string =>
  JSON.stringify(state, (_key, value: unknown) => (typeof value === 'bigint' ? { bigint: value.toString() } : value))

const decode = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'bigint' in value ? BigInt(String(value.bigint)) : value

const loaded = (source: WorkingSource, fold: AnyFold): Map<string, Shelved> => {
  const prefix = `${fold.name}:`
  return new Map(
    source.partitions(prefix).map((partition) => {
      const id = partition.slice(prefix.length)
      return [id, shelved(fold, id, JSON.parse(source.head(partition) ?? '{}', decode))]
    }),
  )
}

/** What a former release has kept lacks what this one has learnt to keep: that is as in an empty partition. */
const shelved = ({ initial, document }: AnyFold, id: string, state: object): Shelved => {
  if (document === null) return { book: { ...empty(initial(id)), ...state }, document: null }
  const kept = state as { readonly book: object; readonly document: object } // Sound: working state, written by this shelf alone
  return {
    book: { ...empty(initial(id)), ...kept.book },
    document: { ...empty(document.initial(id)), ...kept.document },
  }
}

const empty = (initial: unknown): object => initial as object // Sound: books and documents are objects

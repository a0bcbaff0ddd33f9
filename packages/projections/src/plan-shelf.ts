import type { WorkingSource } from './account-shelf.ts'
import { addWhole, type Member, membersOf, type PostedKpis } from './diff.ts'
import { type QbrDocument, qbr } from './documents/qbr.ts'
import type { RecordedEvent } from './kpi.ts'
import { Legs } from './legs.ts'
import type { Posting } from './posting.ts'
import { emptyQbr, evolveQbr, type QbrBook, type QbrEvent } from './qbr-book.ts'
import { emptyQuotaBook, evolveQuota, type QuotaBook, type QuotaEvent, quotaOwner } from './quota-book.ts'
import type { Reference, ReferenceEvent } from './reference.ts'
import { concernOf } from './touched.ts'

type Review = { readonly book: QbrBook; readonly document: QbrDocument }

/** The quotas and reviews of the book: small, and all at hand. */
export class PlanShelf {
  readonly #quotas: Map<string, QuotaBook>
  readonly #reviews: Map<string, Review>
  readonly #quotaKpis: readonly Member[]
  readonly #qbrKpis: readonly Member[]

  constructor(source: WorkingSource, catalogue: PostedKpis) {
    this.#quotaKpis = membersOf(catalogue, 'quota')
    this.#qbrKpis = membersOf(catalogue, 'qbr')
    this.#quotas = loaded<QuotaBook>(source, 'quota:')
    this.#reviews = loaded<Review>(source, 'qbr:')
  }

  readonly postQuota = (event: QuotaEvent, reference: Reference, posting: Posting): void => {
    const owner = quotaOwner(event)
    const partition = `quota:${owner}`
    const before = this.#quotas.get(owner) ?? emptyQuotaBook(owner)
    const after = evolveQuota(before, event)
    posting.concerns(partition, event.position)
    this.#quotas.set(owner, after)
    posting.partition({ partition, head: encode(after), position: event.position })
    post(
      this.#quotaKpis,
      { partition, event, posting },
      { before: { book: before, reference }, after: { book: after, reference } },
    )
  }

  readonly postQbr = (event: QbrEvent, reference: Reference, posting: Posting): void => {
    const { qbrId } = event.data
    const partition = `qbr:${qbrId}`
    const known = this.#reviews.get(qbrId) ?? { book: emptyQbr, document: qbr.initial(qbrId) }
    const next = { book: evolveQbr(known.book, event), document: qbr.evolve(known.document, event) }
    posting.concerns(partition, event.position)
    this.#reviews.set(qbrId, next)
    posting.partition({ partition, head: encode(next), position: event.position })
    posting.document({ kind: qbr.name, id: qbrId, position: event.position, body: JSON.stringify(next.document) })
    post(
      this.#qbrKpis,
      { partition, event, posting },
      { before: { book: known.book, reference }, after: { book: next.book, reference } },
    )
  }

  /** Posts what a changed calendar, team, rate or policy does to quotas and reviews. */
  readonly postReference = (event: ReferenceEvent, at: { former: Reference; reference: Reference }, posting: Posting): void => {
    const concern = concernOf(event)
    if (concern === 'none' || (concern !== 'all' && (concern.kind === 'product' || concern.kind === 'account'))) return
    const isConcerned = (repId: string | null): boolean =>
      concern === 'all' || concern.kind !== 'rep' || concern.keys.includes(repId ?? '')
    for (const [owner, book] of byName(this.#quotas)) {
      if (!isConcerned(book.ownerId)) continue
      const views = { before: { book, reference: at.former }, after: { book, reference: at.reference } }
      post(this.#quotaKpis, { partition: `quota:${owner}`, event, posting }, views)
    }
    for (const [qbrId, { book }] of byName(this.#reviews)) {
      if (!isConcerned(book.ownerId)) continue
      const views = { before: { book, reference: at.former }, after: { book, reference: at.reference } }
      post(this.#qbrKpis, { partition: `qbr:${qbrId}`, event, posting }, views)
    }
  }
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
  [...shelf].sort(([a], [b]) => (a < b ? -1 : 1))

const encode = (state: unknown): string =>
  JSON.stringify(state, (_key, value: unknown) => (typeof value === 'bigint' ? { bigint: value.toString() } : value))

const decode = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'bigint' in value ? BigInt(String(value.bigint)) : value

const loaded = <State>(source: WorkingSource, prefix: string): Map<string, State> =>
  new Map(
    source.partitions(prefix).map((name) => {
      const state = JSON.parse(source.head(name) ?? '{}', decode) as State // Sound: working state, written by this shelf alone
      return [name.slice(prefix.length), state]
    }),
  )

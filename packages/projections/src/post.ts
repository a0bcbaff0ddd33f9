import { type AccountChange, evolveAccount } from './account-book.ts'
import { type AccountEvent, accountsOf, isAccountEvent } from './account-event.ts'
import { accountOfPartition, accountPartition } from './account-partition.ts'
import { AccountShelf, encodeAccount, returnsDay, returnsId, type ShelvedAccount, type WorkingSource } from './account-shelf.ts'
import type { AnyKpi } from './catalogue.ts'
import { type Member, viewOf } from './customer.ts'
import { type AddDifference, differencesOf } from './diff.ts'
import { account as accountDocument } from './documents/account.ts'
import { type Catalogue, currentCatalogue } from './editions.ts'
import { encodeFact } from './fact.ts'
import { FoldShelf } from './fold-shelf.ts'
import type { RecordedEvent } from './kpi.ts'
import { Legs } from './legs.ts'
import { Posting } from './posting.ts'
import {
  defaultSettings,
  emptyReference,
  evolveReference,
  isReferenceEvent,
  type Reference,
  type ReferenceEvent,
  type Settings,
} from './reference.ts'
import { destinationsOf, isMerged, membersOf } from './resolution.ts'
import { type Concern, concernOf, everythingOf, touchedBy, touchedByReference } from './touched.ts'

/** What a run of events led to; the read model stores it with the checkpoint in one transaction. */
export type Posted = ReturnType<Posting['take']>

/**
 * Turns events, in position order, into rows, documents and working state.
 *
 * The result depends on the events alone, never on how they are cut into runs. After `take` its result must be stored before the next
 * event is posted; when it could not be stored, the poster is of no more use and another one is made.
 */
export type Poster = {
  readonly post: (event: RecordedEvent) => void
  readonly take: () => Posted
  readonly pending: () => number
}

/** What a poster starts from. */
export type PosterOptions = {
  readonly working: WorkingSource
  /** The reference events up to the checkpoint, in order. */
  readonly history: readonly RecordedEvent[]
  readonly settings?: Settings
  /** What is posted. Default: the newest version of every KPI. */
  readonly catalogue?: Pick<Catalogue, 'posted' | 'ledgers'>
  /** Orders and credit notes that are kept in memory; with fewer more is read again, and nothing else changes. */
  readonly factsAtHand?: number
}

/** A poster for a book at its checkpoint: of an empty book without history, of any other with its reference events so far. */
export const createPoster = (options: PosterOptions): Poster => {
  const { working, history, settings = defaultSettings, catalogue = currentCatalogue, factsAtHand } = options
  const shelf = new AccountShelf(working, factsAtHand)
  const small = new FoldShelf(working, catalogue)
  const accounts = { add: differencesOf(catalogue), kpis: catalogue.posted.filter(({ fold }) => fold === 'account') }
  const posting = new Posting()
  let reference = history.filter(isReferenceEvent).reduce(evolveReference, emptyReference(settings))
  const post = (event: RecordedEvent): void => {
    if (isAccountEvent(event)) postAccounts(event, { posting, reference, accounts, shelf })
    else if (isReferenceEvent(event)) reference = postReference(event, reference, { posting, shelf, small, working, accounts })
    small.post(event, reference, posting)
  }
  const take = (): Posted => {
    shelf.tidy()
    return posting.take()
  }
  return { post, take, pending: () => posting.size }
}

/** The KPIs of accounts, and how their differences are posted. */
type AccountKpis = { readonly add: AddDifference; readonly kpis: readonly AnyKpi[] }

type AccountContext = {
  readonly posting: Posting
  readonly reference: Reference
  readonly accounts: AccountKpis
  readonly shelf: AccountShelf
}

const postAccounts = (event: AccountEvent, context: AccountContext): void => {
  const accountIds = accountsOf(event)
  if (accountIds.some((accountId) => isMerged(context.reference, accountId))) postCustomers(event, accountIds, context)
  else for (const accountId of accountIds) postAccount(event, context.shelf.get(accountId), context)
}

const postAccount = (event: AccountEvent, account: ShelvedAccount, { posting, reference, accounts }: AccountContext): void => {
  const partition = accountPartition(account.book.head.accountId)
  posting.concerns(partition, event.position)
  try {
    const change = evolveAccount(account.book, event, reference)
    const legs = new Legs()
    accounts.add(legs, { before: change.before, after: change.after, touched: touchedBy(event, change) })
    posting.rows(legs.rows({ position: event.position, reason: event.type, partition }))
    keep(event, account, { posting, change })
  } catch (fault) {
    posting.incomplete(accounts.kpis, { partition, event, fault })
  }
}

/**
 * An event of accounts that have to do with merges: what it does to the customers that their facts belong to, nearly always one. Both
 * accounts of an order that moves are evolved first, as they may be of one customer. P-15.
 */
const postCustomers = (event: AccountEvent, accountIds: readonly string[], context: AccountContext): void => {
  const { posting, reference, accounts, shelf } = context
  const changes = new Map<string, AccountChange>()
  const customerIds = [...new Set(accountIds.flatMap((accountId) => customersOf(reference, accountId)))].sort()
  for (const accountId of accountIds) posting.concerns(accountPartition(accountId), event.position)
  try {
    for (const accountId of accountIds) changes.set(accountId, evolveAccount(shelf.get(accountId).book, event, reference))
    for (const customerId of customerIds) {
      const legs = new Legs()
      accounts.add(legs, customerDifference(event, customerId, { ...context, changes }))
      posting.rows(legs.rows({ position: event.position, reason: event.type, partition: accountPartition(customerId) }))
    }
    for (const [accountId, change] of changes) keep(event, shelf.get(accountId), { posting, change })
  } catch (fault) {
    for (const customerId of customerIds)
      posting.incomplete(accounts.kpis, { partition: accountPartition(customerId), event, fault })
  }
}

const customerDifference = (
  event: AccountEvent,
  customerId: string,
  { reference, shelf, changes }: AccountContext & { readonly changes: ReadonlyMap<string, AccountChange> },
) => {
  const before = viewOf(customerId, (id) => changes.get(id)?.before ?? shelf.get(id).book, reference)
  const after = viewOf(customerId, (id) => changes.get(id)?.after ?? shelf.get(id).book, reference)
  const keys = [...changes.values()].flatMap(({ former }) => [...former.keys()])
  const former = new Map(keys.map((key) => [key, before.facts.get(key)]))
  const isTold = former.size > 0 || changes.has(customerId)
  return { before, after, touched: isTold ? touchedBy(event, { before, after, former }) : everythingOf(before, after) }
}

/** The customers that an account's facts belong to, by id. */
const customersOf = (reference: Reference, accountId: string): readonly string[] =>
  destinationsOf(reference, accountId)
    .map(({ customerId }) => customerId)
    .sort()

/** Keeps what an event has made of an account: its book, its document, and what of them is working state. */
const keep = (
  event: AccountEvent,
  account: ShelvedAccount,
  { posting, change }: { readonly posting: Posting; readonly change: AccountChange },
): void => {
  const known = account.book
  const partition = accountPartition(known.head.accountId)
  account.book = change.book
  const isSaid = keepDocument(event, account, posting)
  if (isSaid || change.book.head !== known.head) keepHead(partition, account, { posting, position: event.position })
  for (const key of change.former.keys()) keepFact(partition, account, { posting, key })
  if (change.returns !== null) {
    const { original, keys } = change.returns
    posting.fact({ partition, id: returnsId(original), day: returnsDay, body: JSON.stringify(keys) })
  }
  touch(event, account, { posting, partition })
}

/** Whether the event changed the document. */
const keepDocument = (event: AccountEvent, account: ShelvedAccount, posting: Posting): boolean => {
  const document = accountDocument.evolve(account.document, event)
  if (document === account.document) return false
  account.document = document
  posting.document({
    kind: accountDocument.name,
    id: document.accountId,
    position: event.position,
    body: JSON.stringify(document),
  })
  return true
}

const keepHead = (
  partition: string,
  account: ShelvedAccount,
  at: { readonly posting: Posting; readonly position: bigint },
): void => {
  const head = encodeAccount({ head: account.book.head, document: account.document })
  at.posting.partition({ partition, head, position: at.position })
}

const keepFact = (partition: string, account: ShelvedAccount, at: { readonly posting: Posting; readonly key: string }): void => {
  const fact = account.book.facts.get(at.key)
  if (fact !== null) at.posting.fact({ partition, id: at.key, day: fact.day, body: encodeFact(fact) })
}

/** Notes the reps, currencies and products that the account has to do with from now on. */
const touch = (
  event: AccountEvent,
  account: ShelvedAccount,
  at: { readonly posting: Posting; readonly partition: string },
): void => {
  const note = (kind: string, key: string): void => {
    if (account.touches.has(`${kind} ${key}`)) return
    account.touches.add(`${kind} ${key}`)
    at.posting.touch({ kind, key, partition: at.partition })
  }
  const { data } = event
  if (event.type === 'AccountClassified' && event.data.designation === 'KEY') note('designation', 'KEY')
  if ('currency' in data && data.currency !== undefined) note('currency', data.currency)
  if ('salespersonId' in data && data.salespersonId !== undefined) note('rep', data.salespersonId)
  if ('owners' in data) for (const { repId } of data.owners) note('rep', repId)
  if (event.type !== 'OrderAccepted' && event.type !== 'OrderCorrected' && event.type !== 'CreditNoteIssued') return
  for (const { productId } of event.data.lines) if (productId !== undefined) note('product', productId)
}

type BookContext = {
  readonly posting: Posting
  readonly shelf: AccountShelf
  readonly small: FoldShelf
  readonly working: WorkingSource
  readonly accounts: AccountKpis
}

const postReference = (event: ReferenceEvent, former: Reference, context: BookContext): Reference => {
  const { posting, shelf, small, accounts } = context
  const reference = evolveReference(former, event)
  posting.concerns('reference:book', event.position)
  posting.document({ kind: 'reference', id: event.position.toString(), position: event.position, body: encodeEvent(event) })
  if (reference === former) return former
  const bookOf = (id: string): Member => shelf.get(id).book
  for (const accountId of customersConcerned(concernOf(event), context, [former, reference])) {
    const legs = new Legs()
    try {
      const before = viewOf(accountId, bookOf, former)
      const after = viewOf(accountId, bookOf, reference)
      accounts.add(legs, { before, after, touched: touchedByReference(event, { before, after }) })
      posting.rows(legs.rows({ position: event.position, reason: event.type, partition: accountPartition(accountId) }))
    } catch (fault) {
      posting.incomplete(accounts.kpis, { partition: accountPartition(accountId), event, fault })
    }
  }
  small.postReference(event, { former, reference }, posting)
  return reference
}

/**
 * The customers whose figures an event may change: of each account concerned those that it belongs to, before the event and after. What an
 * account says of itself alone, as who was named its owner, stays its own when another stands for it.
 */
const customersConcerned = (concern: Concern, context: BookContext, references: readonly Reference[]): readonly string[] => {
  const named = accountsConcerned(concern, context)
  if (references.every(({ merges }) => merges.size === 0)) return named
  const isMerge = concern !== 'none' && concern !== 'all' && concern.kind === 'account'
  const customers = references.flatMap((reference) => {
    const members = isMerge ? named.flatMap((accountId) => membersOf(reference, accountId)) : named
    return members.flatMap((accountId) => [accountId, ...customersOf(reference, accountId)])
  })
  return [...new Set(customers)].sort()
}

const accountsConcerned = (concern: Concern, { posting, shelf, working }: BookContext): readonly string[] => {
  if (concern === 'none') return []
  if (concern === 'all') return shelf.names()
  if (concern.kind === 'account' || concern.kind === 'order') return concern.keys
  const names = concern.keys.flatMap((key) => [...working.touching(concern.kind, key), ...posting.touching(concern.kind, key)])
  return [...new Set(names)].sort().flatMap((name) => accountOfPartition(name) ?? [])
}

/** A recorded event as JSON: positions and revisions as strings. */
export const encodeEvent = (event: RecordedEvent): string =>
  JSON.stringify(event, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

import { setImmediate as turn } from 'node:timers/promises'
import { byBigint, dayOf } from '@daybook/domain'
import {
  type AccountDocument,
  type AccountView,
  accountPartition,
  emptyAccountDocument,
  emptyFold,
  foldEvent,
  foldedView,
  isMerged,
  membersOf,
  partsOf,
} from '@daybook/projections'
import { eventsAt } from './events.ts'
import type { View } from './view.ts'

/** A document as it was stored, which an older release may have done, with all fields of this one. */
export const withDefaults = (document: AccountDocument): AccountDocument => ({
  ...emptyAccountDocument(document.accountId),
  ...document,
})

/**
 * The accounts that are customers: those that another one stands for, for all time, are left out, and who survives has the losses of both
 * (P-15).
 */
export const customersOf = async (
  { reference: { reference } }: View,
  documents: readonly AccountDocument[],
  bookOf: (accountId: string) => Promise<AccountView | null>,
): Promise<readonly AccountDocument[]> => {
  if (reference.merges.size === 0) return documents
  const customers: AccountDocument[] = []
  for (const document of documents) {
    if (!isMerged(reference, document.accountId)) customers.push(document)
    else if (partsOf(reference, document.accountId).length > 0)
      customers.push(withLosses(document, await bookOf(document.accountId), documents))
  }
  return customers
}

const withLosses = (
  document: AccountDocument,
  book: AccountView | null,
  documents: readonly AccountDocument[],
): AccountDocument => {
  const records = new Map(documents.flatMap(({ losses }) => losses).map((record) => [record.eventId, record]))
  const losses = (book?.head.losses ?? []).flatMap(({ eventId, lostOn, wonBackOn }) => {
    const record = records.get(eventId)
    if (record === undefined) return []
    return [{ ...record, lostOn: dayOf(lostOn), wonBackOn: wonBackOn === null ? null : dayOf(wonBackOn) }]
  })
  return { ...document, losses }
}

/** Others are heard in between: an account may have many events. */
const eventsAtATime = 250

/** One customer folded from the events of its account and of all that it absorbed, with the reference as it is known at the position. */
export const foldedCustomer = async ({ at, reference, sources }: View, accountId: string): Promise<AccountView | null> => {
  const book = emptyFold(sources.settings)
  book.reference = reference.reference
  if (at.position === null) return null
  const positions = new Set<bigint>()
  for (const member of membersOf(reference.reference, accountId))
    for (const position of await sources.readModel.eventsOf(accountPartition(member), at.position)) positions.add(position)
  const inOrder = [...positions].sort(byBigint)
  const events = await eventsAt(sources.log, inOrder)
  for (const [count, position] of inOrder.entries()) {
    const event = events.get(position)
    if (event !== undefined) foldEvent(book, event)
    if ((count + 1) % eventsAtATime === 0) await turn()
  }
  return book.accounts.has(accountId) ? foldedView(book, accountId) : null
}

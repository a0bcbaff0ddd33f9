import type { AccountId, DomainEvent, RepId } from '@daybook/domain'
import type { EventStore, SideRecord } from '@daybook/event-store'
import { firstPartOf, keyOf, partOf } from './held.ts'
import { storedKeys } from './held-waiting.ts'
import type { Staging } from './staging.ts'

/**
 * Which accounts each rep was ever given: side records that commit with the assignments, so that whoever leaves is found in all of his
 * accounts without reading all accounts (PM-5). Nothing is ever taken out: whose an account is, its own stream says.
 */
export type Books = {
  /** What has to be put beside events: the accounts and owners that they name. */
  readonly recordsOf: (events: readonly DomainEvent[], staging: Pick<Staging, 'record'>) => readonly SideRecord[]
  /** The accounts that a rep was ever given, by id, those of what is staged among them. */
  readonly accountsOf: (repId: RepId, staging: Pick<Staging, 'keysUnder'>) => Promise<readonly AccountId[]>
  /** What a program that kept no such records has left out, read from the whole log; null where nothing is missing. */
  readonly missing: () => Promise<readonly SideRecord[] | null>
}

/** Side records by rep and account; the one under the empty key says that they are complete. */
const collection = 'rep-account'
const complete = ''

const pageEvents = 1_000
const pageKeys = 500

export const openBooks = async (store: EventStore): Promise<Books> => {
  const { position } = await store.head()
  const isComplete = position === -1n || (await store.record(collection, complete)) !== null
  let read: Promise<ReadonlyMap<string, AccountId>> | null = isComplete ? Promise.resolve(new Map()) : null

  /** Read once, and again only when that failed. */
  const leftOut = (): Promise<ReadonlyMap<string, AccountId>> => {
    read ??= readLog(store, position).catch((fault: unknown) => {
      read = null
      throw fault
    })
    return read
  }

  return {
    recordsOf: (events, staging) => {
      if (!events.some(isAssignment)) return none
      const records = events.flatMap(namesOf).map(({ key }) => recordOf(key))
      // A log that was empty when it was opened lacks nothing.
      const says = isComplete && records.length > 0 && staging.record(collection, complete) === undefined
      return says ? [...records, recordOf(complete)] : records
    },
    accountsOf: async (repId, staging) => {
      const old = [...(await leftOut())].flatMap(([key, accountId]) => (firstPartOf(key) === repId ? [accountId] : []))
      const kept = (await keysOf(store, repId)).map(accountIn)
      const staged = staging.keysUnder(collection, repId).map(accountIn)
      return [...new Set([...old, ...kept, ...staged])].sort()
    },
    missing: async () => (isComplete ? null : [...[...(await leftOut()).keys()].map(recordOf), recordOf(complete)]),
  }
}

/** Nearly every event is an order, and names nobody. */
const none: readonly SideRecord[] = []

const recordOf = (key: string): SideRecord => ({ collection, key, body: '' })

const accountIn = (key: string): AccountId => partOf(key, 1) as AccountId // Sound: made of one

const isAssignment = (event: DomainEvent) => event.type === 'AccountAssigned' || event.type === 'AssignmentCorrected'

const namesOf = (event: DomainEvent): readonly { readonly key: string; readonly accountId: AccountId }[] => {
  if (!isAssignment(event)) return []
  const { accountId, owners } = event.data
  return owners.map(({ repId }) => ({ key: keyOf(repId, accountId), accountId }))
}

const readLog = async (store: EventStore, until: bigint): Promise<ReadonlyMap<string, AccountId>> => {
  const found = new Map<string, AccountId>()
  for (let from = 0n; from <= until; ) {
    const page = await store.readAll({ from, limit: pageEvents })
    for (const { key, accountId } of page.flatMap(namesOf)) found.set(key, accountId)
    const last = page.at(-1)
    if (last === undefined) break
    from = last.position + 1n
  }
  return found
}

const keysOf = async (store: EventStore, repId: RepId): Promise<readonly string[]> => {
  const keys: string[] = []
  for (let after = keyOf(repId, ''); ; ) {
    const page = await storedKeys(store, { collection, first: repId }, { after, limit: pageKeys })
    keys.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < pageKeys) return keys
    after = last
  }
}

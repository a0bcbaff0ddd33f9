import { type AccountBook, type AccountHead, emptyHead } from './account-book.ts'
import { accountOfPartition, accountPartition, ofAccounts } from './account-partition.ts'
import { type AccountDocument, account } from './documents/account.ts'
import { decodeFact, type Fact } from './fact.ts'
import { FactIndex, type FactSource } from './facts.ts'
import type { DayNumber } from './kpi.ts'
import { type DayMark, Days, markOf } from './occasions.ts'
import { always, beginning, type Range } from './timeline.ts'

/** The working state, as the read model keeps it: synchronous, and of one projector alone. */
export type WorkingSource = {
  readonly head: (partition: string) => string | null
  readonly fact: (partition: string, id: string) => string | null
  readonly facts: (partition: string, range: { readonly from: DayNumber; readonly until: DayNumber }) => readonly string[]
  readonly touching: (kind: string, key: string) => readonly string[]
  readonly partitions: (prefix: string) => readonly string[]
}

/** One account at hand, with its document and the keys it is known to have to do with. */
export type ShelvedAccount = { book: AccountBook; document: AccountDocument; readonly touches: Set<string> }

/** Facts at hand unless told otherwise: some 430 bytes each. */
const factsAtHandDefault = 600_000
/**
 * Days of facts that are kept of an account, the first of these that makes them few enough; older ones are read again when something
 * reaches back. An account keeps its head and the days on which it bought: to read all its facts for these costs more than an order.
 */
const daysAtHand = [100, 30, 7, -1] as const
const accountsAtHandMax = 100_000

/** The accounts at hand, the last used last. What is put away comes back from the working state. */
export class AccountShelf {
  readonly #source: WorkingSource
  readonly #accounts = new Map<string, ShelvedAccount>()
  readonly #factsAtHand: number

  constructor(source: WorkingSource, factsAtHand = factsAtHandDefault) {
    this.#source = source
    this.#factsAtHand = factsAtHand
  }

  readonly get = (accountId: string): ShelvedAccount => {
    const known = this.#accounts.get(accountId)
    if (known !== undefined) {
      this.#accounts.delete(accountId)
      this.#accounts.set(accountId, known)
      return known
    }
    const loaded = this.#load(accountId)
    this.#accounts.set(accountId, loaded)
    return loaded
  }

  /** The names of all accounts, stored or new. */
  readonly names = (): readonly string[] => {
    const stored = this.#source.partitions(ofAccounts).flatMap((name) => accountOfPartition(name) ?? [])
    return [...new Set([...stored, ...this.#accounts.keys()])].sort()
  }

  /** Puts away what has not been used for long. Only when all that was posted is stored. */
  readonly tidy = (): void => {
    let facts = 0
    for (const { book } of this.#accounts.values()) facts += book.facts.size
    for (const days of daysAtHand) {
      for (const { book } of this.#accounts.values()) {
        if (facts <= this.#factsAtHand) break
        const last = book.days.marks.at(-1)
        const size = book.facts.size
        if (last !== undefined) book.facts.forgetBefore(last.day - days)
        facts -= size - book.facts.size
      }
    }
    for (const accountId of this.#accounts.keys()) {
      if (this.#accounts.size <= accountsAtHandMax) break
      this.#accounts.delete(accountId)
    }
  }

  #load(accountId: string): ShelvedAccount {
    const partition = accountPartition(accountId)
    const source = factSource(this.#source, partition)
    const stored = this.#source.head(partition)
    const known = stored === null ? newAccount(accountId) : decodeAccount(stored)
    const facts = new FactIndex(source, beginning)
    return {
      book: { head: known.head, days: new Days(marksOf(facts.between(always))), facts },
      document: known.document,
      touches: new Set(),
    }
  }
}

const newAccount = (accountId: string): StoredAccount => ({ head: emptyHead(accountId), document: account.initial(accountId) })

const marksOf = (facts: readonly Fact[]): readonly DayMark[] => {
  const byDay = new Map<DayNumber, Fact[]>()
  for (const fact of facts) {
    const dated = byDay.get(fact.day)
    if (dated === undefined) byDay.set(fact.day, [fact])
    else dated.push(fact)
  }
  return [...byDay].map(([day, dated]) => markOf(day, dated)).filter((mark) => mark !== null)
}

/** The day under which the list of an order's credit notes is kept: before all facts. */
export const returnsDay: DayNumber = beginning - 1

export const returnsId = (original: string): string => `returns ${original}`

const factSource = (source: WorkingSource, partition: string): FactSource => ({
  byKey: (key) => {
    const stored = source.fact(partition, key)
    return stored === null ? null : decodeFact(stored)
  },
  between: (range: Range) => source.facts(partition, range).map(decodeFact),
  returnsOf: (key) => JSON.parse(source.fact(partition, returnsId(key)) ?? '[]') as readonly string[], // Sound: written by the poster
})

type StoredAccount = { readonly head: AccountHead; readonly document: AccountDocument }

const bigintMark = /^\d+n$/

/** Head and document as text, and back. */
export const encodeAccount = (account: StoredAccount): string =>
  JSON.stringify(account, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))

const decodeAccount = (text: string): StoredAccount => {
  const revived = JSON.parse(text, (key, value: unknown) =>
    positions.has(key) && typeof value === 'string' && bigintMark.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as StoredAccount // Sound: working state, written by encodeAccount alone
  return {
    head: { ...emptyHead(revived.head.accountId), ...revived.head },
    document: { ...account.initial(revived.head.accountId), ...revived.document },
  }
}

const positions: ReadonlySet<string> = new Set(['setBy', 'lostBy', 'wonBackBy', 'reasonBy'])

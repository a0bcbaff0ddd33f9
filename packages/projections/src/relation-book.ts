import { byBigint, type DomainEvent, dayNumber } from '@daybook/domain'
import { type RelationsDocument, relations } from './documents/relations.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { DayNumber, RecordedEvent } from './kpi.ts'
import { type WalletEstimate, walletEstimate } from './wallet.ts'

/** What was said of a contact: his part at the customer, how near we are; what was not said is null, and stays as it was. */
export type ContactStatement = {
  readonly contactId: string
  readonly level: string | null
  readonly relationship: string | null
  readonly from: DayNumber
  readonly setBy: bigint
}

export type SatisfactionScale = 'csat' | 'nps'

/** One answer of a respondent. */
export type Score = {
  readonly respondentId: string
  readonly scale: SatisfactionScale
  readonly score: bigint
  readonly from: DayNumber
  readonly setBy: bigint
}

/** The people at an account, what it spends in all and what it thinks of us; without words, in the order of recording. */
export type RelationBook = {
  readonly accountId: string
  readonly contacts: readonly ContactStatement[]
  readonly estimates: readonly WalletEstimate[]
  readonly scores: readonly Score[]
}

export type RelationView = FoldView<RelationBook>

const relationReads = [
  'ContactAdded',
  'ContactRoleSet',
  'WalletEstimated',
  'SatisfactionRecorded',
] as const satisfies readonly DomainEvent['type'][]

export type RelationEvent = Extract<RecordedEvent, { type: (typeof relationReads)[number] }>

const evolveRelations = (book: RelationBook, event: RelationEvent): RelationBook => {
  const said = { from: dayNumber(event.effectiveOn), setBy: event.position }
  switch (event.type) {
    case 'ContactAdded':
    case 'ContactRoleSet': {
      const { contactId, level = null, relationship = null } = event.data
      return { ...book, contacts: [...book.contacts, { contactId, level, relationship, ...said }] }
    }
    case 'WalletEstimated':
      return { ...book, estimates: [...book.estimates, walletEstimate(event)] }
    case 'SatisfactionRecorded': {
      const { respondentId, scale, score } = event.data
      return { ...book, scores: [...book.scores, { respondentId, scale, score: BigInt(score), ...said }] }
    }
  }
}

/** The relations to an account: small. RM-16, RM-26. */
export const relationFold = defineFold<RelationBook, RelationEvent, RelationsDocument>({
  name: 'relations',
  reads: relationReads,
  idOf: ({ data }) => data.accountId,
  initial: (accountId) => ({ accountId, contacts: [], estimates: [], scores: [] }),
  evolve: evolveRelations,
  isConcerned: ({ estimates }, { kind, keys }) =>
    kind === 'account' || (kind === 'currency' && estimates.some(({ currency }) => keys.includes(currency))),
  document: relations,
})

/** Statements by day, of one day in the order of recording: the last one holds. */
export const byDay = <Statement extends { readonly from: DayNumber; readonly setBy: bigint }>(
  statements: readonly Statement[],
): readonly Statement[] => [...statements].sort((a, b) => a.from - b.from || byBigint(a.setBy, b.setBy))

/** Descriptions that KPIs of the relations to accounts have in common. */
export const relationKpi = {
  version: 1,
  kind: 'stock',
  view: 'book',
  measure: 'amount',
  scopes: ['org', 'account'],
  grain: [],
  fold: 'relations',
  per: 'whole',
} as const

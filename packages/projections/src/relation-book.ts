import { type DomainEvent, dayNumber } from '@daybook/domain'
import { type RelationsDocument, relations } from './documents/relations.ts'
import { defineFold, type FoldView } from './fold.ts'
import type { RecordedEvent } from './kpi.ts'
import type { RelationBook } from './relation-statements.ts'
import { relationsTogether } from './relations-together.ts'
import { walletEstimate } from './wallet.ts'

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
  initial: (accountId) => ({ accountId, contacts: [], estimates: [], scores: [], end: null }),
  evolve: evolveRelations,
  isConcerned: ({ estimates }, { kind, keys }) =>
    kind === 'account' || (kind === 'currency' && estimates.some(({ currency }) => keys.includes(currency))),
  document: relations,
  together: relationsTogether,
})

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

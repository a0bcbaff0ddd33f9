import type { RelationEvent } from '../relation-book.ts'

/** Something said of the relations to an account: as it stands in the event, with where it stands. */
type Said<Type extends RelationEvent['type']> = {
  readonly eventId: string
  readonly position: string
  readonly on: string
  readonly data: Extract<RelationEvent, { type: Type }>['data']
}

/** The relations to accounts with their words, by position. */
export const relations = {
  name: 'relations',
  initial: (accountId: string): RelationsDocument => ({ accountId, contacts: [], roles: [], estimates: [], scores: [] }),
  evolve: (document: RelationsDocument, event: RelationEvent): RelationsDocument => {
    const said = { eventId: event.eventId, position: event.position.toString(), on: event.effectiveOn }
    switch (event.type) {
      case 'ContactAdded':
        return { ...document, contacts: [...document.contacts, { ...said, data: event.data }] }
      case 'ContactRoleSet':
        return { ...document, roles: [...document.roles, { ...said, data: event.data }] }
      case 'WalletEstimated':
        return { ...document, estimates: [...document.estimates, { ...said, data: event.data }] }
      case 'SatisfactionRecorded':
        return { ...document, scores: [...document.scores, { ...said, data: event.data }] }
    }
  },
} as const

/** Contacts, estimates and answers of one account, in the order of recording, so that each day of it can be asked about. */
export type RelationsDocument = {
  readonly accountId: string
  readonly contacts: readonly Said<'ContactAdded'>[]
  readonly roles: readonly Said<'ContactRoleSet'>[]
  readonly estimates: readonly Said<'WalletEstimated'>[]
  readonly scores: readonly Said<'SatisfactionRecorded'>[]
}

import type { Told } from '../deal.ts'
import type { RecordedOpportunityEvent } from '../opportunity-book.ts'

/** The deals with their words, by position. */
export const opportunity = {
  name: 'opportunity',
  initial: (opportunityId: string): OpportunityDocument => ({ opportunityId, told: [] }),
  evolve: (
    document: OpportunityDocument,
    { type, effectiveOn, data, eventId }: RecordedOpportunityEvent,
  ): OpportunityDocument => ({
    ...document,
    told: [...document.told, { type, effectiveOn, data, mark: eventId } as Told<string>], // Sound: type and data of one event
  }),
} as const

/** What was told of a deal, in the order of recording, by event: so that each day of it can be asked about. */
export type OpportunityDocument = { readonly opportunityId: string; readonly told: readonly Told<string>[] }

import { byText, type Day } from '@daybook/domain'
import type { RecordedEvent } from '../kpi.ts'

/** A whole list of prospects from a day on. */
type ListRecord = { readonly on: Day; readonly accountIds: readonly string[]; readonly eventId: string }

/** The list was gone through with the seller. */
type ReviewRecord = { readonly on: string; readonly by: string; readonly eventId: string }

/** The account list of a seller: his targets and leads as they were set, and its reviews, each by day. RM-17. */
export type SellerListDocument = {
  readonly repId: string
  readonly targets: readonly ListRecord[]
  readonly leads: readonly ListRecord[]
  readonly reviews: readonly ReviewRecord[]
}

export type SellerListEvent = Extract<RecordedEvent, { type: 'TargetsSet' | 'LeadsSet' | 'ListReviewed' }>

/** The account lists of sellers. */
export const sellerListDocument = {
  name: 'seller-list',
  initial: (repId: string): SellerListDocument => ({ repId, targets: [], leads: [], reviews: [] }),
  evolve: (document: SellerListDocument, event: SellerListEvent): SellerListDocument => {
    const { effectiveOn: on, eventId } = event
    switch (event.type) {
      case 'TargetsSet':
        return { ...document, targets: byDay([...document.targets, { on, accountIds: event.data.accountIds, eventId }]) }
      case 'LeadsSet':
        return { ...document, leads: byDay([...document.leads, { on, accountIds: event.data.accountIds, eventId }]) }
      case 'ListReviewed':
        return { ...document, reviews: byDay([...document.reviews, { on, by: event.data.by, eventId }]) }
    }
  },
} as const

/** Stable: of several from one day the one recorded last comes last. */
const byDay = <Record extends { readonly on: string }>(records: readonly Record[]): readonly Record[] =>
  records.toSorted((a, b) => byText(a.on, b.on))

import { byText } from '@daybook/domain'
import type { RecordedEvent } from '../kpi.ts'

/** One review of the key accounts, as it was run. M-35. */
export type KeyReviewRecord = {
  readonly reviewId: string
  readonly reviewOn: string
  readonly nClients: number
  readonly k: number
  readonly keyLevel: string
  readonly keyCount: number
  readonly rounding: string
  readonly nextReviewOn: string
  readonly isRolledUp: boolean
  readonly eventId: string
}

/** Who keeps the account lists from a day on. */
export type CustodianRecord = { readonly on: string; readonly custodianId: string }

/** The reviews of the key accounts and who keeps the lists, each by day, then by the order of recording. RM-18. */
export type KeyReviewsDocument = {
  readonly reviews: readonly KeyReviewRecord[]
  readonly custodians: readonly CustodianRecord[]
}

export type KeyReviewsEvent = Extract<RecordedEvent, { type: 'KeyReviewRun' | 'ListCustodianAssigned' }>

/** The key reviews of the organisation. */
export const keyReviewsDocument = {
  name: 'key-reviews',
  initial: (): KeyReviewsDocument => ({ reviews: [], custodians: [] }),
  evolve: (document: KeyReviewsDocument, event: KeyReviewsEvent): KeyReviewsDocument => {
    if (event.type === 'ListCustodianAssigned') {
      const custodian = { on: event.effectiveOn, custodianId: event.data.custodianId }
      return { ...document, custodians: [...document.custodians, custodian].sort((a, b) => byText(a.on, b.on)) }
    }
    const { currency: _, forced: __, rollupToParent = false, ...figures } = event.data
    const review = { ...figures, reviewOn: event.effectiveOn, isRolledUp: rollupToParent, eventId: event.eventId }
    return { ...document, reviews: [...document.reviews, review].sort((a, b) => byText(a.reviewOn, b.reviewOn)) }
  },
} as const

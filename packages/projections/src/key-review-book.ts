import { type KeyReviewsDocument, type KeyReviewsEvent, keyReviewsDocument } from './documents/key-reviews.ts'
import { defineFold } from './fold.ts'

/** The key reviews of the organisation: their figures are words, as what they mean for accounts stands in the accounts' own books. */
export const keyReviewFold = defineFold<null, KeyReviewsEvent, KeyReviewsDocument>({
  name: 'key-reviews',
  reads: ['KeyReviewRun', 'ListCustodianAssigned'],
  idOf: () => 'org',
  initial: () => null,
  evolve: () => null,
  isConcerned: () => false,
  document: keyReviewsDocument,
})

import { activityFold } from './activity-book.ts'
import { demoFold } from './demo-book.ts'
import { dependencyFold } from './dependency-book.ts'
import type { AnyFold } from './fold.ts'
import { forecastFold } from './forecast-book.ts'
import { keyProgramFold } from './key-program-book.ts'
import { keyReviewFold } from './key-review-book.ts'
import type { RecordedEvent } from './kpi.ts'
import { lineageFold } from './lineage-book.ts'
import { opportunityFold } from './opportunity-book.ts'
import { pdpFold } from './pdp-book.ts'
import { planFold } from './plan-book.ts'
import { qbrFold } from './qbr-book.ts'
import { quotaFold } from './quota-book.ts'
import { relationFold } from './relation-book.ts'
import { sellerListFold } from './seller-list-book.ts'
import { touchpointFold } from './touchpoint-book.ts'

/** Every small partition: one line each. One that asks another for its book comes after it. */
export const folds: readonly AnyFold[] = [
  quotaFold,
  qbrFold,
  lineageFold,
  forecastFold,
  opportunityFold,
  pdpFold,
  planFold,
  keyReviewFold,
  sellerListFold,
  relationFold,
  activityFold,
  touchpointFold,
  dependencyFold,
  keyProgramFold,
  demoFold,
]

const byType = new Map<string, readonly AnyFold[]>(
  [...new Set(folds.flatMap(({ reads }) => reads))].map((type) => [type, folds.filter(({ reads }) => reads.includes(type))]),
)

const none: readonly AnyFold[] = []

/** The folds that read an event. */
export const foldsOf = ({ type }: RecordedEvent): readonly AnyFold[] => byType.get(type) ?? none

import { dayNumber } from '@daybook/domain'
import { defineKpi } from '../kpi.ts'
import type { QbrView } from '../qbr-book.ts'
import { unknownRep, unknownRepKpi } from '../unknown-rep.ts'

/** The flags that quarterly reviews raise: 8.6 of the domain specification. */
export const unknownReviewees = defineKpi<QbrView>({
  ...unknownRepKpi,
  name: 'unknown-reviewees',
  title: 'Reviews of unknown reps',
  definition: 'Quarterly reviews of reps who were not hired by the end of the quarter.',
  view: 'owner',
  listed: false,
  fold: 'qbr',
  per: 'whole',
  contributions: ({ book: { ownerId, quarter, opened }, reference }) => {
    const period = quarter === null ? null : reference.calendar.period(quarter)
    if (ownerId === null || opened === null || period === null) return []
    return unknownRep(reference, { repId: ownerId, by: dayNumber(period.until) - 1, ...opened })
  },
})

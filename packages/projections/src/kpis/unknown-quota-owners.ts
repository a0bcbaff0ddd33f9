import { dayNumber } from '@daybook/domain'
import { defineKpi } from '../kpi.ts'
import type { QuotaView } from '../quota-book.ts'
import { unknownRep, unknownRepKpi } from '../unknown-rep.ts'

/** The flags that quotas raise: 8.6 of the domain specification. A quota may be set for somebody who is hired in its period. */
export const unknownQuotaOwners = defineKpi<QuotaView>({
  ...unknownRepKpi,
  name: 'unknown-quota-owners',
  title: 'Quotas of unknown reps',
  definition: 'Quotas of reps who were not hired by the end of their periods.',
  view: 'owner',
  listed: false,
  fold: 'quota',
  per: 'whole',
  contributions: ({ book: { ownerType, ownerId, statements }, reference }) => {
    if (ownerType !== 'rep') return []
    const last = new Map(statements.map((statement) => [statement.data.period, statement]))
    return [...last.values()].flatMap(({ type, data, on, setBy }) => {
      const period = reference.calendar.period(data.period)
      if (type !== 'QuotaSet' || period === null) return []
      return unknownRep(reference, { repId: ownerId, by: dayNumber(period.until) - 1, on, setBy })
    })
  },
})

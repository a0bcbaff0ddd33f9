import { defineKpi } from '../kpi.ts'
import { type QuotaView, quotaKpi, quotaRows } from '../quota-book.ts'

/** M-21 and P-17 of the domain specification. */
export const quota = defineKpi<QuotaView>({
  ...quotaKpi,
  name: 'quota',
  title: 'Quota',
  definition:
    'The amount set for the owner and fiscal month; the latest one wins. A team or organisation without its own adds up its reps.',
  unit: 'money',
  set: { by: 'quota-set', reason: 'no-quota' },
  contributions: (view) => quotaRows(view, ({ amount }) => amount),
})

import { defineKpi } from '../kpi.ts'
import { type QuotaView, quotaKpi, quotaRows } from '../quota-book.ts'

/** Tells a quota of zero from none: P-17 of the domain specification. */
export const quotaSet = defineKpi<QuotaView>({
  ...quotaKpi,
  name: 'quota-set',
  title: 'Quotas set',
  definition: 'Number of owners with a quota in the month.',
  unit: 'flags',
  listed: false,
  contributions: (view) => quotaRows(view, () => 1n),
})

import { defineKpi } from '../kpi.ts'
import { carriedOverRows, type LineageView, lineageKpi } from '../lineage-book.ts'

/** What M-43 of the domain specification is the share of. */
export const commitmentsCarriedOver = defineKpi<LineageView>({
  ...lineageKpi,
  name: 'commitments-carried-over',
  title: 'Commitments carried over',
  definition: 'Missed commitments that were committed again in the quarter after, in the quarter of the miss.',
  contributions: carriedOverRows,
})

import { defineKpi } from '../kpi.ts'
import { type LineageView, lineageKpi, repeatMissRows } from '../lineage-book.ts'

/** M-44 of the domain specification. */
export const repeatMisses = defineKpi<LineageView>({
  ...lineageKpi,
  name: 'repeat-misses',
  title: 'Repeat misses',
  definition:
    'Commitments that were missed in this quarter and in an earlier one, each lineage once; of a year, those of its quarters.',
  contributions: repeatMissRows,
})

export type { AccountView } from './account-book.ts'
export { accountReads } from './account-event.ts'
export { accountOfPartition, accountPartition } from './account-partition.ts'
export type { WorkingSource } from './account-shelf.ts'
export * from './cadence.ts'
export * from './calculation.ts'
export * from './catalogue.ts'
export { type Drawing, kpiChart, type ReportChart, type Span, withDefaults } from './chart.ts'
export { clientsOn, rolledUp } from './clients.ts'
export { dealOn } from './deal.ts'
export { dealRate } from './deal-value.ts'
export * from './documents/account.ts'
export * from './documents/opportunity.ts'
export * from './documents/pdp.ts'
export * from './documents/plan.ts'
export * from './documents/qbr.ts'
export {
  type Catalogue,
  type ChangedVersion,
  catalogueOf,
  changedVersions,
  currentCatalogue,
  currentVersions,
  derivedFrom,
  type Editions,
  editions,
  firstVersions,
  type KpiVersion,
} from './editions.ts'
export * from './exact.ts'
export { foldsOf } from './folds.ts'
export * from './kpi.ts'
export { type LedgerLayout, ledgersOf } from './ledgers.ts'
export { sellerChanges } from './occasions.ts'
export { once } from './once.ts'
export * from './outcome.ts'
export * from './period-selection.ts'
export { createPoster, encodeEvent, type Posted, type Poster, type PosterOptions } from './post.ts'
export * from './reasons.ts'
export * from './reference.ts'
export * from './replay.ts'
export {
  type AnyReport,
  asList,
  type CellsFound,
  type CellsRead,
  type CellValue,
  type ClosedValue,
  type DaySales,
  type HeldFlag,
  type QualityFlag,
  type ReportCell,
  type ReportColumn,
  type ReportContext,
  type ReportRow,
  type ReportRows,
} from './report.ts'
export { isMerged, membersOf, partsOf } from './resolution.ts'
export { rowEntity } from './seats.ts'
export { type SheetAsked, sheetsAsked, type Workbook, type WorkbookSheet, workbookParameters } from './workbook.ts'
export { weeksIn } from './year-comparison.ts'

import type { Scope } from './kpi.ts'
import type { PeriodSelection } from './period-selection.ts'
import type { ReportColumn, ReportRow } from './report.ts'

/** A part of a dashboard: the KPIs that are read together. */
type DashboardSection = { readonly section: string; readonly kpis: readonly string[] }

/** The version of the table below: whoever changes it raises it, and with it that of both dashboards. */
export const dashboardVersion = 1

/**
 * What the dashboards of an account and of a manager show, from what was closed to who is cared for: one line a section. R-G1 of the
 * domain specification. A KPI stands on the page of whoever has cells of it: an organisation has satisfaction, a rep has none.
 */
export const dashboardSections: readonly DashboardSection[] = [
  {
    section: 'sales',
    kpis: ['net-sales', 'gross-margin', 'sales-outlook', 'forecast-accuracy', 'linearity', 'last-third-share'],
  },
  { section: 'wallet', kpis: ['wallet-share', 'wallet-estimate'] },
  { section: 'products', kpis: ['new-product-wins', 'new-to-account-wins', 'new-launch-wins', 'upgrades'] },
  { section: 'accounts', kpis: ['net-new-accounts', 'new-accounts', 'won-back-accounts', 'lost-accounts'] },
  {
    section: 'opportunities',
    kpis: [
      'pipeline',
      'weighted-pipeline',
      'pipeline-concentration',
      'won-value',
      'competitive-wins',
      'competitive-win-rate',
      'lost-opportunities',
      'lost-value',
    ],
  },
  { section: 'programs', kpis: ['key-programs', 'key-program-value'] },
  { section: 'care', kpis: ['demos', 'demo-wins', 'demo-win-rate', 'satisfaction'] },
  { section: 'dependencies', kpis: ['dependencies-open', 'dependencies-overdue', 'dependencies-met', 'days-to-meet'] },
]

/** Whose page a dashboard is: all of one scope at once. The organisation is null. */
export type PagesAsked = {
  readonly scope: Extract<Scope, 'org' | 'team' | 'rep' | 'account'>
  readonly entities: readonly (string | null)[]
  readonly period: PeriodSelection
}

/** One line of the page of an entity. */
export type DashboardLine = { readonly entity: string | null; readonly section: string; readonly row: ReportRow }

/** What every line of a dashboard says, after whose it is. */
export const dashboardColumns: readonly ReportColumn[] = [
  { id: 'period', title: 'Period', type: 'id' },
  { id: 'section', title: 'Section', type: 'id' },
  { id: 'figure', title: 'Figure', type: 'id' },
  { id: 'title', title: 'Title', type: 'text' },
  { id: 'item', title: 'Of it', type: 'id' },
  { id: 'itemName', title: 'Name', type: 'text' },
  { id: 'unit', title: 'Unit', type: 'id' },
  { id: 'value', title: 'Value', type: 'number' },
  { id: 'previous', title: 'Period before', type: 'number' },
  { id: 'change', title: 'Change', type: 'number' },
  { id: 'reason', title: 'Why there is no value', type: 'id' },
  { id: 'stage', title: 'Stage', type: 'id' },
  { id: 'status', title: 'Status', type: 'id' },
  { id: 'evidence', title: 'Evidence', type: 'text' },
]

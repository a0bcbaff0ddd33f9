import { type DashboardLine, dashboardSections, type PagesAsked } from './dashboard-figures.ts'
import { itemLines } from './dashboard-items.ts'
import { figureRows } from './figure-rows.ts'
import { oneByOne } from './one-by-one.ts'
import type { ReportCell, ReportContext, ReportRow } from './report.ts'

/** The pages of some entities, one after the other, each section by section: first its KPIs, then what some of them fall apart into. */
export const dashboardPages = (context: ReportContext, asked: PagesAsked): Promise<readonly DashboardLine[]> => {
  if (asked.entities.length === 0) return Promise.resolve([])
  return figureLines(context, asked).then((figures) =>
    itemLines(context, asked).then((items) => {
      const lines = Map.groupBy([...figures, ...items], ({ entity, section }) => pageKey(entity, section))
      return asked.entities.flatMap((entity) =>
        dashboardSections.flatMap(({ section }) =>
          (lines.get(pageKey(entity, section)) ?? []).map((line) => ({ ...line, row: { ...line.row, section } })),
        ),
      )
    }),
  )
}

const pageKey = (entity: string | null, section: string): string => `${section} ${entity ?? ''}`

/** The lines of the KPIs, section by section: each the value of its cell, and of the one before. */
const figureLines = (context: ReportContext, asked: PagesAsked): Promise<readonly DashboardLine[]> => {
  const figures = dashboardSections.flatMap(({ section, kpis }) =>
    kpis.flatMap((kpi) => {
      const measure = context.measure(kpi)
      return measure?.scopes.includes(asked.scope) === true ? [{ section, measure }] : []
    }),
  )
  return oneByOne(figures, ({ section, measure }) =>
    figureRows(context, measure, asked).then((rows) => rows.map((row) => ({ section, ...row }))),
  ).then((lines) => lines.flat())
}

/** The cell that a line of a page is; lines of single deals, programs and families are no cells of their own. */
export const cellsOfLine = (row: ReportRow, whose: Pick<ReportCell, 'scope' | 'entity'>): readonly ReportCell[] =>
  (row.item ?? null) === null ? [{ kpi: String(row.figure), ...whose, period: String(row.period) }] : []

import type { Day, FiscalCalendar } from '@daybook/domain'
import { z } from 'zod'
import { type Span, withDefaults } from './chart.ts'
import { type AnyReport, parameterNames, periodParameters, repeated } from './report.ts'

/** One sheet of a workbook: a report, what it is asked with besides, and which periods where nobody asks for any. */
export type WorkbookSheet = {
  readonly report: string
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly scope?: string
  readonly span?: Span
}

/** Several reports at one pair of times, as one file with a cover. */
export type Workbook = {
  readonly name: string
  readonly title: string
  readonly definition: string
  readonly version: number
  readonly sheets: readonly WorkbookSheet[]
}

/** A workbook as its file declares it. */
export const defineWorkbook = (workbook: Workbook): Workbook => workbook

/** What the address of every workbook may hold besides the two times. Strict: a parameter that is not there is a misspelt one. */
export const workbookParameters = z.strictObject({
  scope: z.enum(['org', 'team', 'rep']).optional(),
  entity: repeated,
  ...periodParameters,
})

/** A report of a workbook with the parameters it is asked with. */
export type SheetAsked = { readonly report: AnyReport; readonly parameters: Readonly<Record<string, unknown>> }

/**
 * What the sheets of a workbook are asked with: each report takes those of the workbook's parameters that it has, and its sheet's own
 * where the address says nothing. A sheet whose report does not exist does not load.
 */
export const sheetsAsked = (
  { name, sheets }: Workbook,
  asked: Readonly<Record<string, unknown>>,
  at: { readonly asOf: Day; readonly calendar: FiscalCalendar; readonly reports: readonly AnyReport[] },
): readonly SheetAsked[] =>
  sheets.map((sheet) => {
    const report = at.reports.find((one) => one.name === sheet.report)
    if (report === undefined) throw new TypeError(`the workbook ${name} has a sheet of ${sheet.report}, which is no report`)
    const names = parameterNames(report)
    const taken = Object.fromEntries(Object.entries(asked).filter(([parameter]) => names.includes(parameter)))
    return { report, parameters: withDefaults({ ...sheet.parameters, ...taken }, sheet, at) }
  })

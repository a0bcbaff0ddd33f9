import { type AnyReport, reports, type Workbook, workbookParameters } from '@daybook/projections'
import { z } from 'zod'
import { answeredTimes, note } from './shown.ts'

const Column = z.strictObject({
  id: z.string(),
  title: z.string(),
  type: z.enum(['id', 'text', 'date', 'instant', 'integer', 'number', 'ratio', 'money', 'boolean']),
  unit: z.string().optional(),
})

const columns = [
  { id: 'ownerId', title: 'Owner', type: 'id' as const },
  { id: 'actual', title: 'Net sales', type: 'money' as const, unit: 'USD' },
]

/** A report: its columns, and rows keyed by their ids. */
const ReportTable = z
  .strictObject({
    report: z.string(),
    title: z.string(),
    version: z.int(),
    chart: z.string().optional().describe('The chart whose exact data these are'),
    ...answeredTimes,
    note,
    columns: z.array(Column),
    rows: z
      .array(z.record(z.string(), z.unknown()))
      .describe('Money and ratios are decimal strings, counts and days numbers; null is an empty cell'),
    nextCursor: z.string().optional(),
  })
  .meta({
    id: 'ReportTable',
    examples: [
      {
        report: 'sales-vs-quota',
        title: 'Sales against quota',
        version: 1,
        asOf: '2025-04-01',
        knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' },
        watermark: '25',
        columns,
        rows: [{ ownerId: 'R1', actual: '2200.0000' }],
      },
    ],
  })

/** Several reports at one pair of times. */
const ReportWorkbook = z
  .strictObject({
    workbook: z.string(),
    title: z.string(),
    version: z.int(),
    ...answeredTimes,
    sheets: z.array(
      z.strictObject({
        report: z.string(),
        title: z.string(),
        version: z.int(),
        parameters: z.record(z.string(), z.unknown()).describe('What the report was asked with'),
        note,
        columns: z.array(Column),
        rows: z.array(z.record(z.string(), z.unknown())),
      }),
    ),
  })
  .meta({
    id: 'ReportWorkbook',
    examples: [
      {
        workbook: 'business-plan',
        title: 'Business plan',
        version: 1,
        asOf: '2025-04-01',
        knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' },
        watermark: '25',
        sheets: [
          {
            report: 'sales-vs-quota',
            title: 'Sales against quota',
            version: 1,
            parameters: { from: '2025-01', to: '2025-04' },
            columns,
            rows: [{ ownerId: 'R1', actual: '2200.0000' }],
          },
        ],
      },
    ],
  })

/** What the address of a report answers: a table, or for a workbook the tables of its sheets. */
export const ReportAnswerShape = z.union([ReportTable, ReportWorkbook])

const ChartEntry = z.strictObject({
  name: z.string(),
  title: z.string(),
  kind: z.string().describe('How it is drawn'),
  columns: z.array(Column).describe('Its exact data'),
  href: z.string(),
})

const ReportEntry = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    version: z.int(),
    view: z.enum(['credit', 'book', 'owner']),
    parameters: z
      .array(z.strictObject({ name: z.string(), schema: z.record(z.string(), z.unknown()) }))
      .describe('Besides the two times'),
    columns: z.array(Column),
    charts: z.array(ChartEntry),
    href: z.string(),
  })
  .meta({
    id: 'ReportEntry',
    examples: [
      {
        name: 'sales-vs-quota',
        title: 'Sales against quota',
        description: 'Net sales against quota, in the period and in the year to date.',
        version: 1,
        view: 'credit',
        parameters: [{ name: 'period', schema: { type: 'array', items: { type: 'string' } } }],
        columns,
        charts: [
          {
            name: 'monthly',
            title: 'Net sales against quota',
            kind: 'course',
            columns,
            href: '/v1/reports/sales-vs-quota.svg?chart=monthly',
          },
        ],
        href: '/v1/reports/sales-vs-quota',
      },
    ],
  })

const Parameter = z.strictObject({ name: z.string(), schema: z.record(z.string(), z.unknown()) })

const WorkbookEntry = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  version: z.int(),
  parameters: z.array(Parameter).describe('Besides the two times; each report takes those that it has'),
  sheets: z.array(z.string()).describe('The reports in it'),
  href: z.string(),
})

const exampleWorkbook = {
  name: 'business-plan',
  title: 'Business plan',
  description: 'Sales against quota, buying accounts, overdue buyers and losses, all at one pair of times.',
  version: 1,
  parameters: [],
  sheets: ['sales-vs-quota', 'monthly-buying-accounts'],
  href: '/v1/reports/business-plan.xlsx',
}

/** The reports of the release, and the workbooks of several of them. */
export const ReportList = z
  .strictObject({ items: z.array(ReportEntry), workbooks: z.array(WorkbookEntry), nextCursor: z.string().optional() })
  .meta({ id: 'ReportList', examples: [{ items: ReportEntry.meta()?.examples ?? [], workbooks: [exampleWorkbook] }] })

/** The parameters that a report takes of its own, by name. */
export const parameterShape = ({ parameters }: AnyReport): Readonly<Record<string, z.ZodType>> =>
  'shape' in parameters ? (parameters.shape as Readonly<Record<string, z.ZodType>>) : {} // Sound: a zod object has its shape

/** Every parameter that some report takes, with the reports that do: for the document, since one address stands for all reports. */
export const parametersOfReports = (): Readonly<Record<string, z.ZodType>> => {
  const takers = new Map<string, { readonly schema: z.ZodType; readonly names: string[] }>()
  for (const report of reports)
    for (const [name, schema] of Object.entries(parameterShape(report))) {
      const taken = takers.get(name) ?? { schema, names: [] }
      taken.names.push(report.name)
      takers.set(name, taken)
    }
  const told = [...takers].map(([name, { schema, names }]) => [name, schema.optional().describe(`Of ${names.join(', ')}`)])
  return Object.fromEntries(told)
}

/** A report as the list shows it; its parameters as JSON Schema. */
export const reportEntry = (report: AnyReport): z.infer<typeof ReportEntry> => ({
  name: report.name,
  title: report.title,
  description: report.definition,
  version: report.version,
  view: report.view,
  parameters: parametersShown(report.parameters),
  columns: [...report.columns],
  charts: (report.charts ?? []).map(({ name, title, drawing, columns: data }) => ({
    name,
    title,
    kind: drawing.kind,
    columns: [...data],
    href: `/v1/reports/${report.name}.svg?chart=${name}`,
  })),
  href: `/v1/reports/${report.name}`,
})

/** A workbook as the list shows it. */
export const workbookEntry = ({ name, title, definition, version, sheets }: Workbook): z.infer<typeof WorkbookEntry> => ({
  name,
  title,
  description: definition,
  version,
  parameters: parametersShown(workbookParameters),
  sheets: sheets.map(({ report }) => report),
  href: `/v1/reports/${name}.xlsx`,
})

const parametersShown = (parameters: z.ZodType): z.infer<typeof Parameter>[] => {
  const { properties = {} } = z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, schema]) => ({ name, schema: { ...(schema as object) } })) // Sound: a property has a schema
}

import { type AnyReport, reports } from '@daybook/projections'
import { z } from 'zod'
import { answeredTimes } from './shown.ts'

const Column = z.strictObject({
  id: z.string(),
  title: z.string(),
  type: z.enum(['id', 'text', 'date', 'instant', 'integer', 'number', 'ratio', 'money']),
  unit: z.string().optional(),
})

const columns = [
  { id: 'ownerId', title: 'Owner', type: 'id' as const },
  { id: 'actual', title: 'Net sales', type: 'money' as const, unit: 'USD' },
]

/** A report: its columns, and rows keyed by their ids. */
export const ReportTable = z
  .strictObject({
    report: z.string(),
    title: z.string(),
    version: z.int(),
    ...answeredTimes,
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
        href: '/v1/reports/sales-vs-quota',
      },
    ],
  })

/** The reports of the release. */
export const ReportList = z.strictObject({ items: z.array(ReportEntry), nextCursor: z.string().optional() }).meta({
  id: 'ReportList',
  examples: [{ items: ReportEntry.meta()?.examples ?? [] }],
})

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
export const reportEntry = (report: AnyReport): z.infer<typeof ReportEntry> => {
  const { properties = {} } = z.toJSONSchema(report.parameters, { io: 'input', unrepresentable: 'any' })
  return {
    name: report.name,
    title: report.title,
    description: report.definition,
    version: report.version,
    view: report.view,
    parameters: Object.entries(properties).map(([name, schema]) => ({ name, schema: { ...(schema as object) } })), // Sound: a property has a schema
    columns: [...report.columns],
    href: `/v1/reports/${report.name}`,
  }
}

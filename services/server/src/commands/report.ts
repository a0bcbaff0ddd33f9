import type { Command } from 'commander'
import { z } from 'zod'
import { difference, figure } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print, usageError } from '../invocation.ts'
import { files, formatOf, writeOut } from '../output.ts'
import { ask, succeeded } from '../problem.ts'
import { noteTimes, queryOf, repeated, Times, withSelectors } from '../selectors.ts'
import { type Column, table } from '../terminal.ts'

const ReportColumn = z.looseObject({ id: z.string(), title: z.string(), type: z.string(), unit: z.string().optional() })
const Report = z.looseObject({
  ...Times.shape,
  report: z.string(),
  note: z.string().optional(),
  columns: z.array(ReportColumn),
  rows: z.array(z.record(z.string(), z.unknown())),
})
const Named = z.looseObject({ name: z.string(), title: z.string(), description: z.string().optional() })
const Reports = z.looseObject({ items: z.array(Named), workbooks: z.array(Named).default([]) })
const Workbook = z.looseObject({
  ...Times.shape,
  workbook: z.string(),
  sheets: z.array(Report.pick({ columns: true, rows: true, note: true }).extend({ report: z.string(), title: z.string() })),
})

/** `daybook report NAME …`: a table, on the terminal or as a file; without a name, the list of reports. */
export const registerReport = (program: Command, host: Host, open: OpenBook): void => {
  withSelectors(program.command('report'))
    .description('Print a report; without a name, list the reports')
    .argument('[name]', 'the report, such as sales-vs-quota')
    .option('--param <name=value>', 'a parameter of the report, such as top=100; may be repeated', repeated)
    .option('--chart <name>', 'the exact data of a chart of the report; with --format svg the chart itself')
    .option('--format <format>', `table, json, ${files.join(', ')}`, 'table')
    .option('--locale <tag>', 'with --format csv: as spreadsheets of that language read it, such as de')
    .option('--out <file>', 'write the file there instead of printing it; the format is that of its name')
    .action(
      asAction(host, (invocation) => (invocation.given[0] === undefined ? list(invocation, open) : report(invocation, open))),
    )
}

const list = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const reports = await ask(client, Reports, { path: '/v1/reports' })
  print(invocation, reports, () =>
    table(
      invocation.terminal,
      [{ title: 'report' }, { title: 'what it shows' }],
      [...reports.items, ...reports.workbooks].map(({ name, title, description }) => [name, description ?? title]),
    ),
  )
}

const Own = z.object({
  param: z.array(z.string()).default([]),
  format: z.string(),
  scope: z.string(),
  chart: z.string().optional(),
  locale: z.string().optional(),
  out: z.string().optional(),
})

const report = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const { param, chart, locale, out, ...own } = Own.parse(invocation.own)
  const format = formatOf({ format: own.format, out })
  await using client = await open(invocation, 'read')
  const path = `/v1/reports/${encodeURIComponent(invocation.given[0] ?? '')}`
  const query = queryOf(withoutDefaultScope(invocation), { ...parameters(param), chart, locale })
  if (files.includes(format)) {
    const answer = await succeeded(await client.request(`${path}.${format}${query}`))
    return writeOut(invocation, answer, { out, isBinary: format === 'xlsx' })
  }
  const answer = await ask(client, z.looseObject(Times.shape), { path: `${path}${query}` })
  const asked = format === 'json' ? { ...invocation, options: { ...invocation.options, json: true } } : invocation
  print(asked, answer, () =>
    'sheets' in answer ? drawSheets(invocation, Workbook.parse(answer)) : draw(invocation, Report.parse(answer)),
  )
  noteTimes(invocation, answer, { address: client.address, path: `${path}${query}` })
}

/** Reports have defaults of their own: a scope goes along only when it was typed. */
const withoutDefaultScope = (invocation: Invocation): Invocation => {
  const { scope, ...own } = invocation.own
  return scope === 'org' ? { ...invocation, own } : invocation
}

const parameters = (given: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    given.map((one) => {
      const [name = '', ...value] = one.split('=')
      if (name === '' || value.length === 0) throw usageError(`--param must be name=value (it is "${one}")`)
      return [name, value.join('=')]
    }),
  )

const drawSheets = (invocation: Invocation, { sheets }: z.infer<typeof Workbook>): string =>
  sheets.map((sheet) => `${sheet.title}\n${draw(invocation, sheet)}`).join('\n\n')

type Drawn = Pick<z.infer<typeof Report>, 'columns' | 'rows' | 'note'>

const draw = ({ terminal }: Invocation, { columns, rows, note }: Drawn): string => {
  if (rows.length === 0) return note ?? 'No rows.'
  const shown = columns.filter(({ id }) => rows.some((row) => row[id] !== null && row[id] !== undefined))
  return table(
    terminal,
    shown.map(({ title, type }): Column => ({ title, align: isNumeric(type) ? 'right' : 'left' })),
    rows.map((row) => shown.map((column) => cellOf(row, column))),
  )
}

/** Columns that hold how far two figures of their row lie apart. */
const differences: ReadonlySet<string> = new Set(['change', 'gap'])

/** A plain number stands in the unit that its row names, where it names one. */
const cellOf = (row: Drawn['rows'][number], { id, unit, type }: Drawn['columns'][number]): string => {
  const [value, own] = [row[id], row.unit]
  if (
    type === 'number' &&
    unit === undefined &&
    typeof own === 'string' &&
    (typeof value === 'string' || typeof value === 'number')
  )
    return differences.has(id) ? difference(value, own) : figure(value, own)
  return cell(value, unit ?? type)
}

const isNumeric = (type: string): boolean => ['money', 'integer', 'count', 'ratio', 'number', 'days'].includes(type)

const cell = (value: unknown, unit: string): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return figure(value, unit)
  if (Array.isArray(value)) return value.map((one) => cell(one, unit)).join(', ')
  return typeof value === 'object'
    ? Object.values(value)
        .map((one) => cell(one, unit))
        .join(' ')
    : String(value)
}

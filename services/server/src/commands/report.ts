import type { Command } from 'commander'
import { z } from 'zod'
import { figure } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print, usageError } from '../invocation.ts'
import { ask, succeeded } from '../problem.ts'
import { noteTimes, queryOf, repeated, Times, withSelectors } from '../selectors.ts'
import { type Column, table } from '../terminal.ts'

const ReportColumn = z.looseObject({ id: z.string(), title: z.string(), type: z.string(), unit: z.string().optional() })
const Report = z.looseObject({
  ...Times.shape,
  report: z.string(),
  columns: z.array(ReportColumn),
  rows: z.array(z.record(z.string(), z.unknown())),
})
const Reports = z.looseObject({
  items: z.array(z.looseObject({ name: z.string(), title: z.string(), description: z.string().optional() })),
})

/** `daybook report NAME …`: a table, on the terminal or as a file; without a name, the list of reports. */
export const registerReport = (program: Command, host: Host, open: OpenBook): void => {
  withSelectors(program.command('report'))
    .description('Print a report; without a name, list the reports')
    .argument('[name]', 'the report, such as sales-vs-quota')
    .option('--param <name=value>', 'a parameter of the report, such as top=100; may be repeated', repeated)
    .option('--format <format>', 'table, json or csv', 'table')
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
      reports.items.map(({ name, title, description }) => [name, description ?? title]),
    ),
  )
}

const Own = z.object({ param: z.array(z.string()).default([]), format: z.string(), scope: z.string() })

const report = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const { param, format } = Own.parse(invocation.own)
  if (!['table', 'json', 'csv'].includes(format)) throw usageError('--format must be table, json or csv')
  await using client = await open(invocation, 'read')
  const path = `/v1/reports/${encodeURIComponent(invocation.given[0] ?? '')}`
  const query = queryOf(withoutDefaultScope(invocation), parameters(param))
  if (format === 'csv') {
    const answer = await succeeded(await client.request(`${path}.csv${query}`))
    for await (const chunk of answer.body) invocation.host.stdout.write(chunk as unknown as string) // Sound: streams take bytes too
    return
  }
  const answer = await ask(client, Report, { path: `${path}${query}` })
  const asked = format === 'json' ? { ...invocation, options: { ...invocation.options, json: true } } : invocation
  print(asked, answer, () => draw(invocation, answer))
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

const draw = ({ terminal }: Invocation, { columns, rows }: z.infer<typeof Report>): string => {
  if (rows.length === 0) return 'No rows.'
  const shown = columns.filter(({ id }) => rows.some((row) => row[id] !== null && row[id] !== undefined))
  return table(
    terminal,
    shown.map(({ title, type }): Column => ({ title, align: isNumeric(type) ? 'right' : 'left' })),
    rows.map((row) => shown.map(({ id, unit, type }) => cell(row[id], unit ?? type))),
  )
}

const isNumeric = (type: string): boolean => ['money', 'integer', 'count', 'ratio', 'number', 'days'].includes(type)

const cell = (value: unknown, unit: string): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return figure(value, unit)
  return Array.isArray(value) ? value.map((one) => cell(one, unit)).join(', ') : JSON.stringify(value)
}

import type { Command } from 'commander'
import { z } from 'zod'
import { figure } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print } from '../invocation.ts'
import { files, formatOf, writeOut } from '../output.ts'
import { ask, succeeded } from '../problem.ts'
import { noteTimes, queryOf, Times, withSelectors } from '../selectors.ts'
import { table } from '../terminal.ts'
import { watchCell } from '../watch-cell.ts'

const Row = z.looseObject({
  entity: z.string().nullable(),
  name: z.string().nullish(),
  period: z.string().nullable(),
  value: z.union([z.string(), z.number(), z.null()]),
  reason: z.string().optional(),
})
const Values = z.looseObject({
  ...Times.shape,
  kpi: z.string(),
  unit: z.string(),
  scope: z.string(),
  note: z.string().optional(),
  rows: z.array(Row),
})
const Catalogue = z.looseObject({
  items: z.array(z.looseObject({ name: z.string(), title: z.string(), unit: z.string(), definition: z.string() })),
  nextCursor: z.string().optional(),
})

/** `daybook kpi NAME …`: values; without a name, the catalogue. */
export const registerKpi = (program: Command, host: Host, open: OpenBook): void => {
  withSelectors(program.command('kpi'))
    .description('Print the values of a KPI; without a name, list the KPIs')
    .argument('[name]', 'the KPI, such as net-sales')
    .option('--format <format>', `table, json, ${files.join(', ')}`, 'table')
    .option('--locale <tag>', 'with --format csv: as spreadsheets of that language read it, such as de')
    .option('--out <file>', 'write the file there instead of printing it; the format is that of its name')
    .option('--watch', 'go on and print the cell whenever its value changes, until Ctrl-C')
    .action(
      asAction(host, (invocation) => (invocation.given[0] === undefined ? list(invocation, open) : values(invocation, open))),
    )
}

const list = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const items: z.infer<typeof Catalogue>['items'] = []
  let cursor: string | undefined
  do {
    const page = await ask(client, Catalogue, {
      path: `/v1/kpis?${new URLSearchParams({ limit: '1000', ...(cursor && { cursor }) })}`,
    })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  const catalogue = { items }
  print(invocation, catalogue, () =>
    table(
      invocation.terminal,
      [{ title: 'kpi' }, { title: 'unit' }, { title: 'what it is' }],
      catalogue.items.map(({ name, unit, definition }) => [name, unit, definition]),
    ),
  )
}

const Own = z.object({ format: z.string(), locale: z.string().optional(), out: z.string().optional() })

const values = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const { locale, out, ...own } = Own.parse(invocation.own)
  const format = formatOf({ format: own.format, out })
  await using client = await open(invocation, 'read')
  const [name = ''] = invocation.given
  if (invocation.own.watch === true) return watchCell(invocation, client, name)
  const [address, query] = [`/v1/kpis/${encodeURIComponent(name)}`, queryOf(invocation, { locale })]
  if (files.includes(format)) {
    const file = await succeeded(await client.request(`${address}.${format}${query}`))
    return writeOut(invocation, file, { out, isBinary: format === 'xlsx' })
  }
  const path = `${address}${query}`
  const answer = await ask(client, Values, { path })
  const asked = format === 'json' ? { ...invocation, options: { ...invocation.options, json: true } } : invocation
  print(asked, answer, () => draw(invocation, answer))
  if (answer.note !== undefined && answer.rows.length > 0) invocation.terminal.note(answer.note)
  noteTimes(invocation, answer, { address: client.address, path })
}

const draw = ({ terminal }: Invocation, { scope, kpi, unit, asOf, rows, note }: z.infer<typeof Values>): string =>
  rows.length === 0
    ? (note ?? 'No rows.')
    : table(
        terminal,
        [{ title: scope }, { title: 'period' }, { title: `${kpi} (${unit})`, align: 'right' }],
        rows.map(({ entity, period, value, reason }) => [entity ?? 'all', period ?? asOf, figure(value, unit, reason)]),
      )

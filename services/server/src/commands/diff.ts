import type { Command } from 'commander'
import { z } from 'zod'
import { EntryLine, entryTable, Shown, signed } from '../entries.ts'
import { difference as differenceText, figure } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print, usageError } from '../invocation.ts'
import { ask } from '../problem.ts'
import { queryOf, withSelectors } from '../selectors.ts'
import { type Column, table } from '../terminal.ts'

/** What `diff` answers, as far as it is shown. */
export const DiffAnswer = z.looseObject({
  kpi: z.string(),
  unit: z.string(),
  from: z.looseObject({ value: Shown, reason: z.string().optional() }),
  to: z.looseObject({ value: Shown, reason: z.string().optional() }),
  difference: Shown,
  byReason: z.record(z.string(), Shown).optional(),
  entries: z.array(EntryLine),
  nextCursor: z.string().nullish(),
})

/** What `diff` answers where nobody is named: every cell that differs. */
const Differences = z.looseObject({
  unit: z.string(),
  rows: z.array(z.looseObject({ entity: z.string().nullable(), period: z.string(), from: Shown, to: Shown, difference: Shown })),
  rowsTotal: z.number(),
  nextCursor: z.string().nullish(),
})

/** `daybook diff NAME …`: what lies between a value at two times. */
export const registerDiff = (program: Command, host: Host, open: OpenBook): void => {
  withSelectors(program.command('diff'))
    .description('Print what lies between a value at two moments of knowledge, or on two business days')
    .argument('<name>', 'the KPI, such as net-sales')
    .option('--from-known-at <instant>', 'what was known first: an instant, position:N or close:2025-02')
    .option('--to-known-at <instant>', 'what was known later (default: now)')
    .option('--from-as-of <day>', 'the earlier business day')
    .option('--to-as-of <day>', 'the later business day')
    .option('--limit <entries>', 'how many entries to print (1 to 1000)', '100')
    .action(asAction(host, (invocation) => diff(invocation, open)))
}

const Own = z.object({
  fromKnownAt: z.string().optional(),
  toKnownAt: z.string().optional(),
  fromAsOf: z.string().optional(),
  toAsOf: z.string().optional(),
  limit: z.string(),
})

const diff = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const own = Own.parse(invocation.own)
  if (own.fromKnownAt === undefined && own.fromAsOf === undefined)
    throw usageError('say from when: --from-known-at or --from-as-of')
  await using client = await open(invocation, 'read')
  const path = `/v1/kpis/${encodeURIComponent(invocation.given[0] ?? '')}/diff${queryOf(invocation, own)}`
  const answer = await ask(client, z.union([DiffAnswer, Differences]), { path })
  print(invocation, answer, () => (isListing(answer) ? drawCells(invocation, answer) : draw(invocation, answer)))
  if (answer.nextCursor) invocation.terminal.note(`there are more ${isListing(answer) ? 'cells' : 'entries'}: raise --limit`)
}

type Listing = z.infer<typeof Differences>

const isListing = (answer: Listing | z.infer<typeof DiffAnswer>): answer is Listing => 'rows' in answer

const drawCells = ({ terminal, own }: Invocation, { unit, rows, rowsTotal }: Listing): string => {
  if (rowsTotal === 0) return 'Nothing differs.'
  const columns: readonly Column[] = [
    { title: String(own.scope) },
    { title: 'period' },
    { title: 'from', align: 'right' },
    { title: 'to', align: 'right' },
    { title: 'difference', align: 'right' },
  ]
  const cells = rows.map(({ entity, period, from, to, difference }) => [
    entity ?? 'all',
    period,
    figure(from, unit),
    figure(to, unit),
    signed(differenceText(difference, unit)),
  ])
  return table(terminal, columns, cells)
}

const draw = (
  { terminal }: Invocation,
  { unit, from, to, difference, byReason = {}, entries }: z.infer<typeof DiffAnswer>,
): string => {
  const reasons = Object.entries(byReason).map(([reason, sum]) => `${reason} ${signed(differenceText(sum, unit))}`)
  return [
    `${figure(from.value, unit, from.reason)}  →  ${figure(to.value, unit, to.reason)}   difference ${signed(differenceText(difference, unit))}`,
    ...(reasons.length > 0 ? [`by reason: ${reasons.join('  ·  ')}`] : []),
    ...(entries.length > 0 ? ['', entryTable(terminal, entries, unit)] : []),
  ].join('\n')
}

import type { Command } from 'commander'
import { z } from 'zod'
import { EntryLine, entryTable, FormulaText, formulaSentence, isCalculation, Shown } from '../entries.ts'
import { difference, figure } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print } from '../invocation.ts'
import { ask } from '../problem.ts'
import { noteTimes, queryOf, Times, withCell } from '../selectors.ts'
import { styled } from '../terminal.ts'

const Close = z.looseObject({ asClosed: Shown, current: Shown, adjustment: Shown })

/** What `explain` answers, as far as it is shown. */
export const Explanation = z.looseObject({
  ...Times.shape,
  kpi: z.string(),
  unit: z.string(),
  scope: z.string(),
  entity: z.string().nullable(),
  period: z.string().nullable(),
  value: Shown,
  reason: z.string().optional(),
  formula: FormulaText.nullish(),
  byReason: z.record(z.string(), Shown).optional(),
  entries: z.array(EntryLine).optional(),
  entriesTotal: z.number().optional(),
  nextCursor: z.string().nullish(),
  close: Close.nullish(),
  policies: z.array(z.looseObject({ policyId: z.string(), value: z.unknown() })).optional(),
})
export type Explanation = z.infer<typeof Explanation>

/** `daybook explain NAME …`: what a value is made of, down to the events. */
export const registerExplain = (program: Command, host: Host, open: OpenBook): void => {
  withCell(program.command('explain'))
    .description('Print what a value is made of: its formula, its entries and the events behind them')
    .argument('<name>', 'the KPI, such as net-sales')
    .option('--limit <entries>', 'how many entries to print (1 to 1000)', '100')
    .option('--basis <which>', 'all: also list entries that cancel each other out')
    .action(asAction(host, (invocation) => explain(invocation, open)))
}

const explain = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  await using client = await open(invocation, 'read')
  const { limit, basis } = z.object({ limit: z.string(), basis: z.string().optional() }).parse(invocation.own)
  const query = queryOf(invocation, { limit, basis })
  const path = `/v1/kpis/${encodeURIComponent(invocation.given[0] ?? '')}`
  const answer = await ask(client, Explanation, { path: `${path}/explain${query}` })
  print(invocation, answer, () => drawExplanation(invocation, answer))
  for (const hint of inputHints(answer, invocation.own)) invocation.terminal.note(hint)
  if (answer.nextCursor) invocation.terminal.note(`${answer.entriesTotal ?? 'more'} entries in all; more with --limit`)
  noteTimes(invocation, answer, { address: client.address, path: `${path}/explain${query}` })
}

/** How to ask on about the inputs of a formula, at the same two times. */
const inputHints = ({ formula, scope, entity }: Explanation, own: Invocation['own']): readonly string[] => {
  if (!formula) return []
  if (isCalculation(formula))
    return formula.operands.slice(0, hintsMax).map(({ explain }) => `go on with: ${commandFor(explain)}`)
  const inputs = [formula.left, formula.right].filter((input) => input !== undefined)
  const who = entity === null ? '' : ` --entity ${entity}`
  const times = `${typed('--as-of', own.asOf)}${typed('--known-at', own.knownAt)}`
  return inputs.map(({ kpi, period }) => `go on with: daybook explain ${kpi} --scope ${scope}${who} --period ${period}${times}`)
}

/** A calculation may have an operand for each month of two years: the first ones show the way. */
const hintsMax = 3

/** The command that asks what an address of the interface asks. */
const commandFor = (address: string): string => {
  const { pathname, searchParams } = new URL(address, 'http://localhost')
  const options = [...searchParams].map(([name, value]) => ` --${optionOf(name)} ${value}`)
  return `daybook explain ${pathname.split('/').at(-2)}${options.join('')}`
}

const optionOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const typed = (option: string, value: unknown): string => (typeof value === 'string' ? ` ${option} ${value}` : '')

/** An explanation as a page of text. */
export const drawExplanation = ({ terminal }: Pick<Invocation, 'terminal'>, answer: Explanation): string => {
  const cell = [answer.scope, answer.entity, answer.period].filter((part) => part !== null).join(' ')
  const value = figure(answer.value, answer.unit, answer.reason)
  const entries = answer.entries ?? []
  return [
    styled(terminal, 'bold', `${answer.kpi}, ${cell}: ${value}${answer.value === null ? '' : unitAfter(answer.unit)}`),
    ...(answer.formula ? [formulaSentence(answer.formula, answer.unit)] : []),
    ...reasonLine(answer),
    ...(answer.close ? [closeLine(answer.close, answer.unit)] : []),
    ...(entries.length > 0 ? ['', entryTable(terminal, entries, answer.unit)] : []),
  ]
    .filter((line) => line !== null)
    .join('\n')
}

const unitAfter = (unit: string): string => (unit === 'ratio' || unit === 'share' ? '' : ` ${unit}`)

const reasonLine = ({ byReason = {}, unit }: Explanation): readonly string[] => {
  const parts = Object.entries(byReason).map(([reason, sum]) => `${reason} ${figure(sum, unit)}`)
  return parts.length === 0 ? [] : [`by reason: ${parts.join('  ·  ')}`]
}

const closeLine = ({ asClosed, current, adjustment }: z.infer<typeof Close>, unit: string): string =>
  `as closed ${figure(asClosed, unit)}, now ${figure(current, unit)}${adjustment === null ? '' : `: adjustment ${difference(adjustment, unit)}`}`

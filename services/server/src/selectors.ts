import type { Command } from 'commander'
import { z } from 'zod'
import type { Invocation } from './invocation.ts'

/** Collects an option that may be given several times. */
export const repeated = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** Adds the two times of a question. */
export const withTimes = (command: Command): Command =>
  command
    .option('--as-of <day>', 'what had happened by this business day (default: today)')
    .option('--known-at <instant>', 'what was known at this instant, or at position:N (default: now)')

const scopes = 'org, team, rep, account, industry, territory or family'
const periods = '2025-02, 2025-Q1, FY2025, 2025-03:ytd or 2025-03:r12'

/** Adds the selectors of one cell. */
export const withCell = (command: Command): Command =>
  withTimes(
    command
      .option('--scope <scope>', scopes, 'org')
      .option('--entity <id>', 'whom it is about; needed below the organisation')
      .option('--period <period>', periods),
  )

/** Adds the selectors of any number of cells: the same names as in the interface's queries. */
export const withSelectors = (command: Command): Command =>
  withTimes(
    command
      .option('--scope <scope>', scopes, 'org')
      .option('--entity <id>', 'whom it is about; may be repeated (default: all)', repeated)
      .option('--period <period>', `${periods}; may be repeated`, repeated)
      .option('--from <period>', 'the first period of a range')
      .option('--to <period>', 'the last period of a range'),
  )

const Selectors = z.object({
  scope: z.string().optional(),
  entity: z.union([z.string(), z.array(z.string())]).optional(),
  period: z.union([z.string(), z.array(z.string())]).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  asOf: z.string().optional(),
  knownAt: z.string().optional(),
})

/** The query of an invocation's selectors. `more` holds parameters of the command itself. */
export const queryOf = ({ own }: Invocation, more: Readonly<Record<string, string | undefined>> = {}): string => {
  const { entity = [], period = [], ...single } = Selectors.parse(own)
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...single, ...more })) if (value !== undefined) query.append(name, value)
  for (const one of [entity].flat()) query.append('entity', one)
  for (const one of [period].flat()) query.append('period', one)
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** The two times of an answer, resolved. */
export const Times = z.object({
  asOf: z.string(),
  knownAt: z.object({ position: z.string().nullable(), recordedAt: z.string().nullable() }),
})

/** Tells, beside the data, which times the answer is about, and on request where a browser finds it. */
export const noteTimes = (
  { terminal, options }: Invocation,
  { asOf, knownAt }: z.infer<typeof Times>,
  page: { readonly address: string | null; readonly path: string },
): void => {
  const known = knownAt.position === null ? 'before the first event' : `at position ${knownAt.position} (${knownAt.recordedAt})`
  terminal.note(`as of ${asOf}, known ${known}`)
  if (!options.link) return
  terminal.note(
    page.address === null ? 'no page: no server is running; start one with daybook serve' : `${page.address}${page.path}`,
  )
}

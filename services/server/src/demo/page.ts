import { drawExplanation } from '../commands/explain.ts'
import type { ImportAnswer } from '../commands/import.ts'
import { type EntryLine, minute, signed } from '../entries.ts'
import { figure, grouped } from '../figures.ts'
import { type Column, styled, type Terminal, table } from '../terminal.ts'
import { company } from './cast.ts'
import type { KpiLine, Moment, Tour } from './tour.ts'

/** What is shown beside the figures: how the book came here and where it is served. */
export type Shown = {
  readonly events: number
  readonly loaded: ImportAnswer | null
  readonly address: string
  readonly folder: string
}

type Page = Shown & { readonly tour: Tour }

/** The demonstration as a page of text. */
export const drawPage = (terminal: Terminal, page: Page): string => {
  const { tour, address, folder } = page
  const { kpi, scope, entity, period } = tour.explanation
  const cell = `${kpi} --scope ${scope} --entity ${entity} --period ${period}`
  return [
    '',
    ...opening(terminal, page),
    '',
    heading(terminal, `Sales against quota, 2025 to date (as of ${tour.asOf})`),
    kpiTable(terminal, tour.kpis),
    styled(terminal, 'dim', 'avg order: gross sales by orders; buying: ordered in December; active, overdue: on the day'),
    '',
    heading(terminal, 'One figure, three moments: net sales of February 2025, whole organisation'),
    momentTable(terminal, tour.moments),
    '',
    heading(terminal, `Why: account ${entity}, whose February was put right after it had been closed`),
    drawExplanation({ terminal }, { ...tour.explanation, entries: [] }),
    '',
    entryList(terminal, tour),
    '',
    heading(terminal, 'Look around'),
    ...Object.entries(tour.links).map(([name, path]) => `  ${name.padEnd(12)}${styled(terminal, 'cyan', `${address}${path}`)}`),
    '',
    '  Or ask from another terminal, beside this server:',
    `    export DAYBOOK_DATA_DIR=${folder}`,
    `    npx -y pnpm@12 daybook verify ${cell}`,
    `    npx -y pnpm@12 daybook report lost-accounts --as-of ${tour.asOf}`,
    '    npx -y pnpm@12 daybook quarantine list',
    '',
  ].join('\n')
}

const heading = (terminal: Terminal, text: string): string => styled(terminal, 'bold', text)

const opening = (terminal: Terminal, { events, loaded }: Page): readonly string[] => [
  heading(terminal, `Daybook: the sample book of ${company}, January 2024 to December 2025`),
  `${grouped(String(events))} events, invented from a fixed seed: the same figures on every machine.`,
  ...(loaded === null
    ? ['They were there already; nothing was loaded.']
    : [`Recorded through the ordinary intake: ${counts(loaded)}.`]),
  ...(loaded !== null && loaded.summary.quarantined > 0
    ? ['Of these, what waited for another event came in with it; the rest waits for somebody: daybook quarantine list']
    : []),
]

const counts = ({ summary }: ImportAnswer): string =>
  Object.entries(summary)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${grouped(String(count))} ${status}`)
    .join(', ')

type Figure = { readonly kpi: string; readonly title: string; readonly unit: string; readonly wide?: true }

const figures: readonly Figure[] = [
  { kpi: 'net-sales', title: 'net sales', unit: 'whole' },
  { kpi: 'quota', title: 'quota', unit: 'whole' },
  { kpi: 'quota-attainment', title: 'attained', unit: 'ratio' },
  { kpi: 'orders', title: 'orders', unit: 'orders', wide: true },
  { kpi: 'average-order-size', title: 'avg order', unit: 'whole', wide: true },
  { kpi: 'buying-accounts', title: 'buying', unit: 'accounts' },
  { kpi: 'active-accounts', title: 'active', unit: 'accounts' },
  { kpi: 'overdue-buyers', title: 'overdue', unit: 'accounts' },
]

/** From this many columns on all figures fit. */
const wideColumns = 96

const kpiTable = (terminal: Terminal, lines: readonly KpiLine[]): string => {
  const shown = figures.filter(({ wide }) => !wide || terminal.columns >= wideColumns)
  const columns: readonly Column[] = [{ title: 'rep' }, ...shown.map(({ title }): Column => ({ title, align: 'right' }))]
  const rows = lines.map(({ name, values }) => [name, ...shown.map(({ kpi, unit }) => cellOf(values[kpi], unit))])
  return table(terminal, columns, rows)
}

const cellOf = (value: KpiLine['values'][string] | undefined, unit: string): string => {
  if (value === undefined) return '–'
  return unit === 'whole' && typeof value.value === 'string' ? wholeUnits(value.value) : figure(value.value, unit, value.reason)
}

/** Money without its cents, for tables that are to be overlooked. */
const wholeUnits = (decimal: string): string => {
  const amount = BigInt(decimal.replace('.', ''))
  const half = amount < 0n ? -5_000n : 5_000n
  return grouped(((amount + half) / 10_000n).toString())
}

const momentTable = (terminal: Terminal, moments: readonly Moment[]): string =>
  table(
    terminal,
    [
      { title: 'as known' },
      { title: '(UTC)' },
      { title: 'net sales', align: 'right' },
      { title: 'change', align: 'right' },
      { title: 'because of' },
    ],
    moments.map(({ label, knownAt, value, byReason, difference }) => [
      label,
      knownAt === null ? 'all that is recorded' : minute(knownAt),
      inCents(value.value),
      difference === null ? '' : plus(inCents(difference)),
      reasonLines(byReason),
    ]),
  )

const reasonLines = (byReason: Moment['byReason']): string => {
  const reasons = Object.entries(byReason).map(([reason, sum]) => ({ reason, sum: plus(inCents(sum)) }))
  const width = Math.max(0, ...reasons.map(({ sum }) => sum.length))
  return reasons.map(({ reason, sum }) => `${sum.padStart(width)}  ${reason}`).join('\n')
}

const plus = (text: string): string => (text.startsWith('-') ? text : `+${text}`)

/** Money to the cent, half away from zero: enough to follow a sum with the eye. */
const inCents = (value: string | number | null): string => {
  if (value === null) return '–'
  const amount = BigInt(String(value).replace('.', ''))
  const cents = ((amount < 0n ? -amount : amount) + 50n) / 100n
  const text = cents.toString().padStart(3, '0')
  return `${amount < 0n ? '-' : ''}${grouped(text.slice(0, -2))}.${text.slice(-2)}`
}

/** Each entry with the event that made it, whose id leads to it. */
const entryList = (terminal: Terminal, { explanation }: Tour): string =>
  (explanation.entries ?? [])
    .flatMap((entry) => [entryLine(entry, explanation.unit), styled(terminal, 'dim', eventLine(entry))])
    .join('\n')

const entryLine = ({ position, day, delta, total, reason }: EntryLine, unit: string): string =>
  [
    `  position ${position.padStart(5)}`,
    `on ${day}`,
    reason.padEnd(12),
    signed(figure(delta, unit)).padStart(12),
    total === undefined ? '' : `total ${figure(total, unit).padStart(12)}`,
  ].join('  ')

const eventLine = ({ causedBy: { type, source, id, recordedAt, eventId } }: EntryLine): string =>
  `    ${type} ${source} ${id}, recorded ${minute(recordedAt)}, event ${eventId}`

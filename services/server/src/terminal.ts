import { styleText } from 'node:util'
import Table from 'cli-table3'

/** Where a command's words go: data to `out`, everything else to `note`. */
export type Terminal = {
  readonly out: (text: string) => void
  readonly note: (text: string) => void
  /** True when a person reads the notes as they come: only then bars, colour and questions. */
  readonly interactive: boolean
  readonly colour: boolean
  readonly columns: number
  /** True when a person reads the data on a screen of that many columns: then tables are folded to fit. */
  readonly screen: boolean
}

type Stream = { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
type TerminalOptions = {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly quiet?: boolean
  readonly colour?: boolean
}

/** The terminal of a process. No colour where `NO_COLOR` is set, `--no-color` is given, or the output is not a terminal. */
export const terminalOf = ({ stdout, stderr, environment, quiet = false, colour = true }: TerminalOptions): Terminal => ({
  out: (text) => void stdout.write(`${text}\n`),
  note: (text) => {
    if (!quiet) stderr.write(`${text}\n`)
  },
  interactive: stderr.isTTY === true && !quiet,
  colour: colour && stdout.isTTY === true && !environment.NO_COLOR,
  columns: stdout.columns ?? 100,
  screen: stdout.isTTY === true,
})

type Style = Parameters<typeof styleText>[0]

/** Text in a style where there is colour, as it is elsewhere. */
export const styled = (terminal: Terminal, style: Style, text: string): string =>
  terminal.colour ? styleText(style, text, { validateStream: false }) : text

export type Column = { readonly title: string; readonly align?: 'left' | 'right' }

const frame = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
const rule = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid']
const noLines = Object.fromEntries([...frame, ...rule].map((part) => [part, '']))

/**
 * A table of text without frames: titles, one rule, rows. On a screen that is too narrow the last column is folded, and where that
 * does not help either each row is told as a list of its own.
 *
 * @example
 * table(terminal, [{ title: 'rep' }, { title: 'net sales', align: 'right' }], [['R1', '2,200']])
 */
export const table = (terminal: Terminal, columns: readonly Column[], rows: Rows): string => {
  const fit = fitOf(terminal, columns, rows)
  if (fit === 'lists') return asLists(terminal, columns, rows)
  const drawn = new Table({
    head: columns.map(({ title }) => styled(terminal, 'bold', title)),
    colAligns: columns.map(({ align = 'left' }) => align),
    ...fit,
    chars: { ...noLines, middle: '  ' },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  })
  drawn.push(...rows.map((row) => [...row]))
  const lines = drawn.toString().split('\n')
  const [head = '', ...body] = lines
  const width = Math.max(...lines.map((line) => visible(line).length))
  return [head, styled(terminal, 'dim', '─'.repeat(width)), ...body].map((line) => line.trimEnd()).join('\n')
}

type Rows = readonly (readonly string[])[]

/** How a table is brought to fit a screen: as it is, with its last column folded, or as lists. */
const fitOf = (terminal: Terminal, columns: readonly Column[], rows: Rows) => {
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)))
  const others = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0)
  const last = terminal.columns - others
  if (!terminal.screen || last >= (widths.at(-1) ?? 0)) return {}
  if (last < lastColumnMin) return 'lists'
  return { colWidths: [...widths.slice(0, -1), last], wordWrap: true }
}

const lastColumnMin = 20

const asLists = (terminal: Terminal, columns: readonly Column[], rows: Rows): string => {
  const width = Math.max(...columns.map(({ title }) => title.length))
  const listOf = (row: readonly string[]): string =>
    columns
      .map(({ title }, index) => ({ title, text: row[index] ?? '' }))
      .filter(({ text }) => text !== '')
      .map(({ title, text }) => `${styled(terminal, 'dim', title.padEnd(width))}  ${text}`)
      .join('\n')
  return rows.map(listOf).join('\n\n')
}

const visible = (text: string): string => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')

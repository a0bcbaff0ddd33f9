import { createHash } from 'node:crypto'
import { byText, policyIds } from '@daybook/domain'
import type { HeldFlag } from '@daybook/projections'
import canonicalize from 'canonicalize'
import type { ColumnType, Row } from './csv.ts'
import type { Times } from './times.ts'
import { countText, type Why } from './why.ts'
import type { Sheet } from './xlsx.ts'

/** A table that an export holds, with what it was asked with. */
export type Described = {
  readonly name: string
  readonly title: string
  readonly definition: string
  readonly version: number
  readonly columns: readonly { readonly id: string; readonly title: string; readonly type: ColumnType; readonly unit?: string }[]
  readonly rows: readonly Row[]
  /** The rows as the JSON answer has them, where the sheet has them otherwise: they are what is hashed. */
  readonly answered?: readonly object[]
  readonly parameters: Readonly<Record<string, unknown>>
  /** Where the same is asked again, at the same two times. */
  readonly href: string
}

/** A property of an export and its value. */
type Line = readonly [property: string, value: string | number | null]

/** An export as a whole: its tables at one pair of times, and what of the book stands in none of its figures. */
export type Account = {
  readonly times: Times
  readonly tables: readonly Described[]
  readonly why: Why
  /** Where the figures are explained, entry by entry. */
  readonly explained: string
  /** What the intake has put aside; null where the process has no intake to ask. */
  readonly held: readonly HeldFlag[] | null
}

/**
 * The sheet that says what an export is: both times, definitions and versions, the policies in force, what was asked, how many rows
 * there are and how many items are in no figure, where it is explained, and the hash that tells whether rows were changed since.
 */
export const aboutSheet = async (account: Account): Promise<Sheet> => {
  const { times, tables, why, explained } = account
  const lines: readonly Line[] = [
    ...timesOf(times),
    ...tables.flatMap((table) => tableLines(table, tables.length > 1 ? `${table.name} ` : '')),
    ...(await policyLines(times)),
    ...(await excludedLines(account)),
    ['contributing events', countText(why)],
    ['explained at', explained],
  ]
  const rows = lines.map(([property, value]) => ({ property, value }))
  return { name: 'About', columns: about, rows }
}

const about = [
  { id: 'property', type: 'text' },
  { id: 'value', type: 'text' },
] as const

/** Both times, as every sheet about an export begins. */
export const timesOf = ({ asOf, knownAt }: Times): readonly Line[] => [
  ['as of', asOf],
  ['known at position', knownAt.position],
  ['known at', knownAt.recordedAt],
]

const tableLines = (table: Described, prefix: string): readonly Line[] => [
  [`${prefix}name`, table.name],
  [`${prefix}title`, table.title],
  [`${prefix}definition`, table.definition],
  [`${prefix}version`, table.version],
  ...Object.entries(table.parameters).map(([name, value]): Line => [`${prefix}parameter ${name}`, shown(value)]),
  [`${prefix}rows`, table.rows.length],
  [`${prefix}rows left out`, 0],
  [`${prefix}content hash`, `sha256:${contentHash(table.answered ?? table.rows)}`],
  [`${prefix}same as JSON`, table.href],
  ...table.columns.map(
    ({ id, title, unit }): Line => [`${prefix}column ${id}`, unit === undefined ? title : `${title} (${unit})`],
  ),
]

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** SHA-256, in hexadecimal, of the rows as canonical JSON (RFC 8785): the rows of the JSON answer give the same. */
const contentHash = (rows: readonly object[]): string =>
  createHash('sha256')
    .update(canonicalize(rows) ?? '')
    .digest('hex')

const policyLines = async ({ asOf, position, ledgers }: Times): Promise<readonly Line[]> => {
  const reference = await ledgers.answers.reference(position)
  return policyIds.map((policyId): Line => {
    const { value, eventId } = reference.policy(policyId, asOf)
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
    return [`policy ${policyId}`, eventId === null ? `${text} (default)` : `${text} (event ${eventId})`]
  })
}

/** What was put aside stands in no figure; what is flagged may be in some. */
const excludedLines = async ({ times, held }: Account): Promise<readonly Line[]> => {
  const aside = (kind: HeldFlag['kind']): number | string =>
    held === null ? 'not known to the process that made this: it has no intake' : held.filter((flag) => flag.kind === kind).length
  const flags = await times.ledgers.answers.flagged(times)
  const excluded = excludedKinds.map((kind): Line => [`excluded ${kind}`, flags.get(kind) ?? 0])
  const others = [...flags].filter(([kind]) => !excludedKinds.includes(kind)).sort(([a], [b]) => byText(a, b))
  return [
    ['excluded quarantined', aside('quarantined')],
    ['excluded conflict', aside('conflict')],
    ...excluded,
    ...others.map(([kind, count]): Line => [`flagged ${kind}`, count]),
  ]
}

/** Facts of these kinds count in no total of a period. */
const excludedKinds: readonly string[] = ['unconvertible', 'no-period']

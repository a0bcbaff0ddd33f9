import { z } from 'zod'
import { ScopeName } from './kpi-catalogue.ts'
import { Position } from './read-query.ts'
import type { KnownAt, Times } from './times.ts'

/** A value: money as a decimal string with four decimals, a count as an integer, a ratio as a decimal string with six. */
export const Value = z.union([z.string(), z.number(), z.null()])

/** A fraction in lowest terms. */
export const Exact = z.strictObject({ num: z.string(), den: z.string() }).describe('The exact fraction of a ratio')

/** How many weeks a period has. P-09. */
export const WeeksInPeriod = z.int().describe('In a calendar whose months are weeks: 4-4-5, 4-5-4 or 5-4-4')

/** Both times of an answer, resolved, and how far the ledgers were. */
export const answeredTimes = {
  asOf: z.iso.date(),
  knownAt: z.strictObject({ position: Position.nullable(), recordedAt: z.iso.datetime().nullable() }),
  watermark: Position.nullable().describe('The last position that is posted'),
}

/** What is said beside the rows of a table. */
export const note = z.string().optional().describe('Why there are no rows, or why they count nothing yet, and what to do')

/** What every answer about a KPI begins with. */
export const head = {
  kpi: z.string(),
  version: z.int(),
  unit: z.string().describe('The reporting currency where values are money'),
  scope: ScopeName,
  ...answeredTimes,
}

type Headed = Pick<z.infer<z.ZodObject<typeof head>>, 'kpi' | 'version' | 'unit' | 'scope'>

/** The times of an answer as they are echoed. */
export const timesShown = ({
  asOf,
  knownAt,
  watermark,
}: Times): { asOf: string; knownAt: KnownAt; watermark: string | null } => ({
  asOf,
  knownAt,
  watermark: watermark?.toString() ?? null,
})

/** The head of an answer. */
export const headOf = ({ kpi, version, unit, scope }: Headed, times: Times) => ({
  kpi,
  version,
  unit,
  scope,
  ...timesShown(times),
})

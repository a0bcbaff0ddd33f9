import { Day } from '@daybook/domain'
import { asList } from '@daybook/projections'
import { z } from 'zod'

/** A position of the log on the wire: a decimal string, counted from 0. */
export const Position = z
  .string()
  .regex(/^\d{1,18}$/, 'must be a position: a whole number from 0')
  .meta({ examples: ['1204'] })

/** A parameter that may be repeated. */
export const repeated = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(asList, z.array(schema).max(1_000))

/** The parameters of every read. */
export const times = {
  asOf: Day.optional().describe('Business date. Default: today in the reporting time zone'),
  knownAt: z
    .string()
    .max(64)
    .optional()
    .describe('What was recorded by then: an instant, or `position:N`. Default: everything posted')
    .meta({ examples: ['2025-03-02T00:00:00Z', 'position:1204'] }),
  minPosition: Position.optional().describe('Wait, at most 2 s, until this position is posted'),
}

/** The parameters of what is answered as a table. */
export const tables = {
  raw: z.enum(['true', 'false']).optional().describe('Text as it is, not guarded against formulas: one JSON object a line'),
  locale: z
    .string()
    .min(1)
    .max(35)
    .optional()
    .describe('Of CSV: decimals and cells told apart as spreadsheets of that language read them')
    .meta({ examples: ['de'] }),
}

/** The parameters of every listing. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('How many items a page holds'),
  cursor: z.string().max(2_000).optional().describe('`nextCursor` of the page before'),
}

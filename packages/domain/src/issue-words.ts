import { z } from 'zod'

/**
 * What a schema says of what it does not take, wherever it stands: in a body, an address, an event or a file. The words follow the name of
 * the place, as `asOf must be a day, YYYY-MM-DD` or `name is needed`. What a schema says itself goes before, and zod's own words come last.
 */
const said = (issue: z.core.$ZodRawIssue): string | undefined => {
  const { input } = issue
  switch (issue.code) {
    case 'invalid_type':
      return input === undefined ? 'is needed' : kinds.get(issue.expected)
    case 'invalid_value': {
      const values = issue.values.map(String)
      if (input === undefined) return values.length > listedMax ? 'is needed' : `is needed: ${oneOf(values)}`
      return values.length > listedMax ? undefined : `must be ${oneOf(values)}`
    }
    case 'invalid_union':
      return input === undefined ? 'is needed' : undefined
    case 'invalid_format':
      return formats.get(issue.format)
    default:
      return undefined
  }
}

const listedMax = 20

const oneOf = (values: readonly string[]): string => {
  const last = values.at(-1) ?? ''
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} or ${last}`
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['string', 'must be a string'],
  ['number', 'must be a number'],
  ['int', 'must be a whole number'],
  ['boolean', 'must be true or false'],
  ['array', 'must be a list'],
  ['object', 'must be an object'],
  ['record', 'must be an object'],
])

const formats: ReadonlyMap<string, string> = new Map([
  ['date', 'must be a day, YYYY-MM-DD'],
  ['datetime', 'must be an instant, such as 2025-03-02T00:00:00Z'],
])

const { localeError: english } = z.config()

z.config({ localeError: (issue) => said(issue) ?? english?.(issue) })

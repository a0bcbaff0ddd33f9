import { mediaTypes } from './format.ts'

type Json = Record<string, unknown>
type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>
  readonly components: { readonly schemas: Json }
}

/**
 * The document as a reader wants it: only the components that something refers to, answers described by what their operation does,
 * and a body that may be left out told so instead of being nullable.
 */
export const tidyDocument = <Document extends object>(document: Document): Document => {
  const { paths: written, components } = document as unknown as OpenApi // Sound: an OpenAPI document has both
  const paths = withoutDangling(written, components.schemas)
  const schemas = withoutDangling(components.schemas, components.schemas)
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    describeAnswers(operation)
    tidyBody(operation)
  }
  return { ...document, paths, components: { ...components, schemas: referredTo(paths, schemas) } }
}

/** zod refers to a schema that is nowhere where it means any JSON (a recursive type). */
const withoutDangling = <Part>(part: Part, schemas: Json): Part =>
  JSON.parse(JSON.stringify(part), (_key, value: unknown) => (isDangling(value, schemas) ? { description: 'Any JSON' } : value))

const isDangling = (value: unknown, schemas: Json): boolean => {
  const { $ref: reference } = (value ?? {}) as { readonly $ref?: unknown } // Sound: anything may be asked for a property
  return typeof reference === 'string' && !Object.hasOwn(schemas, reference.slice(prefix.length))
}

const prefix = '#/components/schemas/'

type Answer = { description: string; readonly content?: Record<string, Json> }

const describeAnswers = ({ summary, responses }: Json): void => {
  for (const response of Object.values(responses as Record<string, Answer>)) {
    // Sound: an operation has responses
    if (response.description === 'Default Response') response.description = String(summary ?? 'The answer')
    const { content = {} } = response
    for (const type of Object.keys(content)) if (tabular[type] !== undefined) content[type] = { schema: tabular[type] }
  }
}

/** The schema of an answer is that of its JSON; the same as a table is text. */
const tabular: Readonly<Record<string, Json>> = {
  'text/csv': {
    type: 'string',
    description: 'RFC 4180, UTF-8; the header holds the ids of the columns',
    examples: ['entity,value\r\nR1,1100.0000\r\n'],
  },
  'application/x-ndjson': {
    type: 'string',
    description: 'One JSON object a line',
    examples: ['{"entity":"R1","value":"1100.0000"}\n'],
  },
  [mediaTypes.xlsx]: {
    type: 'string',
    contentMediaType: mediaTypes.xlsx,
    description: 'A workbook: the rows with typed cells, what they are (About), and the events behind them (Why)',
  },
  [mediaTypes.svg]: {
    type: 'string',
    contentMediaType: mediaTypes.svg,
    description: 'The rows drawn: one document without scripts, with its title and a description',
  },
}

const tidyBody = (operation: Json): void => {
  const body = operation.requestBody as { required?: boolean; content: Record<string, { schema: Json }> } | undefined // Sound: an operation
  for (const media of Object.values(body?.content ?? {})) {
    const [schema, nothing] = (media.schema.anyOf ?? []) as readonly Json[] // Sound: a schema
    if (body === undefined || schema === undefined || nothing?.type !== 'null') continue
    media.schema = schema
    body.required = false
  }
}

/** The schemas that are referred to, from the paths or from one another. */
const referredTo = (paths: Json, schemas: Json): Json => {
  const kept = new Set<string>()
  const queue = namesIn(paths)
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (kept.has(name)) continue
    kept.add(name)
    queue.push(...namesIn(schemas[name]))
  }
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => kept.has(name)))
}

const namesIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].flatMap(([, name]) => name ?? [])

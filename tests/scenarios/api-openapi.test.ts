import { expect, test } from 'vitest'
import { z } from 'zod'
import { openBook } from './api-book.ts'

type Schema = { readonly examples?: readonly unknown[]; readonly [keyword: string]: unknown }
type Media = { readonly schema: Schema; readonly example?: unknown }
type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly parameters?: readonly { readonly name: string }[]
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
}
type Document = {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const open = async () => {
  const { app } = await openBook()
  const routes: string[] = []
  app.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((one) => `${one} ${url}`)))
  const document: Document = (await app.inject('/openapi.json')).json()
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  )
  return { document, operations, routes }
}

test('the document is the one that was agreed', async () => {
  const { document } = await open()
  await expect(`${JSON.stringify(document, null, 1)}\n`).toMatchFileSnapshot('../fixtures/openapi.json')
})

test('the document holds every route there is, and no other', async () => {
  const { operations, routes } = await open()
  const declared = routes.filter((route) => !route.startsWith('HEAD') && !/ \/(?:docs(?:\/|$)|$)/.test(route))
  const documented = operations.map(({ method, path }) => `${method} ${path.replaceAll('{', ':').replaceAll('}', '')}`)
  expect(documented.toSorted()).toEqual(declared.toSorted())
  expect(documented.length).toBeGreaterThan(40)
})

test('every operation has a name of its own, a summary, a tag, and says how it fails', async () => {
  const { operations } = await open()
  const names = operations.map(({ operationId }) => operationId)
  expect(names.filter((name) => !/^[a-z]+(?:[A-Z][a-z]*)+$/.test(name ?? ''))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
  expect(operations.filter(({ summary, tags }) => !summary || tags?.length !== 1)).toEqual([])
  const isData = ({ path }: { readonly path: string }) => path.startsWith('/v1/')
  expect(
    operations
      .filter(isData)
      .filter(({ responses }) => responses['4XX'] === undefined)
      .map(({ path }) => path),
  ).toEqual([])
})

test('every operation says what it answers, also where that is no JSON', async () => {
  const { operations } = await open()
  expect(operations.filter(({ responses }) => !Object.keys(responses).some((status) => /^2/.test(status)))).toEqual([])
  const report = operations.find(({ operationId }) => operationId === 'getReport')
  expect(Object.keys(report?.responses['200']?.content ?? {})).toEqual([
    'application/json',
    'text/csv',
    'application/x-ndjson',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'image/svg+xml',
  ])
  const names = report?.parameters?.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['top', 'rankBy', 'owner', 'quarter', 'period', 'sort', 'fields', 'raw']))
})

/** A schema of the document as a validator of its own, made from nothing but the document. */
const validatorOf = (schema: Schema, document: Document): z.ZodType => {
  const local = JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll('#/components/schemas/', '#/$defs/')
  return z.fromJSONSchema(JSON.parse(local))
}

test('every example is what its schema says', async () => {
  const { document, operations } = await open()
  const bodies = operations.flatMap(({ operationId, requestBody }) => {
    if (requestBody === undefined) return []
    const [media] = Object.values(requestBody.content)
    if (media === undefined) return []
    const { schema, example } = media
    return [{ name: operationId, schema, examples: example === undefined ? schema.examples : [example] }]
  })
  const components = Object.entries(document.components.schemas).map(([name, schema]) => ({
    name,
    schema,
    examples: schema.examples,
  }))
  const all = [...bodies, ...components]
  const wrong = all.flatMap(({ name, schema, examples = [] }) => {
    const validator = validatorOf(schema, document)
    return examples.flatMap((example) => {
      const { error } = validator.safeParse(example)
      return error === undefined ? [] : [`${name}: ${z.prettifyError(error)}`]
    })
  })
  expect(wrong).toEqual([])
  const without = all.filter(({ examples }) => examples === undefined).map(({ name }) => name)
  expect(without).toEqual([])
})

test('the page of the document is served, and its look is allowed there alone', async () => {
  await using book = await openBook()
  const page = await book.app.inject('/docs/')
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'")
  expect((await book.app.inject('/')).headers.location).toBe('/docs')
  expect((await book.app.inject('/openapi.json')).headers['content-security-policy']).toContain("default-src 'none'")
})

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { tidyDocument } from './openapi-document.ts'
import { problemAnswers } from './problem-schema.ts'

/** Serves the OpenAPI 3.1 document of every route registered on the instance at `/openapi.json`, and its page at `/docs`. */
export const documentApi = (app: FastifyInstance, version: string): void => {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Daybook',
        version,
        description:
          'The book of record for sales account management: facts in, every figure as it stood on any day and as it was known at any moment, and the entries that make it up.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [...tags],
    },
    transform: (route) => jsonOf(route.schema === undefined ? route : { ...route, schema: withProblems(route.schema) }),
    transformObject: (document) => tidyDocument(componentsOf(document)),
  })
  app.register(swaggerUi, { routePrefix: '/docs', staticCSP: ofThePage, uiConfig: { validatorUrl: null, docExpansion: 'none' } })
  app.register((routes, _options, done) => {
    let document: string | null = null
    routes.get('/openapi.json', { schema: describeDocument }, (_request, reply) => {
      document ??= JSON.stringify(app.swagger())
      return reply.type('application/json; charset=utf-8').send(document)
    })
    done()
  })
}

/** The page of the document brings its own scripts, and styles of its own making. */
const ofThePage = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"

const jsonOf = createJsonSchemaTransform({ zodToJsonConfig: { override: tidyNode } })

/** Every route may answer with a problem. What a route takes besides what it checks itself is told in `documentedQuery`. */
const withProblems = (schema: FastifySchema & { readonly documentedQuery?: unknown }): FastifySchema => ({
  ...schema,
  ...('documentedQuery' in schema ? { querystring: schema.documentedQuery } : {}),
  response: { ...problemAnswers, ...(schema.response as object) },
}) // Sound: answers by status

const componentsOf = createJsonSchemaTransformObject({ zodToJsonConfig: { override: tidyNode } })

const tags = [
  { name: 'kpis', description: 'Figures at two times, and how they came about' },
  { name: 'reports', description: 'Tables that a person reads' },
  { name: 'events', description: 'What was recorded' },
  { name: 'decisions', description: 'Assignments, losses, quotas, commitments: recorded through their deciders' },
  { name: 'intake', description: 'Facts in, from outside' },
  { name: 'operating', description: 'Is it up, how far is it, what does it mean' },
] as const

const describeDocument = {
  operationId: 'getOpenApi',
  tags: ['operating'],
  summary: 'This document',
  response: { 200: z.record(z.string(), z.unknown()).meta({ examples: [{ openapi: '3.1.0' }] }) },
}

type Node = { readonly zodSchema: z.core.$ZodTypes; readonly jsonSchema: z.core.JSONSchema.BaseSchema }

/**
 * What zod writes and a reader of the document does not want: the 300-character pattern of a date, whose `format` says it all; marks
 * of ours; and a union without the name of the member that tells its branches apart.
 */
function tidyNode({ zodSchema, jsonSchema }: Node): void {
  if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time' || jsonSchema.format === 'uuid') delete jsonSchema.pattern
  delete jsonSchema.personal
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  const { def } = zodSchema._zod
  if (def.type === 'union' && 'discriminator' in def) jsonSchema.discriminator = { propertyName: def.discriminator }
}

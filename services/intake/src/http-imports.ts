import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { bodyBlocks } from './body.ts'
import { mediaTypeOf } from './content-type.ts'
import { cursorOf, keyOfCursor } from './cursor.ts'
import { fileBody } from './documented-body.ts'
import type { IntakeRoutesOptions } from './http.ts'
import { ImportAnswer, importAnswer, strictRefused } from './http-answers.ts'
import { findImport, type ImportRecord, ImportView, importCollection, importView, readImport } from './import-record.ts'
import type { ImportRequest } from './imports.ts'
import { MinPosition, reached } from './min-position.ts'
import { isStrict } from './preferences.ts'
import { IntakeFailure, problem } from './problems.ts'
import { rejectsCsv, rejectsNdjson } from './rejects.ts'

const flag = z.enum(['true', 'false']).optional()

const recordSchema = {
  operationId: 'importFile',
  tags: ['intake'],
  summary: 'Record a file: CloudEvents, one a line, or orders as CSV',
  description:
    'Bodies: application/x-ndjson or text/csv, plain, gzip or zstd. Recorded in chunks; each row has its own outcome, and the answer comes at the end. An Idempotency-Key names the import: the same file again under it is answered again, an interrupted one goes on.',
  querystring: z.strictObject({
    backfill: flag.describe('Take the recorded times from recordedtime or recorded_at'),
    dryRun: flag.describe('Everything but the commit'),
    source: z.string().min(1).max(256).optional().describe('Source of the orders of a CSV file; csv unless given'),
    delimiter: z.string().length(1).optional(),
    map: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe('column:field, for a CSV file that names its columns otherwise; may be repeated'),
    resume: z.string().min(1).max(128).optional().describe('Go on with this import'),
  }),
  consumes: ['application/x-ndjson', 'text/csv'],
  body: fileBody,
  response: { 200: ImportAnswer },
}

const importId = z.strictObject({ importId: z.string().min(1).max(128) })

const findSchema = {
  operationId: 'getImport',
  tags: ['intake'],
  summary: 'How far an import is, and what became of its rows',
  params: importId,
  querystring: z.strictObject({ minPosition: MinPosition }),
  response: { 200: ImportView },
}

const listSchema = {
  operationId: 'listImports',
  tags: ['intake'],
  summary: 'All imports',
  querystring: z.strictObject({
    minPosition: MinPosition,
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
    cursor: z.string().optional(),
  }),
  response: {
    200: z
      .strictObject({ items: z.array(ImportView), nextCursor: z.string().exactOptional() })
      .meta({ id: 'ImportList', examples: [{ items: ImportView.meta()?.examples ?? [] }] }),
  },
}

/** `POST /v1/imports`, and what is known of imports. */
export const importRoutes: FastifyPluginCallbackZod<IntakeRoutesOptions> = (app, options, done) => {
  const { store, imports } = options.intake
  /** The record of an import that a killed process left behind says that it runs: it waits to be resumed. */
  const standing = (record: ImportRecord): ImportRecord =>
    record.state === 'running' && !imports.isUnderWay(record.importId)
      ? { ...record, state: 'interrupted', problem: 'the program ended while the import was under way' }
      : record
  /** A record was written before its own commit had a position; nothing of its import lies beyond the head. */
  const viewsOf = async (records: readonly ImportRecord[]) => {
    const { position } = await store.head()
    return records.map((record) => importView({ ...standing(record), position: record.received === 0 ? null : `${position}` }))
  }
  app.post('/v1/imports', { schema: recordSchema }, async (request, reply) => {
    const asked = requestOf(request, request.query, options)
    if (asked.strict) reply.header('preference-applied', 'handling=strict')
    const report = await imports.run(asked)
    const answer = importAnswer(report)
    if (report.record.state === 'interrupted') throw interrupted(answer)
    if (!report.recorded) throw strictRefused(answer)
    if (report.replayed) reply.header('idempotent-replayed', 'true')
    return answer
  })
  app.get('/v1/imports', { schema: listSchema }, async (request) => {
    const { limit, cursor, minPosition } = request.query
    await reached(store, minPosition)
    const records = await store.records(importCollection, { ...keyOfCursor(cursor), limit })
    const items = await viewsOf(records.map(({ body }) => readImport(body)))
    return { items, ...(records.length < limit ? {} : cursorOf(records.at(-1)?.key)) }
  })
  app.get('/v1/imports/:importId', { schema: findSchema }, async (request) => {
    await reached(store, request.query.minPosition)
    const [view] = await viewsOf([await found(request.params.importId)])
    return view
  })
  app.get('/v1/imports/:importId/rejects', { schema: rejectsSchema('listRejects', 'NDJSON') }, async (request, reply) => {
    const record = await found(request.params.importId)
    return reply.type('application/x-ndjson').send(Readable.from(rejectsNdjson(record, store)))
  })
  app.get('/v1/imports/:importId/rejects.csv', { schema: rejectsSchema('exportRejects', 'CSV') }, async (request, reply) => {
    const record = await found(request.params.importId)
    reply.header('content-disposition', 'attachment; filename="rejects.csv"').header('x-content-type-options', 'nosniff')
    return reply.type('text/csv; charset=utf-8').send(Readable.from(rejectsCsv(record, store)))
  })

  const found = async (id: string) => {
    const known = await findImport(store, id)
    if (known === null) throw new IntakeFailure(problem('import-unknown', 'there is no import of this id'))
    return known.record
  }
  done()
}

const rejectsSchema = (operationId: string, format: string) => ({
  operationId,
  tags: ['intake'],
  summary: `The rows of an import that were put aside, as ${format}`,
  params: importId,
  produces: [format === 'CSV' ? 'text/csv' : 'application/x-ndjson'],
  response: { 200: z.unknown() },
})

const interrupted = (answer: z.infer<typeof ImportAnswer>): IntakeFailure =>
  new IntakeFailure(
    { ...problem('import-interrupted', `stopped after line ${answer.received}; send the same file with resume`), ...answer },
    5,
  )

type Query = z.infer<typeof recordSchema.querystring>

const requestOf = (
  request: FastifyRequest,
  query: Query,
  { intake, actor, limits, stopping, traceOf }: IntakeRoutesOptions,
): ImportRequest => {
  const { headers } = request
  const mediaType = mediaTypeOf(headers['content-type'], ['application/x-ndjson', 'text/csv'])
  const key = importKey(headers['idempotency-key'])
  if (key !== null && query.resume !== undefined && key !== query.resume) {
    throw new IntakeFailure(problem('invalid-request', 'Idempotency-Key and resume name two imports'))
  }
  return {
    blocks: bodyBlocks(request.body as Readable, {
      contentEncoding: headers['content-encoding'],
      contentLength: headers['content-length'],
      limits: { ...limits, bytes: limits.importBytes, compressedBytes: limits.importCompressedBytes, totalMs: limits.importMs },
    }), // Sound: the parser of these routes hands on the stream
    importId: query.resume ?? key ?? intake.newId(),
    resume: query.resume !== undefined,
    format: mediaType === 'text/csv' ? 'orders-csv' : 'events',
    source: query.source ?? 'csv',
    delimiter: query.delimiter ?? ',',
    map: mapOf(query.map),
    backfill: query.backfill === 'true',
    strict: isStrict(headers.prefer),
    dryRun: query.dryRun === 'true',
    actor,
    trace: traceOf?.(request),
    transport: 'import',
    limits,
    signal: stopping,
    onProgress: () => undefined,
  }
}

/** The key as it stands in the path of the import later; the quotes of a structured field are taken off. */
const importKey = (header: string | readonly string[] | undefined): string | null => {
  if (header === undefined) return null
  const key = /^"?([\w.:~-]{1,128})"?$/.exec([header].flat().join(','))?.[1]
  if (key !== undefined) return key
  throw new IntakeFailure(problem('invalid-request', 'an Idempotency-Key of an import has 1 to 128 of A-Z a-z 0-9 _ . : ~ -'))
}

const mapOf = (map: string | readonly string[] | undefined): Record<string, string> =>
  Object.fromEntries(
    [map ?? []].flat().map((pair) => {
      const at = pair.lastIndexOf(':')
      if (at > 0 && at < pair.length - 1) return [pair.slice(0, at), pair.slice(at + 1)]
      throw new IntakeFailure(
        problem('invalid-request', 'map is column:field', { errors: [{ parameter: 'map', detail: 'must be column:field' }] }),
      )
    }),
  )

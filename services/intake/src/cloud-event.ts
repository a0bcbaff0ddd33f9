import { Source, SourceEventId } from '@daybook/domain'
import { z } from 'zod'
import { type Problem, pointerTo, problem } from './problems.ts'

/** A CloudEvent 1.0 whose attributes are in order. Its `data` is not looked at yet. */
export type Envelope = {
  readonly id: SourceEventId
  readonly source: Source
  readonly type: string
  readonly subject: string | null
  readonly time: { readonly text: string; readonly instant: number } | null
  /** Null when absent or no instant, which matters in a backfill only. */
  readonly recordedTime: number | null
  readonly dataschema: string | null
  readonly data: unknown
  /** What goes into the metadata as it came. */
  readonly trace: Trace
}

export type Trace = {
  readonly correlationId?: string
  readonly causationId?: string
  readonly traceparent?: string
  readonly tracestate?: string
  readonly extensions?: Readonly<Record<string, string>>
}

export type ReadEnvelope = { readonly ok: true; readonly envelope: Envelope } | { readonly ok: false; readonly problem: Problem }

/**
 * Reads the attributes of a CloudEvent (structured JSON). Unknown extension attributes are kept, at most 32, names of
 * `[a-z0-9]{1,20}`, values of 256 bytes. What only the store may set is refused. `id` and `source` are brought into Unicode
 * normal form C, never trimmed.
 */
export const readEnvelope = (value: unknown): ReadEnvelope => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused(problem('not-cloudevents', 'a CloudEvent is a JSON object'))
  }
  const parsed = Attributes.safeParse(value)
  if (!parsed.success) return refused(attributeProblem(parsed.error.issues))
  const {
    specversion: _,
    id,
    source,
    type,
    subject,
    time,
    recordedtime,
    dataschema,
    datacontenttype: __,
    data,
    ...rest
  } = parsed.data
  const { correlationid, causationid, traceparent, tracestate, ...extensions } = rest
  const names = Object.keys(extensions)
  if (names.length > extensionsMax) return refused(problem('not-cloudevents', `more than ${extensionsMax} extension attributes`))
  const wrong = names.find((name) => !extensionName.test(name) || setByStore.has(name))
  if (wrong !== undefined) return refused(extensionProblem(wrong))
  return {
    ok: true,
    envelope: {
      id,
      source,
      type,
      subject: subject ?? null,
      time: time === undefined ? null : { text: time, instant: Date.parse(time) },
      recordedTime: recordedtime === undefined ? null : instantOf(recordedtime),
      dataschema: dataschema ?? null,
      data,
      trace: {
        ...(correlationid === undefined ? {} : { correlationId: correlationid }),
        ...(causationid === undefined ? {} : { causationId: causationid }),
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(tracestate === undefined ? {} : { tracestate }),
        ...(names.length === 0 ? {} : { extensions: textOf(extensions) }),
      },
    },
  }
}

const extensionsMax = 32
const extensionName = /^[a-z0-9]{1,20}$/
const setByStore = new Set(['position', 'hash', 'recordedat', 'ingestedat', 'eventid', 'payloadhash'])

// What a URI reference may not hold (RFC 3986), besides what no identity may: spaces, quotes, brackets, a bare percent sign.
const notInUri = /[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})/

const normalised = z.string().transform((text) => text.normalize('NFC'))
const Id = normalised.pipe(SourceEventId)
const SourceUri = normalised.pipe(
  Source.refine((text) => !notInUri.test(text), 'must be a URI reference').refine(
    (text) => Buffer.byteLength(text) <= 256,
    'must have at most 256 bytes',
  ),
)

const bounded = (bytes: number) =>
  z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= bytes, `must have at most ${bytes} bytes`)

const Attributes = z
  .object({
    specversion: z.literal('1.0'),
    id: Id,
    source: SourceUri,
    type: bounded(256),
    subject: bounded(256).optional(),
    time: z.iso.datetime({ offset: true, error: 'must be RFC 3339 with an offset' }).optional(),
    recordedtime: z.string().max(64).optional(),
    dataschema: bounded(256).optional(),
    datacontenttype: z
      .string()
      .regex(/^application\/(?:[a-z0-9.+-]+\+)?json(?:; ?charset=utf-8)?$/i, 'must be JSON')
      .optional(),
    correlationid: bounded(256).optional(),
    causationid: bounded(256).optional(),
    traceparent: bounded(256).optional(),
    tracestate: bounded(512).optional(),
    data: z.unknown().optional(),
  })
  .catchall(
    z.union([bounded(256), z.boolean(), z.int()], {
      error: 'an extension is text of at most 256 bytes, a boolean or an integer',
    }),
  )

const refused = (reason: Problem): ReadEnvelope => ({ ok: false, problem: reason })

const attributeProblem = (issues: readonly z.core.$ZodIssue[]): Problem => {
  const errors = issues.map((issue) => ({ pointer: pointerTo(issue.path), detail: issue.message }))
  const attributes = new Set(issues.map((issue) => issue.path[0]))
  const detail = `attributes that are wrong or missing: ${[...attributes].map(String).join(', ')}`
  if (attributes.has('specversion')) return problem('not-cloudevents', detail, { errors })
  if (attributes.has('id')) return problem('bad-id', detail, { errors })
  if (attributes.has('source')) return problem('bad-source', detail, { errors })
  return problem('not-cloudevents', detail, { errors })
}

const extensionProblem = (name: string): Problem => {
  const errors = [{ pointer: pointerTo([name]), detail: 'not an attribute that may be sent' }]
  return setByStore.has(name.toLowerCase())
    ? problem('unknown-field', 'an attribute that only the store sets', { errors })
    : problem('not-cloudevents', 'an extension attribute is named with 1 to 20 of a-z and 0-9', { errors })
}

const strictInstant = z.iso.datetime({ offset: true })

const instantOf = (text: string): number | null => (strictInstant.safeParse(text).success ? Date.parse(text) : null)

const textOf = (extensions: Record<string, string | boolean | number>): Record<string, string> =>
  Object.fromEntries(Object.entries(extensions).map(([name, value]) => [name, String(value)]))

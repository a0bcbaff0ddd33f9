import { isUtf8 } from 'node:buffer'
import { eventNames, isEventName, latestVersion, nearestOr, type OutsideItem, type Rejection, readOutside } from '@daybook/domain'
import { eventIdOf } from '@daybook/event-store'
import { type Envelope, readEnvelope } from './cloud-event.ts'
import { payloadHash } from './content-hash.ts'
import { decode } from './decoder.ts'
import type { Item, Raw, ReadItem, UnreadableItem } from './item.ts'
import type { Limits } from './limits.ts'
import { type Problem, problem } from './problems.ts'

/**
 * Reads one event from its bytes: strict JSON, envelope, schema, normal form, digest, identity. Pure, so that it may run in a
 * worker thread; what depends on the book (accounts, dates, streams) is judged later.
 */
export const prepareBytes = (bytes: Buffer, at: { readonly line: number | null; readonly limits: Limits }): Item => {
  const decoded = decode(bytes, at.limits)
  if (decoded.ok) return prepareValue(decoded.value, { line: at.line, raw: { text: decoded.text, encoding: 'utf8' } })
  const { problem: reason } = decoded
  return {
    readable: false,
    line: at.line,
    raw: rawOf(bytes),
    source: null,
    id: null,
    type: null,
    stage: 'decode',
    problem: reason,
  }
}

/**
 * Reads one event from a JSON value that the decoder, or the reader of a file of orders, has let through. An error of the program itself
 * costs this one item, never the batch or the file that it stands in.
 */
export const prepareValue = (value: unknown, at: Pick<Item, 'line' | 'raw'>): Item => {
  try {
    return readValue(value, at)
  } catch (error) {
    const reason = problem('fault', error instanceof Error ? error.name : 'an unknown error')
    return unreadable({ ...at, source: null, id: null, type: null, stage: 'schema', problem: reason })
  }
}

const readValue = (value: unknown, at: Pick<Item, 'line' | 'raw'>): Item => {
  const read = readEnvelope(value)
  if (!read.ok) return unreadable({ ...at, ...guessed(value), stage: 'schema', problem: read.problem })
  const { envelope } = read
  const { source, id, type } = envelope
  const failed = (reason: Problem): Item => unreadable({ ...at, source, id, type, stage: 'schema', problem: reason })
  if (source === 'daybook' || source.startsWith(ownSource))
    return failed(problem('source-not-allowed', `sources that begin with ${ownSource} are the program's own`))
  const version = versionProblem(envelope)
  if (version !== null) return failed(version)
  const parsed = readData(type, envelope.data)
  if (!parsed.ok) return failed(parsed.problem)
  const disagreeing = subjectProblem(envelope, parsed.item.data)
  if (disagreeing !== null) return failed(disagreeing)
  return readItem(envelope, parsed.item, at)
}

/** Sources of this beginning, and `daybook` itself, are the program's own. */
export const ownSource = 'daybook:'

/**
 * The data of an event of a known type, in normal form, or what is wrong with it. Pointers are those of the whole event. Decisions that
 * no event stands for are read by `readDecision`, and taken from nobody outside.
 */
export const readData = (
  name: string,
  data: unknown,
  readBy: typeof readOutside = readOutside,
): { ok: true; item: OutsideItem } | { ok: false; problem: Problem } => {
  const read = readBy(name, data)
  return read.ok ? { ok: true, item: read.value } : { ok: false, problem: rejectionProblem(read.refusal) }
}

const unknownTypeText = (type: string): string => {
  const wayOut = nearestOr(type, eventNames, '/docs lists the types')
  return `this release has no event of the type ${JSON.stringify(type.slice(0, 80))}; ${wayOut}`
}

const rejectionProblem = (rejection: Rejection): Problem => {
  switch (rejection.code) {
    case 'unknown-event-type':
      return problem(rejection.code, unknownTypeText(rejection.type))
    case 'total-mismatch': {
      const { given, computed, difference } = rejection
      const detail = `net is ${given}, the lines add up to ${computed}: a difference of ${difference}`
      return problem(rejection.code, detail, { given, computed, difference, errors: [{ pointer: '/data/net', detail }] })
    }
    default: {
      const errors = rejection.flaws
        .slice(0, errorsMax)
        .map(({ pointer, message }) => ({ pointer: `/data${pointer.slice(0, 200)}`, detail: message }))
      const detail = errors
        .slice(0, 3)
        .map((error) => `${error.pointer} ${error.detail}`)
        .join('; ')
      return problem(rejection.code, detail, { errors })
    }
  }
}

const errorsMax = 50

/** An item from an envelope and its data in normal form: with its identity and the digest of its content. */
export const readItem = (
  envelope: Omit<Envelope, 'data' | 'type' | 'dataschema'>,
  item: OutsideItem,
  at: Pick<Item, 'line' | 'raw'>,
): ReadItem => {
  const { source, id, subject, time, recordedTime, trace } = envelope
  const { type, data, effectiveOn } = item
  const content = { type, subject, time: effectiveOn === null ? (time?.instant ?? null) : null, data }
  const eventId = eventIdOf(source, id)
  const identity = { source, id, eventId, type, payloadHash: payloadHash(content) }
  return { readable: true, line: at.line, raw: at.raw, ...identity, data, effectiveOn, subject, time, recordedTime, trace }
}

const unreadable = (item: Omit<UnreadableItem, 'readable'>): UnreadableItem => ({ readable: false, ...item })

/** Bytes as they came: as text where they are UTF-8. */
export const rawOf = (bytes: Buffer): Raw => {
  if (isUtf8(bytes) && !bytes.includes(0)) return { text: bytes.toString('utf8'), encoding: 'utf8' }
  return { text: bytes.toString('base64'), encoding: 'base64' }
}

/** As much of the identity as can be told of what is no CloudEvent. */
const guessed = (value: unknown): { source: string | null; id: string | null; type: string | null } => {
  const fields: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {}
  const text = (field: unknown): string | null => (typeof field === 'string' ? field.slice(0, 256) : null)
  return { source: text(fields.source), id: text(fields.id), type: text(fields.type) }
}

const schemaVersion = /(?:^|\/)([A-Za-z]+)\/v?([1-9]\d{0,5})$/

const versionProblem = ({ dataschema, type }: Envelope): Problem | null => {
  if (dataschema === null || !isEventName(type)) return null
  const [, name, version] = schemaVersion.exec(dataschema) ?? []
  if (name === type && Number(version) === latestVersion(type)) return null
  const detail = `dataschema must end in ${type}/${latestVersion(type)}, or be left out`
  return problem('unknown-version', detail, { errors: [{ pointer: '/dataschema', detail }] })
}

const subjectProblem = ({ subject }: Envelope, data: Readonly<Record<string, unknown>>): Problem | null => {
  const accountId = data.accountId
  if (subject === null || typeof accountId !== 'string' || subject === accountId) return null
  return problem('invalid', 'subject and data.accountId name two accounts', {
    errors: [{ pointer: '/subject', detail: 'must be data.accountId, or be left out' }],
  })
}

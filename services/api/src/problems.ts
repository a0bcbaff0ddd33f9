import type { ConflictCode, HoldCode, Refusal, Rejection } from '@daybook/domain'
import { ofTheDomain } from './domain-problems.ts'

/** What a code means over HTTP. `advice` is what its page adds: why it happens and what to do. */
export type Problem = { readonly status: number; readonly title: string; readonly advice?: string }

/** Requests that cannot be answered as they are. */
const ofTheRequest = {
  'invalid-request': {
    status: 400,
    title: 'The request does not match its schema',
    advice: 'Each entry of errors names the parameter, or the place in the body, and what is wrong with it.',
  },
  'bad-cursor': {
    status: 400,
    title: 'The cursor is not one of this listing',
    advice: 'A cursor holds for the parameters it was given with. Leave it out to begin again.',
  },
  'bad-url': { status: 400, title: 'The address cannot be read' },
  'bad-request': { status: 400, title: 'The request cannot be read' },
  'bad-instant': { status: 400, title: 'knownAt is neither an instant nor a position' },
  'beyond-head': {
    status: 400,
    title: 'The position lies beyond the end of the log',
    advice: 'Positions count from 0 to the head, which the problem names. To wait for an event to be posted, give minPosition.',
  },
  'foreign-host': {
    status: 403,
    title: 'The request names another host than this one',
    advice: 'Without sign-in only localhost, 127.0.0.1 and [::1] with the port of the server are answered (DNS rebinding).',
  },
  'foreign-origin': {
    status: 403,
    title: 'The request comes from a page of another site',
    advice: 'Without sign-in pages of other sites may not call this server.',
  },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'unknown-kpi-version': { status: 404, title: 'The KPI has no such version' },
  'unknown-event': { status: 404, title: 'No event with this id is recorded' },
  'unknown-projection': { status: 404, title: 'There is no such projection' },
  'unknown-chart': {
    status: 404,
    title: 'The report has no chart of this name',
    advice: 'The list of reports names the charts of each.',
  },
  'method-not-allowed': { status: 405, title: 'The method is not offered at this address' },
  'not-acceptable': { status: 406, title: 'None of the formats asked for is offered' },
  'slow-request': { status: 408, title: 'The request took too long' },
  'not-yet-applied': {
    status: 409,
    title: 'The ledgers have not reached the position asked for',
    advice: 'The projector is behind. Ask again; applied tells how far it is.',
  },
  'nothing-to-switch-to': { status: 409, title: 'There is no other generation to switch to' },
  'rebuild-differs': {
    status: 409,
    title: 'The other generation holds other figures',
    advice: 'Look at the differences first. To switch all the same, send force.',
  },
  'not-the-owner': {
    status: 409,
    title: 'The projector may not make generations of the ledgers',
    advice:
      'Only the owner of the tables makes them: let the projector sign in as the owner (DAYBOOK_POSTGRES_URL) for a rebuild.',
  },
  'rebuild-running': { status: 409, title: 'A rebuild is under way' },
  'body-too-large': { status: 413, title: 'The body breaks a limit' },
  'answer-too-large': {
    status: 413,
    title: 'The answer would break a limit',
    advice: 'Ask for fewer cells, or page through it.',
  },
  'export-too-large': {
    status: 413,
    title: 'The export does not fit into its file',
    advice:
      'A workbook holds 50,000 rows a sheet. The same address with the suffix .csv or .ndjson gives all of them, one after the other.',
  },
  'unsupported-media-type': { status: 415, title: 'The content type is not taken here' },
  'unsupported-encoding': { status: 415, title: 'The content coding is not taken here' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers of the request are too large' },
  'internal-error': {
    status: 500,
    title: 'The program failed',
    advice: 'The log of the server has the reason under the requestId.',
  },
  'not-offered': { status: 503, title: 'This process does not offer that', advice: 'Its role is not on here.' },
  'not-ready': { status: 503, title: 'The server is not ready' },
  overloaded: { status: 503, title: 'The server has more to do than it can' },
  'too-many-streams': {
    status: 503,
    title: 'As many streams are open as may be',
    advice: 'Close one that is not read any more, or let DAYBOOK_STREAM_CLIENTS allow more.',
  },
  'ledgers-damaged': {
    status: 503,
    title: 'The ledgers are damaged and answer nobody',
    advice:
      'The log is not touched. Rebuild and switch (daybook projections), or start the server again: the ledgers are posted anew.',
  },
  'server-away': {
    status: 503,
    title: 'A server that the book needs does not answer',
    advice: 'Send it again as it is: all goes on by itself once the server is back. /readyz says which one is away.',
  },
  'storage-failed': {
    status: 503,
    title: 'The storage failed',
    advice: 'Whether the write was recorded is not known: send it again as it is.',
  },
  'disk-full': {
    status: 507,
    title: 'The disk is full',
    advice: 'Nothing of the write was recorded, and reading goes on. Send it again as it is once there is room.',
  },
} as const satisfies Record<string, Problem>

/** Questions that the answering layer cannot answer. */
const ofTheQuestion = {
  'unknown-kpi': { status: 404, title: 'There is no such KPI', advice: 'GET /v1/kpis lists them.' },
  'unknown-report': { status: 404, title: 'There is no such report', advice: 'GET /v1/reports lists them.' },
  'unsupported-period': { status: 400, title: 'The KPI has no value for this kind of period' },
  'range-too-long': { status: 400, title: 'The range holds too many periods' },
  'unsupported-scope': { status: 400, title: 'The KPI is not kept at this scope' },
} as const satisfies Record<string, Problem>

/** What the intake answers with, for single items and for whole requests. */
const ofTheIntake = {
  'not-json': { status: 400, title: 'The input is not JSON in UTF-8' },
  'not-cloudevents': { status: 400, title: 'The input is not a CloudEvent 1.0' },
  'duplicate-key': { status: 400, title: 'An object names the same key twice' },
  'too-deep': { status: 400, title: 'The input is nested too deeply' },
  'too-large': { status: 400, title: 'The item breaks a limit of size' },
  'bad-id': { status: 400, title: 'The id cannot be an identity' },
  'bad-source': { status: 400, title: 'The source cannot be an identity' },
  'unknown-event-type': { status: 400, title: 'This release does not know the type of the event' },
  'unknown-version': { status: 400, title: 'This release does not know the version of the schema' },
  'unknown-field': { status: 400, title: 'The data has a field its type does not have' },
  invalid: { status: 400, title: 'The event does not match its schema' },
  'total-mismatch': { status: 400, title: 'The net amount does not agree with the lines' },
  'currency-missing': { status: 400, title: 'An amount comes without its currency' },
  'future-time': { status: 400, title: 'The event lies in the future' },
  'source-not-allowed': { status: 400, title: 'The sender may not use this source' },
  tombstone: { status: 400, title: 'The record has no value' },
  'rows-apart': { status: 400, title: 'The rows of one order do not stand together' },
  'duplicate-header': { status: 400, title: 'A CloudEvents header comes more than once' },
  'recorded-time-goes-back': { status: 409, title: 'The recorded time lies before one already recorded' },
  fault: { status: 400, title: 'The program failed on this item; it is kept' },
  'identity-conflict': {
    status: 409,
    title: 'Other content is recorded under this identity',
    advice: 'A source and id name one fact for ever. Send a correction, with an id of its own.',
  },
  'strict-handling': { status: 422, title: 'Nothing was recorded: an item could not be' },
  'length-mismatch': { status: 400, title: 'The body ended before its length' },
  'file-changed': { status: 409, title: 'The file is not the one the import began with' },
  'import-unknown': { status: 404, title: 'There is no such import' },
  'import-interrupted': {
    status: 503,
    title: 'The import was interrupted; it can be resumed',
    advice: 'What was recorded stays. Send the same file again with resume and the importId of the problem.',
  },
  'feed-unknown': { status: 404, title: 'The feed, or what is asked of it, is not there' },
  'held-unknown': { status: 404, title: 'There is no such held item' },
  'held-decided': { status: 409, title: 'The held item is already decided' },
  'in-flight': { status: 409, title: 'A request with this key is under way' },
  'idempotency-key-reused': {
    status: 422,
    title: 'The key was used for another request',
    advice: 'An Idempotency-Key stands for one request with one body. Take a new key for another one.',
  },
  'backfill-in-progress': { status: 503, title: 'A backfill has the book to itself' },
  'outcome-unknown': {
    status: 503,
    title: 'What became of it is not known yet; the same request again will tell',
    advice: 'It may be recorded already. Send it again as it is: what is there is answered as a duplicate.',
  },
  'intake-busy': { status: 429, title: 'The intake has as much waiting as it takes' },
  'revision-mismatch': {
    status: 412,
    title: 'The stream has moved on since it was read',
    advice: 'If-Match names another revision than the stream is at. Read again and decide anew.',
  },
  'concurrent-modification': { status: 409, title: 'Others were faster, again and again' },
} as const satisfies Record<string, Problem>

/**
 * The one table of problems: every code that this server answers with, its HTTP status and its title.
 * `/problems/<code>` shows its line.
 */
export const problems = { ...ofTheRequest, ...ofTheQuestion, ...ofTheIntake, ...ofTheDomain } satisfies Record<
  Refusal['code'] | HoldCode | ConflictCode | Rejection['code'],
  Problem
>

/** A code of the table. */
export type ProblemCode = keyof typeof problems

/** Whether the table has the code. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code)

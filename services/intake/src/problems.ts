import { type RefusalWords, refusalWords } from '@daybook/domain'

/** One place in the input that is wrong. */
type Pointed = { readonly pointer?: string; readonly parameter?: string; readonly detail: string }

/** RFC 9457 problem details, as an item of a batch carries it and as a whole answer may be. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors?: readonly Pointed[]
  readonly [fact: string]: unknown
}

/**
 * Every code the intake answers with: the HTTP status of a single item or a whole answer, and its title.
 * A decision that its decider refused carries the code of its refusal instead.
 */
export const intakeProblems = {
  // One item: rejected
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
  // One item: conflict and quarantine
  'identity-conflict': { status: 409, title: 'Other content is recorded under this identity' },
  'order-exists': { status: 409, title: 'The order is recorded under another id' },
  'unknown-account': { status: 422, title: 'The account is not registered' },
  'credit-note-exists': { status: 409, title: 'The credit note is recorded under another id' },
  'opportunity-exists': { status: 409, title: 'The opportunity is recorded with other particulars' },
  'unknown-order': { status: 422, title: 'The order is not recorded' },
  'unknown-credit-note': { status: 422, title: 'The credit note is not recorded' },
  'unknown-opportunity': { status: 422, title: 'The opportunity is not recorded' },
  'activity-exists': { status: 409, title: 'The activity is recorded under another id' },
  'unknown-activity': { status: 422, title: 'The activity is not recorded' },
  // Whole answers
  'invalid-request': { status: 400, title: 'The request does not match its schema' },
  'strict-handling': { status: 422, title: 'Nothing was recorded: an item could not be' },
  'body-too-large': { status: 413, title: 'The body breaks a limit' },
  'bad-cursor': { status: 400, title: 'The cursor is not one of this listing' },
  'unsupported-media-type': { status: 415, title: 'The content type is not taken here' },
  'unsupported-encoding': { status: 415, title: 'The content coding is not taken here' },
  'slow-request': { status: 408, title: 'The request took too long' },
  'length-mismatch': { status: 400, title: 'The body ended before its length' },
  'file-changed': { status: 409, title: 'The file is not the one the import began with' },
  'import-unknown': { status: 404, title: 'There is no such import' },
  'import-interrupted': { status: 503, title: 'The import was interrupted; it can be resumed' },
  'feed-unknown': { status: 404, title: 'The feed, or what is asked of it, is not there' },
  'held-unknown': { status: 404, title: 'There is no such held item' },
  'held-decided': { status: 409, title: 'The held item is already decided' },
  'in-flight': { status: 409, title: 'A request with this key is under way' },
  'idempotency-key-reused': { status: 422, title: 'The key was used for another request' },
  'backfill-in-progress': { status: 503, title: 'A backfill has the book to itself' },
  'outcome-unknown': { status: 503, title: 'What became of it is not known yet; the same request again will tell' },
  'intake-busy': { status: 429, title: 'The intake has as much waiting as it takes' },
  'revision-mismatch': { status: 412, title: 'The stream has moved on since it was read' },
  'not-yet-applied': { status: 409, title: 'The ledgers have not reached the position asked for' },
  'concurrent-modification': { status: 409, title: 'Others were faster, again and again' },
} as const satisfies Record<string, { status: number; title: string }>

export type IntakeCode = keyof typeof intakeProblems

type Facts = { readonly errors?: readonly Pointed[]; readonly [fact: string]: unknown }

/** A problem of the table with what is wrong this time. */
export const problem = (code: IntakeCode, detail: string, facts: Facts = {}): Problem => ({
  type: `/problems/${code}`,
  title: intakeProblems[code].title,
  status: intakeProblems[code].status,
  code,
  detail: detail.length > detailMax ? `${detail.slice(0, detailMax - 1)}…` : detail,
  ...facts,
})

/** A decision its decider refused, in the words of the refusal and with its facts. */
export const refusalProblem = (refusal: { readonly code: string }): Problem => ({
  type: `/problems/${refusal.code}`,
  title: 'The decision was refused',
  status: 422,
  code: refusal.code,
  detail: wordsOf(refusal),
  // Refusals hold ids, dates and amounts; what JSON has no number for is text.
  refusal: JSON.parse(JSON.stringify(refusal, (_, value) => (typeof value === 'bigint' ? String(value) : value))),
})

/** What is so, of whom or when, and what to do. */
const wordsOf = (refusal: { readonly code: string }): string => {
  const { code, ...facts } = refusal
  // What an older release has put aside may have a code that this one does not refuse by any more.
  const words: RefusalWords = Object.hasOwn(refusalWords, code)
    ? refusalWords[code as keyof typeof refusalWords]
    : { title: `the decision was refused: ${code}` }
  const told = Object.entries(facts).flatMap(([name, value]) => (isTold(value) ? [`${name} ${value}`] : []))
  const title = told.length === 0 ? words.title : `${words.title} (${told.join(', ')})`
  return words.advice === undefined ? title : `${title}. ${words.advice}`
}

/** Ids, days and numbers; amounts and lists stand in the facts alone. */
const isTold = (value: unknown): boolean => typeof value === 'number' || (typeof value === 'string' && value !== '')

/** A problem that ends a whole request or import. Thrown below the route, answered there. */
export class IntakeFailure extends Error {
  readonly problem: Problem
  readonly retryAfterSeconds: number | null
  constructor(thrown: Problem, retryAfterSeconds: number | null = null) {
    super(`${thrown.code}: ${thrown.detail}`)
    this.problem = thrown
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** One segment of a JSON pointer (RFC 6901). */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const detailMax = 500

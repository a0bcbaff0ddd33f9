import { type Problem, type ProblemCode, problems } from './problems.ts'

/** One place in a request that is wrong: `pointer` into the body (RFC 6901), or a `parameter` of the address or a header. */
export type Pointed = { readonly pointer?: string; readonly parameter?: string; readonly detail: string }

/** What is particular to one problem: the sentence, the places, and the facts that a program can act on. */
export type Particulars = {
  readonly detail: string
  readonly errors?: readonly Pointed[]
  readonly facts?: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds?: number
}

/** A request that ends in a problem of the table. Thrown in a route, answered in one place as RFC 9457 `application/problem+json`. */
export class HttpProblem extends Error {
  readonly code: ProblemCode
  readonly particulars: Particulars
  constructor(code: ProblemCode, particulars: Particulars) {
    super(particulars.detail)
    this.code = code
    this.particulars = particulars
  }
}

/** The body of a problem: the standard members, the stable `code`, and the facts as members of their own. */
export const problemBody = (
  code: ProblemCode,
  particulars: Particulars,
  requestId: string,
): Readonly<Record<string, unknown>> => {
  const { status, title }: Problem = problems[code]
  return {
    ...particulars.facts,
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail: particulars.detail,
    ...(particulars.errors === undefined ? {} : { errors: particulars.errors }),
    requestId,
  }
}

export const problemJson = 'application/problem+json; charset=utf-8'

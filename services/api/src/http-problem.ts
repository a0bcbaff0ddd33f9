import { isProblemCode, type Problem, type ProblemCode, problems } from './problems.ts'

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

/** A problem as the intake tells it: an RFC 9457 object; of a refusal also the refusal itself. */
export type OutsideProblem = {
  readonly code: string
  readonly detail: string
  readonly errors?: readonly Pointed[]
  readonly [fact: string]: unknown
}

/** The error that answers an outside problem by its line of the table. A code that the table lacks is a fault. */
export const thrownProblem = (problem: OutsideProblem, retryAfterSeconds: number | null = null): Error => {
  const { code, detail, errors, type: _, title: __, status: ___, refusal = {}, ...rest } = problem
  if (!isProblemCode(code)) return new Error(`the table of problems has no ${code}: ${detail}`)
  return new HttpProblem(code, {
    detail,
    facts: { ...rest, ...(refusal as object) }, // Sound: a refusal is an object
    ...(errors === undefined ? {} : { errors }),
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  })
}

export const problemJson = 'application/problem+json; charset=utf-8'

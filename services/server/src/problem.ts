import { z } from 'zod'
import { type Answer, type Call, type Client, textOf } from './client.ts'
import { CommandFailure, type exitCodes } from './exit-codes.ts'

const Problem = z.looseObject({
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  importId: z.string().optional(),
  errors: z
    .array(z.looseObject({ pointer: z.string().optional(), parameter: z.string().optional(), detail: z.string() }))
    .optional(),
  results: z
    .array(
      z.looseObject({ line: z.number().optional(), error: z.looseObject({ code: z.string(), detail: z.string() }).optional() }),
    )
    .optional(),
})

/** How many items of a refused whole are shown. */
const shownMax = 20

/** The answer's JSON in the shape asked for; an error answer ends the command with the exit code of its kind. */
export const ask = async <Shape extends z.ZodType>(
  client: Client,
  shape: Shape,
  { path, ...call }: Call & { readonly path: string },
): Promise<z.infer<Shape>> => {
  const answer = await succeeded(await client.request(path, call))
  return shape.parse(JSON.parse(await textOf(answer)))
}

/** The answer itself, or a failure that tells the problem it holds. */
export const succeeded = async (answer: Answer): Promise<Answer> => {
  if (answer.status < 400) return answer
  throw failureOf(answer.status, await textOf(answer))
}

/** What a problem means to the one who gave the command. */
const failureOf = (status: number, body: string): CommandFailure => {
  const parsed = Problem.safeParse(jsonOf(body))
  if (!parsed.success) return new CommandFailure(kindOf(status), [`The server answered ${status}.`, 'Is this a Daybook server?'])
  const { title, detail, code, errors = [], importId, results = [] } = parsed.data
  const kind = kindOf(status)
  // An import that had begun was asked for as it should be: what is wrong is the file.
  const places = errors.map(({ pointer, parameter, detail: why }) => `${parameter ?? pointer ?? ''}: ${why}`)
  const isSaid = detail === undefined || detail === title || (places[0] !== undefined && detail.startsWith(places[0]))
  const wayOut = waysOut.get(code)
  return new CommandFailure(kind === 'usage' && importId !== undefined ? 'badData' : kind, [
    `${title} (${code})`,
    ...(isSaid ? [] : [detail]),
    ...places.map((place) => `  ${place}`),
    ...results
      .flatMap(({ line, error }) => (error === undefined ? [] : [`  line ${line ?? '?'}: ${error.code}, ${error.detail}`]))
      .slice(0, shownMax),
    ...(wayOut === undefined ? [] : [wayOut]),
  ])
}

/** What to type next, where the problem tells it in terms of addresses. */
const waysOut: ReadonlyMap<string, string> = new Map([
  ['unknown-kpi', 'All of them: daybook kpi'],
  ['unknown-report', 'All of them: daybook report'],
  ['unknown-event', 'The latest ones: daybook events tail'],
  ['held-unknown', 'What waits: daybook quarantine list'],
])

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const kindOf = (status: number): keyof typeof exitCodes => {
  if (status === 404 || status === 410) return 'notFound'
  if (status === 409 || status === 412) return 'conflict'
  if (status === 408 || status === 429 || status === 503 || status === 504) return 'unavailable'
  if (status === 413 || status === 415 || status === 422) return 'badData'
  return status < 500 ? 'usage' : 'failed'
}

import { isDeepStrictEqual } from 'node:util'
import { latestVersion, parseEvent, type Recorded } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { z } from 'zod'
import type { Input } from './inputs.ts'
import type { Answer } from './target.ts'

const Summary = z.strictObject({
  accepted: z.int(),
  duplicate: z.int(),
  conflict: z.int(),
  rejected: z.int(),
  quarantined: z.int(),
})
export type Summary = z.infer<typeof Summary>

const Counted = z.looseObject({
  summary: Summary,
  received: z.int().optional(),
  results: z.array(z.unknown()).optional(),
  state: z.string().optional(),
})
const Problem = z.looseObject({ type: z.string(), code: z.string(), status: z.int(), detail: z.string() })

/** By design: the server is busy, a backfill or a stop has it to itself, or the disk is full. */
const designed: ReadonlySet<number> = new Set([503, 507])

/** What an answer was: its summary where it has one, and what is wrong with it, if anything is. */
export const judged = (input: Input, answer: Answer): { readonly summary: Summary | null; readonly wrong: string | null } => {
  const failed = answer.statuses.find((status) => status >= 500 && !designed.has(status))
  if (failed !== undefined) return { summary: null, wrong: `answered ${failed}: ${answer.body.slice(0, 300)}` }
  if (answer.body.includes('"code":"fault"'))
    return { summary: null, wrong: `the program failed on an item: ${answer.body.slice(0, 300)}` }
  if (input.kind === 'raw' || answer.statuses.length === 0) return { summary: null, wrong: null }
  const [status = 0] = answer.statuses
  const json = /[/+]json/.test(answer.contentType) ? jsonOf(answer.body) : null
  if (status >= 400) return { summary: summaryIn(json), wrong: problemOf(status, answer, json) }
  if (input.method === 'GET') return { summary: null, wrong: null }
  return { summary: summaryIn(json), wrong: sumOf(input, json) }
}

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

const summaryIn = (json: unknown): Summary | null => Counted.safeParse(json).data?.summary ?? null

const problemOf = (status: number, answer: Answer, json: unknown): string | null => {
  const problem = Problem.safeParse(json)
  if (!answer.contentType.startsWith('application/problem+json') || !problem.success) {
    return `answered ${status} without a problem: ${answer.contentType} ${answer.body.slice(0, 300)}`
  }
  return problem.data.status === status ? null : `answered ${status} with a problem of ${problem.data.status}`
}

/** What was received is the sum of what became of it, and each item of a request has its own result. */
const sumOf = ({ kind }: Input, json: unknown): string | null => {
  if (kind === 'decision') return null
  const counted = Counted.safeParse(json)
  if (!counted.success) return `answered without a summary: ${JSON.stringify(json)?.slice(0, 300)}`
  const { summary, received, results } = counted.data
  const sum = Object.values(summary).reduce((all, count) => all + count, 0)
  const expected = received ?? results?.length ?? -1
  return sum === expected ? null : `received ${expected}, but the outcomes add up to ${sum}`
}

const pageEvents = 1_000

/** Every event of the log against the schema of its type: what is wrong, of the first few. */
export const unsoundEvents = async (
  store: EventStore,
): Promise<{ readonly events: number; readonly wrong: readonly string[] }> => {
  const wrong: string[] = []
  let events = 0
  for (;;) {
    const page = await store.readAll({ from: BigInt(events), limit: pageEvents })
    for (const event of page) wrong.push(...unsound(event, events++))
    if (page.length < pageEvents) return { events, wrong: wrong.slice(0, 10) }
  }
}

const unsound = (event: Recorded, place: number): readonly string[] => {
  const { type, effectiveOn, data } = event
  const name = `${event.source} ${event.id} at ${event.position}`
  if (event.position !== BigInt(place)) return [`${name} stands at place ${place}`]
  try {
    const parsed = parseEvent({ type, version: latestVersion(type), effectiveOn, data })
    return isDeepStrictEqual(parsed.data, data) ? [] : [`${name} reads otherwise than it is stored: ${JSON.stringify(data)}`]
  } catch (error) {
    return [`${name} fails its schema: ${String(error).slice(0, 300)}`]
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import { identityOf, type SentEvent, setUp, slice } from '../crash/load.ts'

/** What went over HTTP, and what was wrong with its answers. */
export type Traffic = {
  readonly problems: string[]
  /** Answers since the last look, by what was asked and how it was answered, and the longest wait in milliseconds. */
  readonly look: () => { readonly counts: Readonly<Record<string, number>>; readonly slowestMs: number }
  /** Ends; resolves when all that was sent is answered. */
  readonly stop: () => Promise<void>
}

const batchItems = 10
/** Between two batches of a sender, and two looks of a reader. */
const restMs = 60
/** Nobody waits longer than this for an answer. */
const patienceMs = 30_000

const readPaths = ['/v1/kpis/net-sales?scope=org', '/v1/kpis/orders?scope=rep', '/v1/events?limit=20', '/v1/projections']

/** What is known of all that was ever sent. */
export type Known = {
  readonly seed: number
  readonly sent: Set<string>
  /** What was answered as recorded: it counts from then on. */
  readonly answered: Set<string>
  /** Runs of orders that were begun. */
  runs: number
}

type Shared = {
  readonly known: Known
  readonly urls: () => readonly string[]
  readonly problems: string[]
  readonly stopping: AbortSignal
  readonly count: (what: string, ms: number) => void
}

/** Sends what must be known before any order. */
export const sendSetUp = async (url: string, known: Known): Promise<void> => {
  const shared = { known, problems: [], count: () => undefined }
  const events = setUp()
  for (let start = 0; start < events.length; start += 50) {
    const part = events.slice(start, start + 50)
    if ((await attempt(url, part, shared)).left.length > 0) throw new Error('the set-up was not taken')
  }
}

/**
 * Two senders and a reader that do not stop whatever happens. A sender sends the same again, to the next process, until all of it is
 * answered as recorded. `urls`: the processes that are there now.
 */
export const startTraffic = (urls: () => readonly string[], known: Known): Traffic => {
  const stopping = new AbortController()
  const counts: Record<string, number> = {}
  let slowestMs = 0
  const count = (what: string, ms: number): void => {
    counts[what] = (counts[what] ?? 0) + 1
    slowestMs = Math.max(slowestMs, ms)
  }
  const problems: string[] = []
  const shared: Shared = { known, urls, problems, stopping: stopping.signal, count }
  const running = [send(shared), send(shared), read(shared)]
  return {
    problems,
    look: () => {
      const looked = { counts: { ...counts }, slowestMs: Math.round(slowestMs) }
      for (const what of Object.keys(counts)) delete counts[what]
      slowestMs = 0
      return looked
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

const send = async (shared: Shared): Promise<void> => {
  const { known } = shared
  while (!shared.stopping.aborted) {
    known.runs += 1
    let left = slice(known.seed, known.runs, batchItems)
    for (let turn = known.runs; left.length > 0; turn += 1) {
      const urls = shared.urls()
      const answer = await attempt(urls[turn % urls.length] ?? '', left, shared)
      left = answer.left
      // As its Retry-After asks, but this is a test: an outage has to be met in the act.
      await pause(left.length > 0 ? 200 : restMs)
    }
  }
}

type Result = { readonly source: string; readonly id: string; readonly status: string }

/** Sends a batch once; what of it must be sent again. */
const attempt = async (
  url: string,
  events: readonly SentEvent[],
  { known, problems, count }: Pick<Shared, 'known' | 'problems' | 'count'>,
): Promise<{ readonly left: readonly SentEvent[] }> => {
  for (const event of events) known.sent.add(identityOf(event))
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  const answer = await asked(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) })
  count(`sent ${answer.status}`, answer.ms)
  if (answer.status !== 200) {
    problems.push(...refusalProblems('a batch', answer))
    return { left: events }
  }
  const { results } = JSON.parse(answer.text) as { readonly results: readonly Result[] }
  for (const result of results) {
    if (['accepted', 'duplicate'].includes(result.status)) known.answered.add(identityOf(result))
    else problems.push(`${identityOf(result)} became ${JSON.stringify(result)}`)
  }
  return { left: [] }
}

const read = async ({ urls, stopping, problems, count }: Shared): Promise<void> => {
  for (let turn = 0; !stopping.aborted; turn += 1) {
    const path = readPaths[turn % readPaths.length] ?? ''
    const there = urls()
    const answer = await asked(`${there[Math.floor(turn / readPaths.length) % there.length]}${path}`)
    count(`read ${answer.status}`, answer.ms)
    if (answer.status !== 200) problems.push(...refusalProblems(path, answer))
    await pause(restMs)
  }
}

/** An answer; status 0 when there was none. */
type Answer = { readonly status: number; readonly text: string; readonly retryAfter: string | null; readonly ms: number }

/** Asks with a patience that is not endless. */
export const asked = async (url: string, options: RequestInit = {}): Promise<Answer> => {
  const begun = performance.now()
  const told = (status: number, text: string, retryAfter: string | null): Answer => ({
    status,
    text,
    retryAfter,
    ms: performance.now() - begun,
  })
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(patienceMs) })
    return told(response.status, await response.text(), response.headers.get('retry-after'))
  } catch (error) {
    return told(0, String(error), null)
  }
}

/** What nobody who asks must be told: where servers are, as whom we go there, where in the program it failed. */
export const secret = /only-for-tests|postgres:\/\/|esdb:\/\/|\n\s+at /

/** A refusal says when to come again, and nothing of the inside. No answer at all is that of a process that was killed. */
const refusalProblems = (what: string, { status, text, retryAfter, ms }: Answer): readonly string[] => {
  if (status === 0) return ms >= patienceMs ? [`${what} was not answered within ${patienceMs} ms`] : []
  const shown = `${what} was answered with ${status} ${text.replace(/"requestId":"[^"]*"/, '').slice(0, 300)}`
  if (secret.test(text)) return [`${shown}, which tells too much`]
  if (![503, 507, 429].includes(status)) return [shown]
  return retryAfter === null ? [`${shown}, without Retry-After`] : []
}

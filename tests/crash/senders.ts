import type { AnswerJournal } from './answer-journal.ts'
import { identityOf, type SentEvent } from './load.ts'

/** Where to send to, and where answers are kept. */
export type Sending = { readonly url: string; readonly journal: Pick<AnswerJournal, 'answered'> }

type Result = { readonly source: string; readonly id: string; readonly status: string }

const recordedStatuses = new Set(['accepted', 'duplicate'])

/** What became of events: one status each, or null when the book went away before it answered. */
export type Statuses = ReadonlyMap<string, string>

/** Sends events in batches until all are answered or the book is gone; only what was answered as recorded enters the journal. */
export const sendBatches = async (sending: Sending, events: readonly SentEvent[], size = 20): Promise<Statuses> => {
  const statuses = new Map<string, string>()
  for (let start = 0; start < events.length; start += size) {
    const answer = await posted(`${sending.url}/v1/events`, {
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events.slice(start, start + size)),
    })
    if (answer === null) break
    const { results } = answer as { results: Result[] }
    sending.journal.answered(results.filter(({ status }) => recordedStatuses.has(status)))
    for (const result of results) statuses.set(identityOf(result), result.status)
  }
  return statuses
}

/** How an import is sent. */
export type ImportSending = Sending & { readonly importId?: string; readonly backfill?: boolean }

/** What became of an import. */
export type ImportAnswer = {
  readonly received: number
  readonly summary: Readonly<Record<'accepted' | 'duplicate' | 'conflict' | 'rejected' | 'quarantined', number>>
  readonly results: readonly Result[]
}

/** Sends events as one import; answered, all of them but the ones put aside are recorded. Null when the book went away before. */
export const sendImport = async (sending: ImportSending, events: readonly SentEvent[]): Promise<ImportAnswer | null> => {
  const { url, journal, importId, backfill = false } = sending
  const answer = await posted(`${url}/v1/imports${backfill ? '?backfill=true' : ''}`, {
    headers: { 'content-type': 'application/x-ndjson', ...(importId === undefined ? {} : { 'idempotency-key': importId }) },
    body: events.map((event) => JSON.stringify(event)).join('\n'),
  })
  if (answer === null) return null
  const whole = answer as ImportAnswer
  const aside = new Set(whole.results.map(identityOf))
  journal.answered(events.filter((event) => !aside.has(identityOf(event))))
  return whole
}

type Posted = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** The answer, or null when the book went away meanwhile. An answer that is no 200 is a finding. */
const posted = async (url: string, { headers, body }: Posted): Promise<unknown> => {
  const response = await fetch(url, { method: 'POST', headers: { ...headers }, body }).catch(() => null)
  if (response === null) return null
  const text = await response.text().catch(() => null)
  if (text === null) return null
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

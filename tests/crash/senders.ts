import type { SentEvent } from './load.ts'

/** What has been answered as recorded: the journal that the log is held against afterwards. */
export type Journal = Set<string>

export const identityOf = ({ source, id }: Pick<SentEvent, 'source' | 'id'>): string => `${source} ${id}`

type Result = { readonly source: string; readonly id: string; readonly status: string }

const recordedStatuses = new Set(['accepted', 'duplicate'])

/** Sends events in batches until all are answered or the book is gone; only what was answered enters the journal. */
export const sendBatches = async (url: string, events: readonly SentEvent[], journal: Journal): Promise<boolean> => {
  for (let start = 0; start < events.length; start += 20) {
    const answer = await posted(`${url}/v1/events`, {
      type: 'application/cloudevents-batch+json',
      body: JSON.stringify(events.slice(start, start + 20)),
    })
    if (answer === null) return false
    for (const result of (answer as { results: Result[] }).results) {
      if (recordedStatuses.has(result.status)) journal.add(identityOf(result))
    }
  }
  return true
}

/** Sends events as one import; answered, all of them but the ones put aside are recorded. */
export const sendImport = async (url: string, events: readonly SentEvent[], journal: Journal): Promise<boolean> => {
  const body = events.map((event) => JSON.stringify(event)).join('\n')
  const answer = await posted(`${url}/v1/imports`, { type: 'application/x-ndjson', body })
  if (answer === null) return false
  const aside = new Set((answer as { results: Result[] }).results.map(identityOf))
  for (const event of events) if (!aside.has(identityOf(event))) journal.add(identityOf(event))
  return true
}

/** The answer, or null when the book went away meanwhile. An answer that is no 200 is a finding. */
const posted = async (url: string, sent: { readonly type: string; readonly body: string }): Promise<unknown> => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': sent.type }, body: sent.body }).catch(() => null)
  if (response === null) return null
  const text = await response.text().catch(() => null)
  if (text === null) return null
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

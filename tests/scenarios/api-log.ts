import { type ApiDependencies, buildApi } from '@daybook/api'
import { openInMemoryEventStore } from '@daybook/event-store'
import { expect } from 'vitest'
import { accepted } from '../contract/event-store-facts.ts'

/** What the api needs of a process of which only the log matters: everything recorded is taken as posted. */
export const openLog = (more: Partial<ApiDependencies> = {}) => {
  const time = { now: Date.UTC(2025, 3, 1, 12) }
  const clock = () => time.now
  const eventStore = openInMemoryEventStore({ clock })
  const api = buildApi({
    version: '1.0.0',
    ready: async () => [],
    metrics: { contentType: 'text/plain; version=0.0.4', metrics: async () => '' },
    eventStore,
    applied: async () => ({ ...(await eventStore.head()), generation: 1 }),
    clock,
    timeZone: async () => 'America/New_York',
    execute: null,
    actor: { kind: 'user', id: 'local' },
    projections: { list: async () => [], act: async () => ({ ok: false, refusal: { code: 'unknown-projection', detail: '' } }) },
    ...more,
  })
  const record = async (...ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      time.now += 60_000
      expect((await eventStore.append({ appends: [accepted(id)] })).status).toBe('appended')
    }
  }
  const get = async (url: string) => {
    const answer = await api.inject(url)
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() }
  }
  return { api, eventStore, record, get, time }
}

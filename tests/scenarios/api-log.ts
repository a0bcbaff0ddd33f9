import { type ApiDependencies, buildApi } from '@daybook/api'
import { openInMemoryEventStore } from '@daybook/event-store'
import { derived, kpis, ledgers } from '@daybook/projections'
import { openAnswers, openInMemoryReadModel } from '@daybook/read-model'
import { expect } from 'vitest'
import { accepted } from '../contract/event-store-facts.ts'
import { postThrough } from '../contract/posting.ts'

/** What the api needs of a process of which only the log matters: events are taken as posted, with no entries. */
export const openLog = (more: Partial<ApiDependencies> = {}) => {
  const time = { now: Date.UTC(2025, 3, 1, 12) }
  const clock = () => time.now
  const eventStore = openInMemoryEventStore({ clock })
  const readModel = openInMemoryReadModel()
  const settings = { zone: 'America/New_York', currency: 'USD' }
  const answers = openAnswers({ readModel, log: eventStore, measures: { kpis, derived, ledgers }, settings })
  const api = buildApi({
    version: '1.0.0',
    ready: async () => [],
    metrics: { contentType: 'text/plain; version=0.0.4', metrics: async () => '' },
    eventStore,
    ledgers: async () => ({ generation: 1, readModel, answers }),
    clock,
    execute: null,
    actor: { kind: 'user', id: 'local' },
    projections: {
      list: async () => [],
      act: async () => ({ ok: false, refusal: { code: 'unknown-projection', detail: 'there is none' } }),
    },
    ...more,
  })
  const record = async (...ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      time.now += 60_000
      expect((await eventStore.append({ appends: [accepted(id, { ingestedAt: time.now })] })).status).toBe('appended')
    }
  }
  const post = async (): Promise<void> => {
    await readModel.claim()
    await postThrough(readModel, (await eventStore.head()).position)
  }
  const get = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await api.inject({ url, headers })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? null : answer.json() }
  }
  return { api, eventStore, record, post, get, time }
}

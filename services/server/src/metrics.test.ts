import { openInMemoryEventStore } from '@daybook/event-store'
import { expect, test } from 'vitest'
import type { BackendMeasures } from './backend-metrics.ts'
import { metricsOf } from './metrics.ts'

const files: BackendMeasures = {
  kind: 'files',
  folder: '/nowhere',
  log: () => ({ busyTotal: 2, verifiedPosition: 7n }),
  ledgerBusyTotal: () => 0,
}

const servers: BackendMeasures = {
  kind: 'servers',
  servers: [
    { name: 'postgresql', title: 'PostgreSQL', isUp: async () => true },
    { name: 'eventstore', title: 'the event store', isUp: async () => false },
  ],
  unknownOutcomesTotal: () => 4,
  pendingAppends: async () => 5,
}

const metrics = (backend: BackendMeasures = files, lag = async () => ({ events: 3, seconds: 1.5, behindSeconds: 1.2 })) =>
  metricsOf({ eventStore: openInMemoryEventStore(), projector: null, lag, backend })

test('what is received and what became of it are counted by transport and status, and add up', async () => {
  const { intake: counting, metrics: text } = metrics()
  const intake = counting()
  intake.received('import', 3)
  intake.settled('import', ['accepted', 'accepted', 'conflict'], 0.02)
  const lines = (await text()).split('\n')
  expect(lines).toContain('daybook_intake_received_total{transport="import"} 3')
  expect(lines).toContain('daybook_intake_items_total{transport="import",status="accepted"} 2')
  expect(lines).toContain('daybook_intake_items_total{transport="import",status="conflict"} 1')
  expect(lines).toContain('daybook_intake_conflicts_total 1')
})

test('gauges are read from the data when they are asked for', async () => {
  const lines = (await metrics().metrics()).split('\n')
  expect(lines).toContain('daybook_log_head_position -1')
  expect(lines).toContain('daybook_projection_oldest_unapplied_seconds 1.5')
  expect(lines).toContain('daybook_projection_lag_events 3')
})

test('no label names an account, a rep, an id or a source', async () => {
  const labels = new Set([...(await metrics().metrics()).matchAll(/[{,](\w+)="/g)].map(([, name]) => name))
  for (const personal of ['account', 'rep', 'id', 'source', 'user']) expect(labels).not.toContain(personal)
})

test('files are measured where there are files, and servers where there are servers', async () => {
  const [onFiles, onServers] = await Promise.all([metrics(files).metrics(), metrics(servers).metrics()])
  expect(onFiles).toContain('daybook_sqlite_busy_total{file="log"} 2')
  expect(onFiles).toContain('daybook_events_verified_position 7')
  expect(onFiles).not.toMatch(/backend|pending|unknown/)
  const lines = onServers.split('\n')
  expect(lines).toContain('daybook_backend_up{server="postgresql"} 1')
  expect(lines).toContain('daybook_backend_up{server="eventstore"} 0')
  expect(lines).toContain('daybook_log_unknown_outcomes_total 4')
  expect(lines).toContain('daybook_log_pending_appends 5')
  expect(onServers).not.toMatch(/sqlite|verified/)
})

test('what cannot be read is left out, and the rest is told all the same', async () => {
  const lines = (await metrics(servers, () => Promise.reject(new Error('PostgreSQL does not answer'))).metrics()).split('\n')
  expect(lines).toContain('daybook_log_head_position -1')
  expect(lines.filter((line) => line.startsWith('daybook_projection_'))).toEqual([])
})

test('a process that takes nothing in tells nothing of intake', async () => {
  expect(await metrics().metrics()).not.toContain('daybook_intake')
})

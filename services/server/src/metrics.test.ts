import { openInMemoryEventStore } from '@daybook/event-store'
import { expect, test } from 'vitest'
import { metricsOf } from './metrics.ts'

const metrics = () =>
  metricsOf({
    eventStore: openInMemoryEventStore(),
    projector: null,
    lag: async () => ({ events: 3, seconds: 1.5, behindSeconds: 1.2 }),
    folder: '/nowhere',
  })

test('what is received and what became of it are counted by transport and status, and add up', async () => {
  const { intake, metrics: text } = metrics()
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

import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test, vi } from 'vitest'
import { begin, daybook, patienceMs, serve } from './program.ts'
import { loadedFolder } from './small-book.ts'

vi.setConfig({ testTimeout: patienceMs })

const selectors = ['--scope', 'rep', '--entity', 'R1', '--period', '2025-02', '--as-of', '2025-04-01']

const order = { orderId: 'O9', accountId: 'A1', effectiveOn: '2025-02-20', currency: 'USD', net: '50.0000' }
const event = { specversion: '1.0', id: 'O9', source: 'erp', type: 'OrderAccepted', data: order }

test('a figure is watched: it is printed, and again when its value changes, until the server stops', async () => {
  const folder = await loadedFolder()
  const server = await serve(folder)
  const watching = begin(['kpi', 'net-sales', ...selectors, '--watch', '--json', '--data-dir', folder])
  const ended = once(watching, 'exit')
  const lines = createInterface({ input: watching.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value ?? 'null')
  expect(await next()).toMatchObject({ kpi: 'net-sales', entity: 'R1', value: '1100.0000' })
  const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) }
  expect((await fetch(`${server.address}/v1/events`, sent)).status).toBe(200)
  expect(await next()).toMatchObject({ value: '1150.0000' })
  expect(await server.stop()).toBe(0)
  expect((await ended)[0]).toBe(0)
})

test('a book that nobody serves is not watched', async () => {
  const { exitCode, stderr } = await daybook(['kpi', 'net-sales', '--watch', '--data-dir', await loadedFolder()])
  expect([exitCode, stderr]).toEqual([5, expect.stringContaining('Nobody serves this book')])
})

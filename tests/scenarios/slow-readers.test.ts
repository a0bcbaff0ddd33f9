import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { newFolder, patienceMs, serve } from './program.ts'

vi.setConfig({ testTimeout: patienceMs })

const event = (id: string, type: string, data: object) => ({ specversion: '1.0', id, source: 'erp', type, data })
const accounts = 200
const customers = Array.from({ length: accounts }, (_, number) =>
  event(`A${number}`, 'AccountRegistered', { accountId: `A${number}`, name: `Account ${number}`, effectiveOn: '2025-01-01' }),
)
const order = (number: number) => {
  const parties = { orderId: `O${number}`, accountId: `A${number % accounts}` }
  return event(`O${number}`, 'OrderAccepted', {
    ...parties,
    effectiveOn: '2025-01-09',
    currency: 'USD',
    net: `${number + 1}.0000`,
  })
}

const send = async (address: string, events: readonly object[]) => {
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  const answer = await fetch(`${address}/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) })
  const { summary, position } = (await answer.json()) as { summary: { accepted: number }; position: string }
  expect(summary.accepted).toBe(events.length)
  return position
}

const walMiB = (folder: string): number =>
  readdirSync(folder)
    .filter((name) => name.endsWith('-wal'))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) /
  2 ** 20

/** A client that asks for more than it will ever read, on one connection, and then reads nothing. */
const stalled = async (address: string, paths: readonly string[]) => {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  socket.pause()
  for (const path of paths) socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`)
  return socket
}

test('fifty readers who read nothing hold up neither senders nor the write-ahead logs', async () => {
  const folder = newFolder()
  await using server = await serve(folder)
  const { address } = server
  await send(address, customers)
  const batch = (from: number) => Array.from({ length: 500 }, (_, index) => order(from + index))
  await send(address, batch(0))
  const exports = Array.from({ length: 8 }, () => '/v1/events?limit=1000')
  const readers = await Promise.all([
    ...Array.from({ length: 25 }, () => stalled(address, ['/v1/stream?kpi=orders&period=2025-01'])),
    ...Array.from({ length: 25 }, () => stalled(address, exports)),
  ])
  let last = ''
  for (let from = 500; from < 4_000; from += 500) last = await send(address, batch(from))
  const asked = `${address}/v1/kpis/orders?period=2025-01&asOf=2025-01-31&minPosition=${last}`
  await expect.poll(async () => (await fetch(asked)).json(), { timeout: 30_000 }).toMatchObject({ rows: [{ value: 4_000 }] })
  expect(walMiB(folder)).toBeLessThan(64)
  expect((await fetch(`${address}/readyz`)).status).toBe(200)
  const metrics = await (await fetch(`${address}/metrics`)).text()
  expect(metrics).toContain('\ndaybook_stream_clients 25\n')
  for (const reader of readers) reader.destroy()
  await expect.poll(async () => (await fetch(`${address}/metrics`)).text()).toContain('\ndaybook_stream_clients 0\n')
})

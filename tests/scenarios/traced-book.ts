import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { compose, readConfig } from '@daybook/server'
import { pino } from 'pino'
import { vi } from 'vitest'

type Headers = Readonly<Record<string, string>>

/** Resolves when it holds. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> =>
  void (await vi.waitUntil(holds, { timeout: 25_000, interval: 20 }))

/** A composed server with all roles, whose log lines are kept. */
export const openTracedBook = async (environment: Readonly<Record<string, string>>) => {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'daybook-traces-')), 'data')
  const read = readConfig({ dataDir, port: '0' }, { DAYBOOK_LIMIT_LOOP_DELAY_MS: '60000', ...environment })
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const lines: Readonly<Record<string, unknown>>[] = []
  const written = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const options = { clock: Date.now, log: pino(written), stopping: new AbortController().signal }
  const book = await compose(read.config, options)
  const ask = async (url: string) => (await book.app.inject({ url, headers: { host: 'localhost' } })).json()
  return {
    lines: lines as readonly Readonly<Record<string, unknown>>[],
    ask,
    metrics: async () => (await book.app.inject({ url: '/metrics', headers: { host: 'localhost' } })).body,
    send: (event: unknown, headers: Headers = {}) =>
      book.app.inject({
        method: 'POST',
        url: '/v1/events',
        headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
        payload: JSON.stringify(event),
      }),
    bring: (lines: string, headers: Headers) =>
      book.app.inject({
        method: 'POST',
        url: '/v1/imports',
        headers: { host: 'localhost', 'content-type': 'application/x-ndjson', ...headers },
        payload: lines,
      }),
    decide: (url: string, payload: object, headers: Headers = {}) =>
      book.app.inject({ method: 'POST', url, headers: { host: 'localhost', ...headers }, payload }),
    posted: async () =>
      until(async () => {
        const { items, ...problem } = await ask('/v1/projections')
        // A machine that is late refuses now and then.
        if (items === undefined && problem.status !== 503) throw new Error(JSON.stringify(problem))
        return items?.[0].lagEvents === 0
      }),
    [Symbol.asyncDispose]: () => book[Symbol.asyncDispose](),
  }
}

/** An account as a CloudEvent; `more` are further attributes. */
export const account = (accountId: string, more: Headers = {}) => ({
  specversion: '1.0',
  id: `acc-${accountId}`,
  source: 'crm',
  type: 'AccountRegistered',
  time: '2025-01-09T15:04:00Z',
  data: { accountId, name: accountId },
  ...more,
})

/** An order of 600 as a CloudEvent; `more` are further attributes. */
export const order = (orderId: string, more: Headers = {}) => ({
  specversion: '1.0',
  id: orderId,
  source: 'erp',
  type: 'OrderAccepted',
  time: '2025-01-09T15:04:00Z',
  data: { orderId, accountId: 'A1', salespersonId: 'R1', currency: 'USD', net: '600' },
  ...more,
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildFrame } from '@daybook/api'
import { openSqliteEventStore } from '@daybook/event-store'
import { defaultLimits, type Intake, intakeRoutes, openIntake } from '@daybook/intake'
import { localImport } from '../scenarios/local-import.ts'

/** How much is taken in. */
export type IntakeBenchOptions = { readonly folder?: string; readonly orders?: number; readonly accounts?: number }

/** Orders a second: new ones and the same again, imported in the process and through HTTP. */
export type IntakeBench = { readonly [path in 'imported' | 'importedAgain' | 'importedByHttp']: number }

/**
 * Measures imports of orders as NDJSON into a log on disk: decoded, validated and hashed in a thread of their own, judged and appended
 * in this one. The first thousand orders warm up and are not counted.
 */
export const benchIntake = async (options: IntakeBenchOptions = {}): Promise<IntakeBench> => {
  const { folder = tmpdir(), orders = 200_000, accounts = 1_000 } = options
  const scene = mkdtempSync(join(folder, 'daybook-bench-'))
  try {
    await using store = openSqliteEventStore({ file: join(scene, 'log.db') })
    const limits = { ...defaultLimits, importRows: Number.POSITIVE_INFINITY, importBytes: Number.POSITIVE_INFINITY }
    let ids = 0
    const newId = () => {
      ids += 1
      return String(ids).padStart(26, '0')
    }
    const log = { error: () => undefined, warn: () => undefined, info: () => undefined }
    await using intake = await openIntake({ store, policyDefaults: {}, limits, clock: Date.now, newId, log })
    await imported(intake, registrations(accounts))
    await imported(intake, feed({ from: 0, to: 1_000, accounts }))
    const first = feed({ from: 1_000, to: orders, accounts })
    return {
      imported: await rateOf(orders - 1_000, () => imported(intake, first)),
      importedAgain: await rateOf(orders - 1_000, () => imported(intake, first)),
      importedByHttp: await rateOf(orders, () => posted(intake, feed({ from: orders, to: orders * 2, accounts }))),
    }
  } finally {
    rmSync(scene, { recursive: true })
  }
}

const rateOf = async (orders: number, run: () => Promise<void>): Promise<number> => {
  const start = performance.now()
  await run()
  return Math.round((orders / (performance.now() - start)) * 1_000)
}

const imported = async (intake: Intake, file: Buffer): Promise<void> => {
  const report = await intake.imports.run({
    ...localImport(intake),
    blocks: blocksOf(file),
    importId: intake.newId(),
    actor: { kind: 'system', id: 'bench' },
    limits: intake.limits,
  })
  const { accepted, duplicate } = report.record.summary
  if (accepted + duplicate !== report.record.received) throw new Error('an order was put aside')
}

const posted = async (intake: Intake, file: Buffer): Promise<void> => {
  const app = buildFrame({ version: '1.0.0' })
  const actor = { kind: 'system', id: 'bench' } as const
  app.register(intakeRoutes, { intake, feeds: [], actor, limits: intake.limits, stopping: new AbortController().signal })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const headers = { 'content-type': 'application/x-ndjson' }
  const answer = await fetch(`${address}/v1/imports`, { method: 'POST', headers, body: new Uint8Array(file) })
  await answer.text()
  await app.close()
  if (answer.status !== 200) throw new Error(`the import was answered ${answer.status}`)
}

async function* blocksOf(file: Buffer): AsyncGenerator<Buffer> {
  const size = 64 * 1024
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size)
}

const fileOf = (events: Iterable<object>): Buffer =>
  Buffer.from(Array.from(events, (event) => `${JSON.stringify(event)}\n`).join(''))

const registrations = (accounts: number): Buffer =>
  fileOf(Array.from({ length: accounts }, (_, number) => registration(`A${number}`)))

const registration = (accountId: string) => ({
  specversion: '1.0',
  id: `account-${accountId}`,
  source: 'crm',
  type: 'AccountRegistered',
  data: { accountId, name: accountId, effectiveOn: '2024-01-01' },
})

const feed = ({ from, to, accounts }: { from: number; to: number; accounts: number }): Buffer =>
  fileOf(Array.from({ length: to - from }, (_, index) => order(from + index, `A${(from + index) % accounts}`)))

const order = (number: number, accountId: string) => ({
  specversion: '1.0',
  id: `SO${number}`,
  source: 'erp',
  type: 'OrderAccepted',
  subject: accountId,
  time: '2025-01-09T15:04:00Z',
  data: {
    orderId: `SO${number}`,
    accountId,
    effectiveOn: '2025-01-09',
    currency: 'USD',
    salespersonId: 'R1',
    lines: [{ lineId: '1', productId: 'BK-1', quantity: '2', net: '600.0000' }],
  },
})

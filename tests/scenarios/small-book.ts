import { cpSync, writeFileSync } from 'node:fs'
import { daybook, newFolder } from './program.ts'

const event = (recorded: string, source: string, [id, type, data]: readonly [string, string, object]): string =>
  JSON.stringify({ specversion: '1.0', id, source, type, time: recorded, recordedtime: recorded, data })

const order = (orderId: string, accountId: string, [effectiveOn, net]: readonly [string, string]) =>
  [orderId, 'OrderAccepted', { orderId, accountId, effectiveOn, currency: 'USD', net }] as const

const quota = (ownerId: string, amount: string) =>
  [`q-${ownerId}`, 'QuotaSet', { ownerType: 'rep', ownerId, period: '2025-02', amount, currency: 'USD' }] as const

const account = (accountId: string, repId: string, name: string): readonly string[] => [
  event('2024-12-02T10:00:00Z', 'crm', [`acc-${accountId}`, 'AccountRegistered', { accountId, name }]),
  event('2024-12-02T10:00:00Z', 'crm', [`as-${accountId}`, 'AccountAssigned', { accountId, repId, effectiveOn: '2025-01-01' }]),
]

/**
 * A book that fits on a page: two reps with an account each. In February R1 sold 1,000, corrected to 1,100 after the month, and R2 300,
 * with 250 that came late. Quotas are 1,000 each.
 */
export const smallBook: readonly string[] = [
  event('2024-12-02T09:00:00Z', 'people', ['team', 'TeamFormed', { teamId: 'T-East', name: 'East', effectiveOn: '2025-01-01' }]),
  event('2024-12-02T09:00:00Z', 'people', [
    'R1',
    'RepHired',
    { repId: 'R1', name: 'Ana', teamId: 'T-East', effectiveOn: '2025-01-01' },
  ]),
  event('2024-12-02T09:00:00Z', 'people', [
    'R2',
    'RepHired',
    { repId: 'R2', name: 'Bo', teamId: 'T-East', effectiveOn: '2025-01-01' },
  ]),
  ...account('A1', 'R1', 'Acme'),
  ...account('A2', 'R2', 'Birch'),
  event('2024-12-20T12:00:00Z', 'planning', quota('R1', '1000.0000')),
  event('2024-12-20T12:00:00Z', 'planning', quota('R2', '1000.0000')),
  event('2025-02-08T18:00:00Z', 'erp', order('O1', 'A1', ['2025-02-08', '1000.0000'])),
  event('2025-02-14T18:00:00Z', 'erp', order('O2', 'A2', ['2025-02-14', '300.0000'])),
  event('2025-03-04T09:00:00Z', 'erp', order('O3', 'A2', ['2025-02-25', '250.0000'])),
  event('2025-03-06T15:00:00Z', 'erp', [
    'O1-1',
    'OrderCorrected',
    { orderId: 'O1', accountId: 'A1', effectiveOn: '2025-02-08', currency: 'USD', net: '1100.0000', reason: 'price' },
  ]),
]

/** The last position of the small book. */
export const smallHead = String(smallBook.length - 1)

/** Lines as a file to import. */
export const fileOf = (lines: readonly string[]): string => {
  const file = `${newFolder()}.ndjson`
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

let loaded: Promise<string> | null = null

/** A folder of its own that holds the small book, imported once and copied. */
export const loadedFolder = async (): Promise<string> => {
  loaded ??= importSmallBook()
  const folder = newFolder()
  cpSync(await loaded, folder, { recursive: true })
  return folder
}

const importSmallBook = async (): Promise<string> => {
  const folder = newFolder()
  const { exitCode, stderr } = await daybook(['import', fileOf(smallBook), '--backfill', '--data-dir', folder])
  if (exitCode !== 0) throw new Error(stderr)
  // Opened once, so that the ledgers are posted.
  await daybook(['kpi', 'net-sales', '--data-dir', folder])
  return folder
}

import { statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { instantText } from '@daybook/domain'
import { openSqliteEventStore, readDataFolder, sqliteVersions } from '@daybook/event-store'
import { derived, kpis } from '@daybook/projections'
import { isLedgerDamage, ledgerFile, structureProblem } from '@daybook/read-model'
import type { Config } from './config.ts'
import { holdsBook, logFile } from './data-files.ts'
import { CommandFailure, exitCodes } from './exit-codes.ts'
import { grouped } from './figures.ts'
import { openReadOnly, type ReadOnlyBook } from './read-only-book.ts'
import { lagOf } from './readiness.ts'
import { release } from './release.ts'

/** One thing that was looked at: `bad` makes the doctor end with 1, `told` is not judged. */
export type Finding = { readonly name: string; readonly verdict: 'good' | 'bad' | 'told'; readonly detail: string }

type Examined = {
  readonly config: Config
  readonly clock: () => number
  readonly onProgress: (done: number, whole: number) => void
}

const good = (name: string, detail: string): Finding => ({ name, verdict: 'good', detail })
const bad = (name: string, detail: string): Finding => ({ name, verdict: 'bad', detail })
const told = (name: string, detail: string): Finding => ({ name, verdict: 'told', detail })
const judged = (isGood: boolean, name: string, detail: string): Finding => (isGood ? good : bad)(name, detail)

/**
 * Looks at the program, the machine and the book. It changes nothing, but ledgers that are found to be wrong are marked: they answer
 * nobody any more until they are posted anew.
 */
export const examine = async (examined: Examined): Promise<readonly Finding[]> => {
  const { config } = examined
  if (config.backend === 'distributed') return [...ofProgram(), ...(await ofServers(examined))]
  const findings = [...ofProgram(), ofDisk(config.dataDir), await ofAddress(config)]
  if (!holdsBook(config.dataDir)) return [...findings, told('book', `none in ${config.dataDir}`)]
  const writing = await ofWriting(config.dataDir)
  await using book = await openReadOnly(config)
  return [...findings, writing, ...(await ofLog(book, examined)), ...(await ofLedgersMarked(book, examined))]
}

/** A server that cannot be reached, or holds a book that is not whole, is a finding like any other; one without a book is no fault. */
const ofServers = async (examined: Examined): Promise<readonly Finding[]> => {
  const { openSharedReadOnly } = await import('./shared-read-only.ts')
  try {
    await using book = await openSharedReadOnly(examined.config)
    return [good('servers', 'both answer'), ...(await ofLog(book, examined)), ...(await ofLedgersMarked(book, examined))]
  } catch (error) {
    if (error instanceof CommandFailure && error.exitCode === exitCodes.notFound) return [told('book', messageOf(error))]
    return [bad('servers', messageOf(error))]
  }
}

const nodeMajorMin = 22

const ofProgram = (): readonly Finding[] => {
  const { sqlite, driver } = sqliteVersions()
  return [
    told('release', release),
    judged(Number(process.versions.node.split('.')[0]) >= nodeMajorMin, 'node', process.version),
    good('sqlite', `${sqlite}, ${driver}`),
    told('catalogue', `${kpis.length} KPIs, ${derived.length} computed from them; versions ${versions()}`),
  ]
}

const versions = (): string => {
  const changed = [...kpis, ...derived].filter(({ version }) => version > 1).map(({ name, version }) => `${name} ${version}`)
  return changed.length === 0 ? 'all 1' : `1, but ${changed.join(', ')}`
}

const freeBytesMin = 256 * 1_048_576

const ofDisk = (folder: string): Finding => {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return judged(
      bavail * bsize >= freeBytesMin,
      'disk',
      `${grouped(String(Math.floor((bavail * bsize) / 1_048_576)))} MiB free in ${folder}`,
    )
  } catch {
    return told('disk', `${folder} is not there yet`)
  }
}

/** The server that holds the folder must answer; without one the port must be free. */
const ofAddress = async ({ dataDir, host, port }: Config): Promise<Finding> => {
  const holder = readDataFolder(dataDir)
  if (holder === null) {
    const free = port === 0 || (await isFree(host, port))
    return told(
      'address',
      free ? `${host}:${port} is free; nobody serves` : `${host}:${port} is taken by another program; nobody serves this book`,
    )
  }
  if (holder.address === null) return told('address', `process ${holder.pid} has the folder, and does not serve`)
  const ready = await fetch(`${holder.address}/readyz`).catch(() => null)
  if (ready === null) return bad('address', `process ${holder.pid} should serve on ${holder.address}, but does not answer`)
  return judged(ready.ok, 'address', `process ${holder.pid} serves on ${holder.address}: ${ready.ok ? 'ready' : 'not ready'}`)
}

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })

/** A writer refuses to open a log that it cannot write durably; where the folder is free, one is opened to see. */
const ofWriting = async (folder: string): Promise<Finding> => {
  if (readDataFolder(folder) !== null)
    return good('synchronous', 'FULL, as the holder of the folder asserted when it opened the log')
  try {
    await openSqliteEventStore({ file: logFile(folder) })[Symbol.asyncDispose]()
    return good('synchronous', 'FULL, read back from a writer')
  } catch (error) {
    return bad('synchronous', messageOf(error))
  }
}

const ofLog = async ({ eventStore }: ReadOnlyBook, { onProgress }: Examined): Promise<readonly Finding[]> => {
  const head = await eventStore.head()
  if (head.position < 0n) return [told('log', 'empty')]
  const recordedAt = head.recordedAt === null ? '' : `, recorded ${instantText(head.recordedAt)}`
  let checked = 0
  const damage: string[] = []
  for (let from = 0n; from <= head.position; from += chunk) {
    const to = from + chunk - 1n < head.position ? from + chunk - 1n : head.position
    const verification = await eventStore.verifyEvents({ from, to })
    checked += verification.checked
    damage.push(...verification.damage.map(({ position, problem }) => `position ${position}: ${problem}`))
    onProgress(checked, Number(head.position) + 1)
  }
  return [
    good('log', `head at position ${head.position}${recordedAt}`),
    judged(
      damage.length === 0,
      'events',
      damage[0] ?? `all ${grouped(String(checked))}, from position 0 on, compared with their checksums`,
    ),
  ]
}

const chunk = 10_000n

/** Marks ledgers that are not what was posted, also those that cannot be read at all. */
const ofLedgersMarked = async (book: ReadOnlyBook, examined: Examined): Promise<readonly Finding[]> => {
  const { damage } = book
  if (damage !== null) return [bad('ledgers', `${damage}; they are posted anew when the book is opened`)]
  const findings = await ofLedgers(book, examined).catch((error: unknown) => {
    // A busy file or a failing disk says nothing of what is stored; what cannot be decoded does.
    if (error instanceof Error && 'code' in error && !isLedgerDamage(error)) throw error
    return [bad('totals', messageOf(error))]
  })
  const wrong = findings.find(({ name, verdict }) => verdict === 'bad' && (name === 'structure' || name === 'totals'))
  if (wrong !== undefined) await book.markDamaged(wrong.detail)
  return findings
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const ofLedgers = async (
  { eventStore, readModel, generation, postedWith }: ReadOnlyBook,
  { clock, config }: Examined,
): Promise<readonly Finding[]> => {
  if (readModel === null || generation === null) return [told('ledgers', 'none yet; they are posted when the book is opened')]
  const isInFiles = config.backend === 'embedded'
  const structure = isInFiles ? structureProblem(ledgerFile(config.dataDir, generation)) : null
  const [{ position: head }, checkpoint] = await Promise.all([eventStore.head(), readModel.checkpoint()])
  const { position } = checkpoint
  if (position > head) {
    const why = 'the log was restored from an older copy; they are posted anew when the book is opened'
    return [bad('ledgers', `generation ${generation} is at position ${position}, beyond the head ${head}: ${why}`)]
  }
  const lag = await lagOf({ eventStore, checkpoint: async () => checkpoint, clock })
  const differences = await readModel.audit()
  const incomplete = await readModel.incomplete(position)
  return [
    told('ledgers', `generation ${generation} at position ${position}, ${lag.events} events behind`),
    told('versions', outdatedText(postedWith.outdated)),
    ...(isInFiles ? [judged(structure === null, 'structure', structure ?? 'pages and indexes are sound')] : []),
    judged(
      differences.length === 0,
      'totals',
      differences[0] ?? `${grouped(String(checkpoint.entries))} ledger entries added up again`,
    ),
    judged(incomplete.length === 0, 'applied', incomplete[0]?.problem ?? 'every event'),
  ]
}

const outdatedText = (outdated: ReadOnlyBook['postedWith']['outdated']): string => {
  if (outdated.length === 0) return 'the newest of every KPI'
  const shown = outdated.map(({ kpi, posted, current }) => `${kpi} ${posted ?? 'none'} instead of ${current ?? 'none'}`)
  return `${shown.join(', ')}: daybook projections rebuild, diff, switch`
}

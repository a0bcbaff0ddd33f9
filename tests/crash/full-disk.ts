import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openSqliteEventStore } from '@daybook/event-store'
import { accepted } from '../contract/event-store-facts.ts'
import { type AnswerJournal, openAnswerJournal } from './answer-journal.ts'
import { startBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { caughtUp, rebuilt } from './examine.ts'
import { identityOf, type SentEvent, setUp, slice } from './load.ts'
import { type LogWatch, watchLog } from './log-watch.ts'
import { sendBatches } from './senders.ts'

/** How long after there is room again everything must go on. */
const recoveredMs = 10_000
const diskMebibytes = 48

/**
 * Fills the disk under a server again and again: writing is answered with 507, reading goes on, no batch is half there, and within ten seconds
 * of there being room again it writes and posts as before, without a restart. The disk is a small one in memory, which only root can mount;
 * elsewhere that half is skipped. The other half lets the log itself end at each page in turn.
 */
export const fullDisks = async (run: CaseRun): Promise<CaseResult> => {
  const atPages = await everyPage(run)
  const disk = join(run.folder, 'disk')
  mkdirSync(disk)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMebibytes}m`, 'tmpfs', disk])
  if (mounted.status !== 0) return { ...atPages, reached: `${atPages.reached}; small disk SKIPPED: nothing can be mounted here` }
  try {
    const onDisk = await smallDisk(run, disk)
    return { problems: [...atPages.problems, ...onDisk.problems], reached: `${atPages.reached}; ${onDisk.reached}` }
  } finally {
    spawnSync('umount', [disk])
  }
}

/** A log that may have one page more each time, so that every write of a page is once the one that fails. */
const everyPage = async ({ rounds, folder }: CaseRun): Promise<CaseResult> => {
  const file = join(folder, 'log.db')
  const problems: string[] = []
  const pagesOfNewLog = 20
  let [recorded, full, turn] = [0, 0, 0]
  for (let round = 0; round < rounds; round += 1) {
    await using store = openSqliteEventStore({ file, pagesMax: pagesOfNewLog + round })
    for (let isFull = false; !isFull; ) {
      turn += 1
      const appends = Array.from({ length: 3 }, (_, index) => accepted(`SO${turn}-${index}`))
      const result = await store
        .append({ appends, records: [{ collection: 'batch', key: `${turn}`, body: 'x'.repeat(200) }] })
        .catch(faultCode)
      isFull = result === 'disk-full'
      if (!isFull && typeof result === 'string') problems.push(`page ${pagesOfNewLog + round}: ${result}`)
      if (typeof result === 'string') break
      recorded += 3
    }
    full += 1
    const { position } = await store.head()
    if (Number(position) + 1 !== recorded)
      problems.push(`page ${pagesOfNewLog + round}: ${recorded} events were answered, the log ends at ${position}`)
    if ((await store.record('batch', `${turn}`)) !== null) problems.push(`page ${pagesOfNewLog + round}: half a batch is there`)
    if (store.fault() !== null) problems.push(`page ${pagesOfNewLog + round}: writing has ended`)
  }
  return { problems, reached: `${full} pages at which the log was full, ${recorded} events` }
}

const faultCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error))

type Held = {
  readonly journal: AnswerJournal
  readonly sent: Map<string, SentEvent>
  readonly log: LogWatch
  readonly ballast: string
}

const smallDisk = async (run: CaseRun, disk: string): Promise<CaseResult> => {
  const data = join(disk, 'data')
  using journal = openAnswerJournal(join(run.folder, 'answered'))
  const held: Held = {
    journal,
    sent: new Map(setUp().map((event) => [identityOf(event), event])),
    log: watchLog(data),
    ballast: join(disk, 'ballast'),
  }
  const problems: string[] = []
  const book = await startBook(data)
  await sendBatches({ url: book.url, journal }, setUp(), 500)
  await caughtUp(book.url)
  let [refused, slowestMs] = [0, 0]
  for (let round = 1; round <= run.rounds && problems.length === 0; round += 1) {
    const spare = run.random.below(400) * 1_024
    fillUp(disk, held.ballast, spare)
    const filled = await sentUntilFull(book.url, { held, events: slice(run.seed, round, 400) })
    if (filled !== 507) problems.push(`round ${round}: the full disk was answered with ${filled}`)
    else refused += 1
    for (const path of ['/v1/kpis/net-sales?scope=rep', '/v1/events?limit=100']) {
      const { status } = await fetch(`${book.url}${path}`)
      if (status !== 200) problems.push(`round ${round}: with a full disk ${path} was answered with ${status}`)
    }
    problems.push(...(await held.log.look(held)).map((problem) => `round ${round}: ${problem}`))
    rmSync(held.ballast)
    const begun = performance.now()
    await Promise.race([recovered(book.url, { held, event: slice(run.seed, round, 1)[0] }), pause(recoveredMs * 3)])
    const ms = performance.now() - begun
    slowestMs = Math.max(slowestMs, ms)
    if (ms > recoveredMs) problems.push(`round ${round}: it took ${Math.round(ms)} ms to go on`)
  }
  if (problems.length === 0) problems.push(...(await rebuilt(book.url)), ...(await held.log.look(held)))
  const { code, words } = await book.kill('SIGTERM')
  if (code !== 0) problems.push(`the book ended with ${code}: ${words}`)
  return {
    problems,
    reached: `${refused} of ${run.rounds} full disks answered with 507, gone on within ${Math.round(slowestMs)} ms`,
  }
}

/** Leaves so many bytes of the disk. */
const fillUp = (disk: string, ballast: string, spare: number): void => {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - spare)))
}

type Filling = { readonly held: Held; readonly events: readonly SentEvent[] }

/** Sends single batches until one is not taken: the status of that one; 200 when all were. */
const sentUntilFull = async (url: string, { held, events }: Filling): Promise<number> => {
  const { journal, sent } = held
  for (let start = 0; start < events.length; start += 20) {
    const part = events.slice(start, start + 20)
    for (const event of part) sent.set(identityOf(event), event)
    const headers = { 'content-type': 'application/cloudevents-batch+json' }
    const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(part) })
    await answer.arrayBuffer()
    if (answer.status !== 200) return answer.status
    journal.answered(part)
  }
  return 200
}

/** Resolves when an event is taken and everything is posted. */
const recovered = async (
  url: string,
  { held, event }: { readonly held: Held; readonly event: SentEvent | undefined },
): Promise<void> => {
  const one = event === undefined ? [] : [event]
  for (const each of one) held.sent.set(identityOf(each), each)
  while ((await sentUntilFull(url, { held, events: one })) !== 200) await pause(50)
  await caughtUp(url)
}

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type AnswerJournal, openAnswerJournal } from './answer-journal.ts'
import { type BookProcess, startBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { caughtUp, ready, rebuilt } from './examine.ts'
import { identityOf, type SentEvent, setUp, slice } from './load.ts'
import { watchLog } from './log-watch.ts'
import { type ImportAnswer, sendImport } from './senders.ts'

const orders = 1_200
/** Items of a chunk, which is one transaction with the progress it makes. */
const chunkItems = 250
const longestLifeMs = 250

type Import = { readonly importId: string; readonly events: readonly SentEvent[] }

/**
 * Kills the book while it imports, and sends the same file again under the same id: what was committed is not read again, but for one
 * chunk at most, and in the end everything is there once. Backfilled, the recorded times are given, and everybody else is refused meanwhile.
 */
export const importKills = async (run: CaseRun, { backfill }: { readonly backfill: boolean }): Promise<CaseResult> => {
  const data = join(run.folder, 'data')
  using journal = openAnswerJournal(join(run.folder, 'answered'))
  const history = backfill ? withRecordedTimes() : (events: readonly SentEvent[]) => events
  const sent = new Map<string, SentEvent>()
  const log = watchLog(data)
  const problems: string[] = []
  const resumed = { imports: 0, readAgain: 0, refused: 0 }
  let open: Import = { importId: 'set-up', events: history(setUp()) }

  for (let round = 1; round <= run.rounds && problems.length === 0; round += 1) {
    const failpoint = run.random.chance(50) ? `import-between-chunks:${run.random.between(2, 6)}` : null
    const book = await startBook(data, { failpoint })
    const told = (problem: string): string => `round ${round} (${failpoint ?? 'time'}): ${problem}`
    await ready(book.url)
    problems.push(...(await log.look({ sent, journal })).map(told))
    for (const event of open.events) sent.set(identityOf(event), event)
    const again = await sendImport({ url: book.url, journal, importId: open.importId, backfill }, open.events)
    if (again !== null) {
      resumed.imports += 1
      resumed.readAgain = Math.max(resumed.readAgain, again.summary.duplicate)
      problems.push(...wrongIn(again, open).map(told))
      open = { importId: `import-${round}`, events: history(slice(run.seed, round, orders)) }
      for (const event of open.events) sent.set(identityOf(event), event)
      const sending = sendImport({ url: book.url, journal, importId: open.importId, backfill }, open.events)
      const life = pause(failpoint === null ? run.random.below(longestLifeMs) : 2_000)
      if (backfill) resumed.refused += await intruded(book, { journal, round, problems })
      await Promise.race([sending, life, book.ended])
    }
    await book.kill('SIGKILL')
  }

  const book = await startBook(data)
  for (const event of open.events) sent.set(identityOf(event), event)
  problems.push(...(await log.look({ sent, journal })))
  const last = await sendImport({ url: book.url, journal, importId: open.importId, backfill }, open.events)
  if (last === null) problems.push('the last import was not answered')
  await caughtUp(book.url)
  problems.push(...(await log.look({ sent, journal })), ...(await rebuilt(book.url)))
  if (log.positions.size !== sent.size) problems.push(`${sent.size} events were sent, ${log.positions.size} are recorded`)
  await book.kill('SIGTERM')
  const refused = backfill ? `, ${resumed.refused} others refused meanwhile` : ''
  return {
    problems,
    reached: `${run.rounds} kills, ${resumed.imports} imports gone on with, ${resumed.readAgain} items read again at most${refused}`,
  }
}

const wrongIn = ({ received, summary, results }: ImportAnswer, { events, importId }: Import): readonly string[] => {
  const problems: string[] = []
  const { accepted, duplicate } = summary
  if (received !== events.length) problems.push(`${importId}: ${events.length} items were sent, ${received} received`)
  if (accepted + duplicate !== received) problems.push(`${importId}: ${JSON.stringify([summary, results.slice(0, 3)])}`)
  if (duplicate > chunkItems) problems.push(`${importId}: ${duplicate} items were read again`)
  return problems
}

type Intrusion = { readonly journal: AnswerJournal; readonly round: number; readonly problems: string[] }

/** An event of somebody else while a backfill runs; how often it was refused. Accepted it would stand after the past still to come. */
const intruded = async ({ url }: BookProcess, { round, problems }: Intrusion): Promise<number> => {
  await pause(15)
  const running = await fetch(`${url}/v1/imports/import-${round}`).catch(() => null)
  const { state } = running?.ok === true ? ((await running.json()) as { readonly state: string }) : { state: null }
  if (state !== 'running') return 0
  const headers = { 'content-type': 'application/cloudevents+json' }
  // No account has this id, so that it is put aside at worst, should the backfill end right now.
  const data = { orderId: 'X', accountId: 'nobody', effectiveOn: '2024-01-01', currency: 'USD', net: '1.0000' }
  const event = {
    specversion: '1.0',
    id: `intruder-${round}`,
    source: 'other',
    type: 'OrderAccepted',
    time: '2024-01-01T12:00:00Z',
    data,
  }
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) }).catch(() => null)
  if (answer === null) return 0
  if (answer.status === 503) return 1
  if (answer.status !== 200) problems.push(`round ${round}: the event of another was answered ${answer.status}`)
  return 0
}

/** Recorded times that rise by a second from event to event. */
const withRecordedTimes = () => {
  let seconds = Date.parse('2024-06-01T00:00:00Z') / 1_000
  return (events: readonly SentEvent[]): readonly SentEvent[] =>
    events.map((event) => {
      seconds += 1
      return { ...event, recordedtime: new Date(seconds * 1_000).toISOString() }
    })
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../properties/random.ts'
import { type AnswerJournal, openAnswerJournal } from './answer-journal.ts'
import { type BookProcess, StartFailure, startBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { answersOf, caughtUp, ready, rebuilt } from './examine.ts'
import { identityOf, type SentEvent, setUp, slice } from './load.ts'
import { type LogWatch, watchLog } from './log-watch.ts'
import { sendBatches, sendImport } from './senders.ts'

/** Named points (reliability 5), each with how often it is passed in the short life of a process. */
export const intakePoints = {
  'intake-before-parse': 12,
  'after-validate': 12,
  'in-transaction': 30,
  'before-commit': 12,
  'after-commit-before-answer': 12,
  'after-append': 12,
  'import-between-chunks': 2,
} as const
export const projectorPoints = {
  'after-claim': 2,
  'projector-before-post': 6,
  'in-post': 6,
  'after-post': 6,
  'before-switch': 1,
  'after-switch': 1,
} as const

type Points = Readonly<Record<string, number>>

/** What was sent and answered so far, over all rounds on one folder. */
type Driven = {
  readonly run: CaseRun
  readonly points: Points
  /** In so many rounds of a hundred the ledgers are rebuilt and switched meanwhile. */
  readonly switchPercent: number
  readonly data: string
  readonly sent: Map<string, SentEvent>
  readonly journal: AnswerJournal
  readonly log: LogWatch
  readonly problems: string[]
  /** The import that was not answered to the end. */
  interrupted: { readonly importId: string; readonly events: readonly SentEvent[] } | null
  readonly slowest: { backMs: number }
  readonly killed: { moment: number; intake: number; projector: number }
}

const checkedEach = 10
const importEvents = 320
const singleEvents = 120
const longestLifeMs = 400
const pointLifeMs = 1_500
const resentMax = 500
/** A process that was killed is gone after its sockets are: so long its end is waited for before a failed call counts. */
const goneMs = 5_000

/**
 * Kills the book over and over on one folder, at random moments and at named points, while it takes an import and single batches, is read,
 * and sometimes rebuilt. After each kill the log is held against what was answered and sent, and a third of all that was sent is sent again.
 * Each tenth round the ledgers are compared with a rebuild, at the end the figures with those of a clean run.
 */
export const killRounds = async (run: CaseRun, points: Points, { switchPercent = 15 } = {}): Promise<CaseResult> => {
  const data = join(run.folder, 'data')
  using journal = openAnswerJournal(join(run.folder, 'answered'))
  const log = watchLog(data)
  const driven: Driven = {
    run,
    points,
    switchPercent,
    data,
    sent: new Map(),
    journal,
    log,
    problems: [],
    interrupted: null,
    slowest: { backMs: 0 },
    killed: { moment: 0, intake: 0, projector: 0 },
  }
  const first = await startBook(data)
  await sendBatches({ url: first.url, journal }, remember(driven, setUp()), 500)
  await first.kill('SIGTERM')
  for (let round = 1; round <= run.rounds && driven.problems.length === 0; round += 1) {
    await oneRound(driven, round)
    if (round % 20 === 0) run.note(`${round} of ${run.rounds} rounds, ${journal.identities.length} events answered`)
  }
  if (driven.problems.length === 0) await settled(driven)
  const { sent, problems, slowest, killed } = driven
  const kills = `${killed.moment + killed.intake + killed.projector} kills (${killed.intake} at points of intake, ${killed.projector} of the projector)`
  const reached = `${kills}, ${sent.size} events sent, back within ${Math.round(slowest.backMs)} ms`
  return { problems, reached }
}

const remember = ({ sent }: Driven, events: readonly SentEvent[]): readonly SentEvent[] => {
  for (const event of events) sent.set(identityOf(event), event)
  return events
}

const oneRound = async (driven: Driven, round: number): Promise<void> => {
  const { random } = driven.run
  const isCompared = round % checkedEach === 0
  const point = isCompared || random.chance(40) ? null : random.pick(Object.keys(driven.points))
  const failpoint = point === null ? null : `${point}:${random.between(1, driven.points[point] ?? 1)}`
  const begun = performance.now()
  const book = await startBook(driven.data, { failpoint }).catch((error: unknown) => {
    if (failpoint === null || !(error instanceof StartFailure) || error.ended.signal !== 'SIGKILL') throw error
    return null
  })
  if (book === null) {
    driven.killed.projector += 1
    return
  }
  const isOver = await Promise.race([
    work(driven, { book, round, isCompared, begun, point }).then(() => true),
    book.ended.then(() => false),
  ])
  driven.killed[isOver || point === null ? 'moment' : point in intakePoints ? 'intake' : 'projector'] += 1
  const { signal, words } = await book.kill('SIGKILL')
  if (signal !== 'SIGKILL') driven.problems.push(`round ${round} (${failpoint ?? 'time'}): the book ended by itself: ${words}`)
}

type Round = {
  readonly book: BookProcess
  readonly round: number
  readonly isCompared: boolean
  readonly begun: number
  readonly point: string | null
}

/** Ends when the book is to be killed, or is gone; whatever fails then because it is gone is no finding. */
const work = async (driven: Driven, at: Round): Promise<void> => {
  const gone = at.book.ended.then(() => true)
  const isGone = (): Promise<boolean> => Promise.race([gone, pause(goneMs, false)])
  try {
    await checked(driven, at)
    await Promise.race([loaded(driven, at), pause(lifeOf(driven.run.random, at))])
  } catch (error) {
    if (!(await isGone())) driven.problems.push(`round ${at.round}: ${error instanceof Error ? error.message : error}`)
  }
}

const lifeOf = (random: Random, { point }: Round): number => (point === null ? random.below(longestLifeMs) : pointLifeMs)

/** What must hold of the folder after the kill before. */
const checked = async (driven: Driven, { book, begun, isCompared, round }: Round): Promise<void> => {
  const { run, sent, journal, log, problems, slowest } = driven
  await ready(book.url)
  problems.push(...(await log.look({ sent, journal })).map((problem) => `round ${round}: ${problem}`))
  await caughtUp(book.url)
  slowest.backMs = Math.max(slowest.backMs, performance.now() - begun)
  const again = thirdOf(run.random, [...sent.values()])
  const statuses = await sendBatches({ url: book.url, journal }, again, 500)
  for (const [identity, status] of statuses) {
    if (status === 'duplicate' || (!log.positions.has(identity) && (status === 'accepted' || status === 'quarantined'))) continue
    problems.push(`round ${round}: ${identity} was sent again and is ${status}`)
  }
  if (isCompared) problems.push(...(await rebuilt(book.url)).map((problem) => `round ${round}: ${problem}`))
}

/** A third at random, in the order of the first sending, and no more than is sent in a moment. */
const thirdOf = (random: Random, events: readonly SentEvent[]): readonly SentEvent[] => {
  const percent = Math.min(100 / 3, (100 * resentMax) / events.length)
  return events.filter(() => random.chance(percent))
}

/** Sends, reads and rebuilds until everything is answered. */
const loaded = async (driven: Driven, { book, round, point }: Round): Promise<void> => {
  const { run, journal } = driven
  const { url } = book
  const imported = driven.interrupted ?? {
    importId: `import-${round}`,
    events: remember(driven, slice(run.seed, 2 * round, importEvents)),
  }
  const single = remember(driven, slice(run.seed, 2 * round + 1, singleEvents))
  driven.interrupted = imported
  const importing = sendImport({ url, journal, importId: imported.importId }, imported.events).then((answer) => {
    if (answer !== null) driven.interrupted = null
  })
  const isSwitched = point?.endsWith('-switch') === true || run.random.chance(driven.switchPercent)
  const rebuilding = isSwitched ? rebuilt(url).then((found) => void driven.problems.push(...found)) : Promise.resolve()
  await Promise.all([importing, sendBatches({ url, journal }, single), readAlong(url), rebuilding])
}

const reads = ['/v1/kpis/net-sales?scope=rep', '/v1/kpis/orders?scope=team', '/v1/events?limit=100', '/v1/projections']

/** Reads a few times: whatever is going on, an answer is given. */
const readAlong = async (url: string): Promise<void> => {
  for (const path of [...reads, ...reads]) {
    const answer = await fetch(`${url}${path}`)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
    await answer.arrayBuffer()
  }
}

/** Everything is sent once more; then the log, the ledgers and the figures must be those of a book that was never killed. */
const settled = async ({ run, data, sent, journal, log, problems }: Driven): Promise<void> => {
  const book = await startBook(data)
  // Before anything is sent again, which would bring back what was lost.
  problems.push(...(await log.look({ sent, journal })))
  await sendImport({ url: book.url, journal }, [...sent.values()])
  await caughtUp(book.url)
  const answers = await answersOf(book.url)
  problems.push(...(await log.look({ sent, journal })), ...(await rebuilt(book.url)))
  await book.kill('SIGTERM')
  const clean = join(run.folder, 'clean')
  mkdirSync(clean)
  const other = await startBook(clean)
  await sendImport({ url: other.url, journal: { answered: () => undefined } }, [...sent.values()])
  await caughtUp(other.url)
  if ((await answersOf(other.url)) !== answers) problems.push('the figures differ from those of a clean run')
  await other.kill('SIGTERM')
}

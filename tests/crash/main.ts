import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { randomFrom } from '../properties/random.ts'
import { startBook } from './book-process.ts'
import { answersOf, caughtUp, examined } from './examine.ts'
import { type SentEvent, setUp, slice } from './load.ts'
import { identityOf, type Journal, sendBatches, sendImport } from './senders.ts'

/**
 * Kills the book at random moments while it takes an import and single batches, on one folder, over and over, and holds the log and
 * the ledgers against what was answered. `node tests/crash/main.ts --rounds 200 --seed 1`
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } } })
const rounds = Number(values.rounds)
const seed = Number(values.seed)
const eventsPerSlice = 400
const longestLifeMs = 700

const folder = mkdtempSync(join(tmpdir(), 'daybook-crash-'))
const random = randomFrom(seed)
const journal: Journal = new Set()
const sent = new Map<string, SentEvent>()
const problems: string[] = []

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const note = (line: string): void => void process.stderr.write(`${line}\n`)

const remember = (events: readonly SentEvent[]): readonly SentEvent[] => {
  for (const event of events) sent.set(identityOf(event), event)
  return events
}

const survived = async (): Promise<void> => {
  const book = await startBook(folder)
  await sendBatches(book.url, remember(setUp()), journal)
  await book.kill('SIGKILL')
  let unanswered: readonly SentEvent[] = []
  for (let round = 0; round < rounds; round += 1) {
    const served = await startBook(folder, 'intake,projector')
    const imported = remember(unanswered.length > 0 ? unanswered : slice(seed, 2 * round, eventsPerSlice))
    const single = remember(slice(seed, 2 * round + 1, eventsPerSlice))
    const sending = Promise.all([sendImport(served.url, imported, journal), sendBatches(served.url, single, journal)])
    await Promise.race([sending, pause(random.below(longestLifeMs))])
    await served.kill('SIGKILL')
    const [isImported] = await sending
    unanswered = isImported ? [] : imported
    if ((round + 1) % 20 === 0) note(`${round + 1} of ${rounds} rounds, ${journal.size} events answered`)
  }
}

const settled = async (): Promise<void> => {
  const book = await startBook(folder)
  await sendImport(book.url, [...sent.values()], journal)
  await caughtUp(book.url)
  const answers = await answersOf(book.url)
  problems.push(...(await examined(book.url, { sent, journal })))
  await book.kill('SIGTERM')
  const clean = mkdtempSync(join(tmpdir(), 'daybook-clean-'))
  const other = await startBook(clean)
  await sendImport(other.url, [...sent.values()], new Set())
  await caughtUp(other.url)
  if ((await answersOf(other.url)) !== answers) problems.push('the figures differ from those of a clean run')
  await other.kill('SIGTERM')
  rmSync(clean, { recursive: true })
}

await survived()
await settled()
rmSync(folder, { recursive: true })
for (const problem of problems) note(problem)
const failed = problems.length > 0
say(`${rounds} kills, seed ${seed}: ${sent.size} events sent, ${journal.size} answered, ${problems.length} problems`)
if (failed) say(`again: npx -y pnpm@12 crash --rounds ${rounds} --seed ${seed}`)
process.exitCode = failed ? 1 : 0

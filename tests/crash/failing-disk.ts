import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { begunBook } from './begun-book.ts'
import { startBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { caughtUp, ready, rebuilt } from './examine.ts'
import { identityOf, slice } from './load.ts'
import { sendBatches } from './senders.ts'

/** Where the log is written. */
const points = ['in-transaction', 'before-commit', 'after-commit-before-answer'] as const
const patienceMs = 20_000

/**
 * Lets the disk fail under a server: at a named point of a write, or truly, by a limit on the size of a file. Writing ends, the process with it,
 * and with code 1; started again it has all that was answered.
 */
export const failingDisks = async (run: CaseRun): Promise<CaseResult> => {
  const { data, sent, log, book: first, ...begun } = await begunBook(run)
  using journal = begun.journal
  const problems: string[] = []
  await first.kill('SIGTERM')
  let ended = 0
  for (let round = 1; round <= run.rounds && problems.length === 0; round += 1) {
    const point = run.random.chance(70) ? run.random.pick(points) : null
    // A file of so many blocks of 512 bytes at most: what is there already, and little more.
    const how =
      point === null
        ? { before: `ulimit -f ${blocksOf(data) + run.random.below(200)};` }
        : { failpoint: `${point}:${run.random.between(1, 8)}:error` }
    const book = await startBook(data, how)
    const events = slice(run.seed, round, 2_000)
    for (const event of events) sent.set(identityOf(event), event)
    const sending = sendBatches({ url: book.url, journal }, events).catch(() => null)
    const end = await Promise.race([book.ended, pause(patienceMs, null)])
    if (end?.code === 1) ended += 1
    else
      problems.push(
        `round ${round} (${JSON.stringify(how)}): the book ended with ${end?.code ?? end?.signal ?? 'nothing'}: ${end?.words ?? ''}`,
      )
    await book.kill('SIGKILL')
    await sending
    const again = await startBook(data)
    await ready(again.url)
    problems.push(...(await log.look({ sent, journal })).map((problem) => `round ${round}: ${problem}`))
    await again.kill('SIGTERM')
  }
  const last = await startBook(data)
  await caughtUp(last.url)
  problems.push(...(await rebuilt(last.url)))
  await last.kill('SIGTERM')
  return { problems, reached: `${ended} of ${run.rounds} ended with 1` }
}

/** Blocks of 512 bytes of the largest file. */
const blocksOf = (folder: string): number =>
  Math.ceil(Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).size)) / 512)

import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runBook, startBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { answersOf, caughtUp, ready, rebuilt } from './examine.ts'
import { setUp, slice } from './load.ts'
import { sendBatches } from './senders.ts'

const journal = { answered: () => undefined }

/**
 * Restores an older copy of the log under newer ledgers. They tell of events that are gone: at the start they are posted anew before anything is
 * served, and give the figures that the book had when the copy was made.
 */
export const olderLogs = async (run: CaseRun): Promise<CaseResult> => {
  const data = join(run.folder, 'data')
  const problems: string[] = []
  const first = await startBook(data)
  await sendBatches({ url: first.url, journal }, setUp(), 500)
  await first.kill('SIGTERM')
  for (let round = 1; round <= run.rounds && problems.length === 0; round += 1) {
    const book = await startBook(data)
    await sendBatches({ url: book.url, journal }, slice(run.seed, 2 * round, run.random.between(1, 120)))
    const { position } = await caughtUp(book.url)
    const then = await answersOf(book.url)
    const copy = join(run.folder, `copy-${round}`)
    const { code, words } = await runBook(['backup', copy, '--data-dir', data])
    if (code !== 0) problems.push(`round ${round}: the backup ended with ${code}: ${words}`)
    await sendBatches({ url: book.url, journal }, slice(run.seed, 2 * round + 1, run.random.between(1, 120)))
    await caughtUp(book.url)
    await book.kill(run.random.pick(['SIGTERM', 'SIGKILL'] as const))
    for (const suffix of ['-wal', '-shm']) rmSync(join(data, `log.db${suffix}`), { force: true })
    copyFileSync(join(copy, 'log.db'), join(data, 'log.db'))
    const restored = await startBook(data)
    await ready(restored.url)
    const status = await caughtUp(restored.url)
    if (status.position !== position) problems.push(`round ${round}: the ledgers are at ${status.position}, not at ${position}`)
    if ((await answersOf(restored.url)) !== then) problems.push(`round ${round}: the figures are not those of the copy`)
    problems.push(...(await rebuilt(restored.url)).map((problem) => `round ${round}: ${problem}`))
    await restored.kill('SIGTERM')
    rmSync(copy, { recursive: true })
  }
  return { problems, reached: `${run.rounds} older logs found and their ledgers posted anew` }
}

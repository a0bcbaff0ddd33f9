import { setTimeout as pause } from 'node:timers/promises'
import { begunBook } from './begun-book.ts'
import { runBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { caughtUp, rebuilt } from './examine.ts'
import { identityOf, slice } from './load.ts'
import { sendBatches } from './senders.ts'

/** Exit code of a second process on one folder: bad configuration. */
const refusedCode = 78

/**
 * Starts a second server on a folder that one holds, `stopped` or at work. It must be refused, and the first must go on where it was: with
 * one process a folder there is no second projector that could take over.
 */
export const secondServers = async (run: CaseRun, { isStopped }: { readonly isStopped: boolean }): Promise<CaseResult> => {
  const { data, sent, log, book, ...begun } = await begunBook(run)
  using journal = begun.journal
  const problems: string[] = []
  let refused = 0
  for (let round = 1; round <= run.rounds && problems.length === 0; round += 1) {
    const events = slice(run.seed, round, 60)
    for (const event of events) sent.set(identityOf(event), event)
    const sending = sendBatches({ url: book.url, journal }, events)
    await pause(run.random.below(60))
    if (isStopped) book.signal('SIGSTOP')
    const { code, words } = await runBook(['serve', '--data-dir', data, '--port', '0'])
    if (isStopped) book.signal('SIGCONT')
    if (code === refusedCode) refused += 1
    else problems.push(`round ${round}: the second server ended with ${code}: ${words}`)
    if ((await sending).size !== events.length) problems.push(`round ${round}: not all was answered`)
  }
  await caughtUp(book.url)
  problems.push(...(await log.look({ sent, journal })), ...(await rebuilt(book.url)))
  await book.kill('SIGTERM')
  return {
    problems,
    reached: `${refused} of ${run.rounds} refused with ${refusedCode}, ${sent.size} events answered by the first`,
  }
}

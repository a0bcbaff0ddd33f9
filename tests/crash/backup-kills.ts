import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteEventStore } from '@daybook/event-store'
import { begunBook } from './begun-book.ts'
import { runBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { caughtUp, rebuilt } from './examine.ts'
import { identityOf, slice } from './load.ts'
import { sendBatches } from './senders.ts'

/** A backup takes about so long, most of it the start of the program. */
const longestLifeMs = 700

/**
 * Kills backups of a book that is being written. The book itself is not touched by it; of the copy, `backup.json` is there when it is whole,
 * and then it holds whole what it says it holds.
 */
export const backupKills = async (run: CaseRun): Promise<CaseResult> => {
  const { data, sent, log, book, ...begun } = await begunBook(run)
  using journal = begun.journal
  const problems: string[] = []
  let [whole, half] = [0, 0]
  for (let round = 1; round <= run.rounds && problems.length === 0; round += 1) {
    const events = slice(run.seed, round, 100)
    for (const event of events) sent.set(identityOf(event), event)
    const copy = join(run.folder, `copy-${round}`)
    const how = run.random.pick([
      { failpoint: `backup-half:${run.random.between(1, 2)}` },
      { killAfterMs: run.random.below(longestLifeMs) },
      {},
    ])
    const [{ signal, code, words }] = await Promise.all([
      runBook(['backup', copy, '--data-dir', data], how),
      sendBatches({ url: book.url, journal }, events),
    ])
    if (signal === null && code !== 0) problems.push(`round ${round}: the backup ended with ${code}: ${words}`)
    if (existsSync(join(copy, 'backup.json'))) {
      whole += 1
      problems.push(...(await wrongIn(copy)).map((problem) => `round ${round}: ${problem}`))
    } else if (signal !== null) half += 1
    else problems.push(`round ${round}: a backup that ended in peace says nothing`)
    problems.push(...(await log.look({ sent, journal })).map((problem) => `round ${round}: ${problem}`))
    rmSync(copy, { recursive: true, force: true })
  }
  await caughtUp(book.url)
  problems.push(...(await rebuilt(book.url)))
  await book.kill('SIGTERM')
  return { problems, reached: `${run.rounds} backups, ${half} killed before they were whole, ${whole} whole` }
}

const wrongIn = async (copy: string): Promise<readonly string[]> => {
  const { log } = JSON.parse(readFileSync(join(copy, 'backup.json'), 'utf8')) as { readonly log: { readonly position: string } }
  await using store = openSqliteEventStore({ file: join(copy, 'log.db'), readOnly: true })
  const { position } = await store.head()
  if (`${position}` !== log.position) return [`the copy ends at ${position}, it should at ${log.position}`]
  const { checked, damage } = await store.verifyEvents({ from: 0n, to: position })
  return checked === Number(position) + 1 && damage.length === 0 ? [] : [`of the copy ${checked} events are sound`]
}

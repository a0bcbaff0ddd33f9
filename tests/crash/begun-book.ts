import { join } from 'node:path'
import { openAnswerJournal } from './answer-journal.ts'
import { startBook } from './book-process.ts'
import type { CaseRun } from './crash-case.ts'
import { identityOf, type SentEvent, setUp } from './load.ts'
import { watchLog } from './log-watch.ts'
import { sendBatches } from './senders.ts'

/** A book of a case, served, with its set-up answered and all that it is held against. The journal is the caller's to dispose of. */
export const begunBook = async ({ folder }: Pick<CaseRun, 'folder'>) => {
  const data = join(folder, 'data')
  const journal = openAnswerJournal(join(folder, 'answered'))
  const sent = new Map<string, SentEvent>(setUp().map((event) => [identityOf(event), event]))
  const log = watchLog(data)
  const book = await startBook(data)
  await sendBatches({ url: book.url, journal }, setUp(), 500)
  return { data, journal, sent, log, book }
}

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { caughtUp } from './examine.ts'
import { setUp, slice } from './load.ts'
import { sendImport } from './senders.ts'

const exports = [
  '/v1/kpis/net-sales.csv?scope=account&from=2024-01&to=2025-06&asOf=2025-06-30',
  '/v1/kpis/net-sales?scope=account&from=2024-01&to=2025-06&asOf=2025-06-30&raw=true',
]

/**
 * Kills the book while it sends an export. Exports are chunked (RFC 9112, 7.1): one that is cut lacks its last chunk, and whoever reads it is
 * told so by the protocol. None may end as if it were whole.
 */
export const exportKills = async (run: CaseRun): Promise<CaseResult> => {
  const data = join(run.folder, 'exported')
  const first = await startBook(data)
  await sendImport({ url: first.url, journal: { answered: () => undefined } }, [...setUp(), ...slice(run.seed, 0, 3_000)])
  await caughtUp(first.url)
  const whole = await Promise.all(exports.map(async (path) => (await fetch(`${first.url}${path}`)).text()))
  await first.kill('SIGTERM')
  const problems: string[] = []
  let cut = 0
  for (let round = 1; round <= run.rounds && problems.length === 0; round += 1) {
    const book = await startBook(data, { roles: 'api,projector' })
    const which = run.random.below(exports.length)
    const answer = await fetch(`${book.url}${exports[which]}`)
    const text = answer.text().catch(() => null)
    await pause(run.random.below(4))
    await book.kill('SIGKILL')
    const got = await text
    if (got === null) cut += 1
    else if (got !== whole[which]) problems.push(`round ${round}: ${exports[which]} ended after ${got.length} characters`)
  }
  return { problems, reached: `${run.rounds} exports, ${cut} of them cut` }
}

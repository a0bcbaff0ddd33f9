import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { setUp } from './load.ts'
import { sendBatches } from './senders.ts'

const main = fileURLToPath(new URL('../../services/server/src/main.ts', import.meta.url))

/** Counts the syncs of a server that takes events one at a time: no answer may come without one. Skipped where nothing may be traced. */
export const countedSyncs = async (run: CaseRun): Promise<CaseResult> => {
  const probe = spawnSync('strace', ['-o', '/dev/null', 'true'])
  if (probe.status !== 0) return { problems: [], reached: 'SKIPPED: strace cannot trace here' }
  const trace = join(run.folder, 'trace')
  const options = ['-f', '-e', 'trace=fsync,fdatasync', '-o', trace]
  const data = join(run.folder, 'data')
  const serving = ['serve', '--data-dir', data, '--port', '0', '--roles', 'intake']
  const child = spawn('strace', [...options, process.execPath, main, ...serving], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const found = /Daybook serves .* on (http:\S+)/.exec(text)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    void ended.then(([code]) => reject(new Error(`the book ended with ${code}`)))
  })
  const before = syncsIn(trace)
  const events = setUp().slice(0, run.rounds)
  const statuses = await sendBatches({ url, journal: { answered: () => undefined } }, events, 1)
  const made = syncsIn(trace) - before
  // The server itself is told, by its id: a tracer that ends would let it go on.
  const { pid } = JSON.parse(readFileSync(join(data, 'daybook.lock'), 'utf8')) as { readonly pid: number }
  process.kill(pid, 'SIGTERM')
  await ended
  const problems = made >= statuses.size ? [] : [`${statuses.size} answers, ${made} syncs`]
  return { problems, reached: `${statuses.size} answers, ${made} syncs` }
}

const syncsIn = (trace: string): number => readFileSync(trace, 'utf8').match(/\b(?:fsync|fdatasync)\(/g)?.length ?? 0

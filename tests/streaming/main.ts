import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drain } from './drain.ts'
import { goneClients } from './gone-clients.ts'
import { hostileSenders } from './hostile-senders.ts'
import { sameKey } from './same-key.ts'
import { stalledReaders } from './stalled-readers.ts'

/** One case on a folder of its own: what is wrong afterwards, if anything is. `rounds` is a measure of how much is tried. */
export type Run = (how: {
  readonly rounds: number
  readonly seed: number
  readonly folder: string
  readonly say: (line: string) => void
}) => Promise<readonly string[]>

const cases: Readonly<Record<string, Run>> = {
  'hostile-senders': hostileSenders,
  'stalled-readers': stalledReaders,
  'same-key': sameKey,
  'gone-clients': goneClients,
  drain,
}

/**
 * Clumsy and hostile clients against the program in a process of its own. `npx -y pnpm@12 streaming --rounds 200 --seed 1`, or one case:
 * `--case drain`. Nothing is judged by how long it takes, but for the ten seconds of a stop; what was measured is printed.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string', default: Object.keys(cases).join(',') },
  },
})
const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
const say = (line: string): void => void process.stdout.write(`${line}\n`)

let failures = 0
for (const name of values.case.split(',')) {
  const run = cases[name]
  if (run === undefined) throw new Error(`no case ${name}: ${Object.keys(cases).join(', ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'daybook-streaming-'))
  const problems = await run({ rounds, seed, folder, say: (line) => say(`${name}: ${line}`) })
  for (const problem of problems.slice(0, 20)) say(`${name}: FAILED ${problem}`)
  if (problems.length > 0) say(`again: npx -y pnpm@12 streaming --case ${name} --rounds ${rounds} --seed ${seed}`)
  failures += problems.length
  rmSync(folder, { recursive: true })
}
say(`${values.case.split(',').length} cases, ${rounds} rounds, seed ${seed}: ${failures} problems`)
process.exitCode = failures > 0 ? 1 : 0

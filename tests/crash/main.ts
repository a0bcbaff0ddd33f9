import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { randomFrom } from '../properties/random.ts'
import { cases, mix } from './cases.ts'
import type { CaseResult, CrashCase } from './crash-case.ts'

/**
 * Breaks the program on purpose, as the catalogue of faults says: `node tests/crash/main.ts --case F21 --rounds 20 --seed 1`. Without a
 * case the standard mix runs; `--case short` and `--case release` run the mix and every case, so often as each of them says.
 */
const { values } = parseArgs({
  options: {
    case: { type: 'string', default: 'mix' },
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '2' },
  },
})

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const note = (line: string): void => void process.stderr.write(`${line}\n`)

type Planned = { readonly name: string; readonly crashCase: CrashCase; readonly rounds: number }

const known: Readonly<Record<string, CrashCase>> = { mix, ...cases }

const planned = (name: string): readonly Planned[] => {
  const rounds = values.rounds === undefined ? null : Number(values.rounds)
  if (name === 'short' || name === 'release') {
    // `--rounds` is for the mix: the numbers of the others are those of the catalogue.
    return Object.entries(known)
      .map(([each, crashCase]) => ({
        name: each,
        crashCase,
        rounds: (each === 'mix' ? rounds : null) ?? crashCase.rounds[name],
      }))
      .filter((each) => each.rounds > 0)
  }
  const crashCase = known[name]
  if (crashCase === undefined)
    throw new Error(`there is no case ${name}; there are ${Object.keys(known).join(', ')}, short, release`)
  return [{ name, crashCase, rounds: rounds ?? (crashCase.rounds.short || 20) }]
}

const runOne = async ({ name, crashCase, rounds }: Planned): Promise<boolean> => {
  const seed = Number(values.seed)
  const folder = mkdtempSync(join(tmpdir(), `daybook-crash-${name}-`))
  const begun = performance.now()
  const run = { rounds, seed, random: randomFrom(seed), folder, note: (line: string) => note(`${name}: ${line}`) }
  const result = await crashCase.run(run).catch((error: unknown): CaseResult => {
    return { problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)], reached: 'broke off' }
  })
  for (const problem of result.problems) note(`${name}: ${problem}`)
  const seconds = Math.round((performance.now() - begun) / 1_000)
  const count = result.problems.length
  say(`${name.padEnd(4)} ${crashCase.what}: ${result.reached}, seed ${seed}, ${count} problems (${seconds} s)`)
  if (count > 0) {
    say(`     again: npx -y pnpm@12 crash --case ${name} --rounds ${rounds} --seed ${seed}`)
    note(`${name}: the files are left in ${folder}`)
  } else rmSync(folder, { recursive: true })
  return count === 0
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const waiting = [...planned(values.case)]
let failed = 0
const lane = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) failed += (await runOne(next)) ? 0 : 1
}
await Promise.all(Array.from({ length: Number(values.lanes) }, lane))
process.exitCode = failed === 0 ? 0 : 1

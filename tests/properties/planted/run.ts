import { seedsOf } from '../seeds.ts'
import { checks } from './checks.ts'
import { assertPlanted } from './plant.ts'

/** What a run of one property came to, on one line of the output. */
export type RunReport = { readonly seeds: number; readonly problem: string | null }

const [, , name = '', seedsMax = '1', skips = '0'] = process.argv
const check = checks[name as keyof typeof checks] // Sound: the kit names its checks

/** What is thrown is caught too, unless it is the bug's own text that does not hold together. */
const problemOf = async (seed: number): Promise<string | null> => {
  try {
    return await check(seed)
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof SyntaxError) throw error
    return String(error)
  }
}

const run = async (): Promise<RunReport> => {
  const seeds = seedsOf(Number(seedsMax))
  for (const [index, seed] of [...seeds.entries()].slice(Number(skips))) {
    const problem = await problemOf(seed)
    if (problem !== null) return { seeds: index + 1, problem: problem.slice(0, 300) }
  }
  return { seeds: seeds.length, problem: null }
}

const report = await run()
assertPlanted()
process.stdout.write(`${JSON.stringify(report)}\n`)

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type PlantedBug, plantedBugs } from './planted/bugs.ts'
import type { RunReport } from './planted/run.ts'

/** Seeds within which each bug must be caught. */
const seedsMax = 60
/** Seeds for which the product as it is must pass. */
const seedsPassed = 6

const execute = promisify(execFile)
const planted = (file: string): string => join(import.meta.dirname, 'planted', file)

/** Runs a property in a process of its own, with the bug in place of what the product says. Always the same seeds: it tries the kit. */
const run = async (check: PlantedBug['caughtBy'], seeds: number, { name = '', skips = 0 } = {}): Promise<RunReport> => {
  const asked = [check, String(seeds), String(skips)]
  const { stdout } = await execute(process.execPath, ['--import', planted('plant.ts'), planted('run.ts'), ...asked], {
    env: { ...process.env, PLANTED_BUG: name },
  })
  return JSON.parse(stdout) as RunReport // Sound: what run.ts writes
}

describe.concurrent('a bug planted in the product is caught', { timeout: 300_000 }, () => {
  test.each(plantedBugs.map((bug) => [bug.name, bug] as const))('%s', async (name, bug) => {
    const { seeds, problem } = await run(bug.caughtBy, seedsMax, bug)
    process.stdout.write(`${name}: ${problem === null ? 'missed' : `seed ${seeds}, ${problem}`}\n`)
    expect(problem, bug.what).not.toBeNull()
  })
})

describe.concurrent('without one, nothing is', { timeout: 300_000 }, () => {
  test.each(['posting', 'probes', 'oracle', 'arrival', 'blocks'] as const)('%s', async (check) => {
    expect(await run(check, seedsPassed)).toEqual({ seeds: seedsPassed, problem: null })
  })
})

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { missing, seedsForCoverage } from './coverage.ts'
import { plantedBugs } from './planted/bugs.ts'
import type { RangeReport } from './range.ts'
import { profiles } from './swarm.ts'
import { Tally } from './tally.ts'

/**
 * Lives a book through many seeds in two processes and says which of them broke a promise.
 * `node tests/crash/sim/main.ts --seeds 5000`, `--seed N --profile P --trace` for one, `--planted` for the kit of planted bugs.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50000' },
    seed: { type: 'string' },
    first: { type: 'string', default: '1' },
    profile: { type: 'string', default: 'swarm' },
    trace: { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
    processes: { type: 'string', default: '2' },
  },
})
const processes = Number(values.processes)
const { profile } = values
if (!(profile in profiles)) throw new Error(`--profile must be one of ${Object.keys(profiles).join(', ')}`)

const execute = promisify(execFile)
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const again = (seed: number, under = profile): string => `npx -y pnpm@12 sim --seed ${seed} --profile ${under}`

type Range = {
  readonly first: number
  readonly step: number
  readonly count: number
  readonly how?: string
  readonly profile?: string
}

/** Runs a range of seeds in a process of its own, with a planted bug where one is named. */
const run = async (range: Range, bug = ''): Promise<RangeReport> => {
  const { first, step, count, how = '' } = range
  const given = [range.profile ?? profile, first, step, count, how].map(String)
  const hook = ['--import', join(import.meta.dirname, 'planted', 'plant.ts')]
  const file = join(import.meta.dirname, 'range.ts')
  const { stdout } = await execute(process.execPath, [...hook, file, ...given], {
    env: { ...process.env, PLANTED_BUG: bug },
    maxBuffer: 1 << 26,
  })
  return JSON.parse(stdout) as RangeReport // Sound: what range.ts writes
}

const one = async (seed: number): Promise<boolean> => {
  const { simulate } = await import('./simulation.ts')
  const { problem, counts, ...history } = await simulate(seed, { profile, onLine: values.trace ? say : null })
  say(JSON.stringify(history))
  say(JSON.stringify(counts))
  say(problem === null ? `seed ${seed} holds` : `seed ${seed}: ${problem}\nagain: ${again(seed)}`)
  return problem === null
}

/** Fifty seeds twice: the same history each time, or nothing that is found can be found again. */
const deterministic = async (): Promise<boolean> => {
  const range = { first: Number(values.first), step: 1, count: 50, how: 'digests' }
  const [left, right] = await Promise.all([run(range), run(range)])
  const differing = left.digests.findIndex((digest, index) => digest !== right.digests[index])
  if (differing < 0) say(`determinism: ${left.digests.length} seeds twice, all digests equal`)
  else say(`determinism: seed ${range.first + differing} is not the same twice; again: ${again(range.first + differing)}`)
  return differing < 0
}

type KeptSeed = { readonly seed: number; readonly profile: string; readonly found: string }

/** Seeds that once found something are lived again for ever. */
const keptSeeds = async (): Promise<boolean> => {
  const kept = JSON.parse(readFileSync(join(import.meta.dirname, 'seeds.json'), 'utf8')) as readonly KeptSeed[] // Sound: ours
  let holds = true
  for (const { seed, profile: under, found } of kept) {
    const { failed } = await run({ first: seed, step: 1, count: 1, profile: under })
    for (const { problem } of failed) say(`kept seed ${seed} (${found}): ${problem}\nagain: ${again(seed, under)}`)
    holds &&= failed.length === 0
  }
  say(`kept seeds: ${kept.length}${holds ? ', all hold' : ''}`)
  return holds
}

/** What a killed program waited for is waited for until its process ends, and holds a megabyte or two for each seed. */
const seedsOfProcess = 250

const many = async (seeds: number): Promise<boolean> => {
  const begun = performance.now()
  const first = Number(values.first)
  const reports: RangeReport[] = []
  let taken = 0
  const take = async (): Promise<void> => {
    while (taken < seeds) {
      const range = { first: first + taken, step: 1, count: Math.min(seedsOfProcess, seeds - taken) }
      taken += range.count
      reports.push(await run(range))
    }
  }
  await Promise.all(Array.from({ length: processes }, take))
  const tally = new Tally()
  for (const { counts } of reports) tally.add(counts)
  const sum = (of: (report: RangeReport) => number): number => reports.reduce((total, report) => total + of(report), 0)
  for (const [what, times] of Object.entries(tally.toJSON())) say(`  ${what}: ${times}`)
  const untried = profile === 'swarm' && seeds >= seedsForCoverage ? missing(tally) : []
  if (untried.length > 0) say(`never tried: ${untried.join(', ')}`)
  const failed = reports.flatMap((report) => report.failed).sort((a, b) => a.seed - b.seed)
  for (const { seed, problem } of failed) say(`seed ${seed}: ${problem}\nagain: ${again(seed)}`)
  const lived = sum(({ seeds: count }) => count)
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0)
  const each = (sum(({ processorMs }) => processorMs) / lived).toFixed(0)
  say(
    `${lived} seeds from ${first} on, profile ${profile}: ${sum(({ turns }) => turns)} turns, ${sum(({ events }) => events)} events, ${failed.length} violations; ${seconds} s, ${each} ms of a processor for each`,
  )
  return failed.length === 0 && untried.length === 0
}

const seedsOfKit = 1_000

/** Each planted bug within a thousand seeds, or the simulator proves nothing. */
const planted = async (): Promise<boolean> => {
  const queue = [...plantedBugs]
  let missed = 0
  const take = async (): Promise<void> => {
    for (let bug = queue.shift(); bug !== undefined; bug = queue.shift()) {
      const { seeds, failed } = await run({ first: 1, step: 1, count: seedsOfKit, how: 'until-failure' }, bug.name)
      const [found] = failed
      missed += found === undefined ? 1 : 0
      const result =
        found === undefined ? `MISSED in ${seeds} seeds` : `${seeds} seeds: ${found.problem?.split('\n')[0]?.slice(0, 140)}`
      say(`${bug.name} (${bug.what}): ${result}`)
    }
  }
  await Promise.all(Array.from({ length: processes }, take))
  say(`${plantedBugs.length} planted bugs, ${plantedBugs.length - missed} found within ${seedsOfKit} seeds each`)
  return missed === 0
}

const all = async (): Promise<boolean> => {
  if (values.planted) return planted()
  if (values.seed !== undefined) return one(Number(values.seed))
  const holds = [await deterministic(), await keptSeeds(), await many(Number(values.seeds))]
  return holds.every(Boolean)
}

process.exitCode = (await all()) ? 0 : 1

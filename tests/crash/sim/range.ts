import { assertPlanted } from './planted/plant.ts'
import type { History } from './simulation.ts'

/** What a range of seeds came to, on one line of the output. */
export type RangeReport = {
  readonly seeds: number
  readonly turns: number
  readonly events: number
  readonly processorMs: number
  readonly counts: Readonly<Record<string, number>>
  /** Digests of the histories, in order, where they were asked for. */
  readonly digests: readonly string[]
  readonly failed: readonly Pick<History, 'seed' | 'problem'>[]
}

const [, , profile = 'swarm', first = '1', step = '1', count = '1', how = ''] = process.argv

const run = async (): Promise<RangeReport> => {
  // Not before the bug of this process is in its place.
  const { simulate } = await import('./simulation.ts')
  const { Tally } = await import('./tally.ts')
  const tally = new Tally()
  const failed: Pick<History, 'seed' | 'problem'>[] = []
  const digests: string[] = []
  let [seeds, turns, events] = [0, 0, 0]
  for (; seeds < Number(count) && !(how === 'until-failure' && failed.length > 0); seeds += 1) {
    const { seed, problem, ...history } = await simulate(Number(first) + seeds * Number(step), { profile })
    if (problem !== null) failed.push({ seed, problem })
    if (how === 'digests') digests.push(history.digest)
    tally.add(history.counts)
    turns += history.turns
    events += history.events
  }
  const { user, system } = process.cpuUsage()
  const processorMs = (user + system) / 1_000
  return { seeds, turns, events, processorMs, counts: tally.toJSON(), digests, failed }
}

const report = await run()
assertPlanted()
process.stdout.write(`${JSON.stringify(report)}\n`)

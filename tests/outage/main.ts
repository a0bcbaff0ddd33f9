import { parseArgs } from 'node:util'
import { withPostgres } from '../engines/postgres.ts'
import { type Outage, outages } from './cases.ts'
import { bookProblems, settled } from './examine.ts'
import { type System, startSystem } from './system.ts'
import { type Known, sendSetUp, startTraffic } from './traffic.ts'
import { untilTold } from './watch.ts'

/**
 * Takes the servers of a distributed book away under load, one after the other and both at once, and fills the disk of one:
 * `npx -y pnpm@12 outage`, with `--long` for a minute each. Each time all processes must say so, refuse politely what they cannot do, and
 * go on by themselves; then the log is held against what was answered and the ledgers against a clean run's.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    long: { type: 'boolean', default: false },
    /** How long each outage lasts; milliseconds. */
    ms: { type: 'string' },
    /** Within so long everything goes on. */
    bound: { type: 'string', default: '30000' },
    /** Only outages that have this in their names. */
    case: { type: 'string', default: '' },
  },
})
const outageMs = Number(values.ms ?? (values.long ? 60_000 : 10_000))
const boundMs = Number(values.bound)
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

const known: Known = { seed: Number(values.seed), sent: new Set(), answered: new Set(), runs: 0 }

/** One outage from its beginning until everything is found as it should be. */
const run = async (system: System, outage: Outage): Promise<readonly string[]> => {
  const traffic = startTraffic(system.fronts, known)
  const problems = [...(await untilTold(system.urls(), [], boundMs)).problems]
  traffic.look()
  problems.push(...(await outage.during(system, outageMs)))
  const { counts, slowestMs } = traffic.look()
  const begun = performance.now()
  const again = await untilTold(system.urls(), [], boundMs)
  problems.push(...again.problems)
  const readyMs = performance.now() - begun
  await traffic.stop()
  const answeredMs = performance.now() - begun
  problems.push(...(await settled(system, boundMs)))
  const wholeMs = performance.now() - begun
  if (wholeMs > boundMs) problems.push(`it took ${seconds(wholeMs)} to go on`)
  problems.push(...traffic.problems, ...((await outage.after?.(system, boundMs)) ?? []), ...(await bookProblems(system, known)))
  const told = Object.entries(counts).map(([what, count]) => `${what}: ${count}`)
  say(
    `${outage.name}: ready after ${seconds(readyMs)}, all answered after ${seconds(answeredMs)}, all posted after ${seconds(wholeMs)}`,
  )
  say(`  meanwhile ${told.toSorted().join(', ')}; longest wait ${seconds(slowestMs)}`)
  for (const [detail, ms] of again.waitedFor) say(`  until ${seconds(ms)} ${detail}`)
  for (const problem of new Set(problems)) say(`  outage: ${problem}`)
  return problems
}

const postgres = await withPostgres({ fsync: true })
if (postgres.kind === 'skipped') {
  say(`outage: skipped: ${postgres.skipped}`)
  process.exit(0)
}
const system = await startSystem(postgres)
await sendSetUp(system.fronts()[0] ?? '', known)
let [done, found] = [0, 0]
for (const outage of outages.filter(({ name }) => name.includes(values.case))) {
  const skipped = outage.skipped?.(system) ?? null
  if (skipped !== null) {
    say(`${outage.name}: SKIPPED: ${skipped}`)
    continue
  }
  done += 1
  found += new Set(await run(system, outage)).size
}
const ends = await system.stop()
for (const end of ends) say(`outage: ${end}`)
found += ends.length
say(`${known.answered.size} events answered; seed ${values.seed}, outages of ${seconds(outageMs)}`)
say(`outage: ${done} cases, ${found} problems (eventstoredb-double, PostgreSQL ${postgres.version})`)
process.exit(found === 0 ? 0 : 1)

import { parseArgs } from 'node:util'
import { simulate } from './simulation.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    profile: { type: 'string', default: 'swarm' },
    trace: { type: 'boolean', default: false },
  },
})
const begun = performance.now()
let failed = 0
let turns = 0
for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.seeds); seed += 1) {
  const history = await simulate(seed, {
    profile: values.profile,
    onLine: values.trace ? (line) => process.stdout.write(`${line}\n`) : null,
  })
  turns += history.turns
  if (history.problem !== null) {
    failed += 1
    process.stdout.write(`seed ${seed}: ${history.problem}\n`)
  }
  if (Number(values.seeds) === 1) process.stdout.write(`${JSON.stringify(history)}\n`)
}
const ms = performance.now() - begun
process.stdout.write(
  `${values.seeds} seeds, ${failed} failed, ${(ms / Number(values.seeds)).toFixed(1)} ms and ${Math.round(turns / Number(values.seeds))} turns a seed\n`,
)

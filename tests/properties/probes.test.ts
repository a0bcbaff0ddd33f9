import { expect, test } from 'vitest'
import { probeHistory } from './probes.ts'
import { randomFrom } from './random.ts'
import { randomHistory } from './random-history.ts'
import { withRareEvents } from './rare-events.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'

const probesMin = 100_000 * effort
const sizes = [60, 100, 140, 220]

test('any figure of any cell, at any day and position, is what the fold of the events up to there gives', {
  timeout: 600_000 * effort,
}, async () => {
  const seeds = seedsOf(1_000)
  let [probes, histories] = [0, 0]
  for (const seed of seeds) {
    const usual = randomHistory(seed, sizes[seed % sizes.length])
    const history = seed % 2 === 0 ? usual : withRareEvents(usual, randomFrom(seed))
    const probed = await probeHistory(history, { positions: 8, questions: 40 }, seed % 5 === 0 ? 'sqlite' : 'in-memory')
    if (probed.difference !== null) expect.fail(`${reproduce(seed, import.meta.filename)}\n${probed.difference}`)
    probes += probed.probes
    histories += 1
    if (probes >= probesMin) break
  }
  tell(import.meta.filename, seeds.slice(0, histories), { histories, probes })
  expect(probes).toBeGreaterThanOrEqual(probesMin)
})

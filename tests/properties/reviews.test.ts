import { expect, test } from 'vitest'
import { oracleAt } from './oracle.ts'
import { checkPosting } from './posting-checked.ts'
import { type Cell, foldedAlong } from './probed-book.ts'
import { randomFrom } from './random.ts'
import { allBut, describeHistory, type RandomHistory, randomHistory } from './random-history.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'
import { someDay, somePositions } from './some-questions.ts'

/** Reviews and little else, so that commitments meet those of other quarters; people change teams meanwhile. */
const historyOf = (seed: number): RandomHistory =>
  randomHistory(seed, 160, allBut('advanceQbr', 'joinTeam', 'leaveTeam', 'correctMembership'))

const measures = ['commitments-missed', 'commitments-carried-over', 'repeat-misses'] as const
const places = [
  ...['R1', 'R2', 'R3', 'R4'].map((entity) => ({ scope: 'rep', entity }) as const),
  ...['T-East', 'T-West'].map((entity) => ({ scope: 'team', entity }) as const),
  { scope: 'org', entity: null } as const,
]

type Compared = { readonly wrong: string | null; readonly counted: bigint }

/** Asks brute force and the fold for the same cells of quarters and years in which reviews were held. */
const compared = ({ seed, events }: RandomHistory): Compared => {
  const random = randomFrom(seed)
  let counted = 0n
  for (const [position, folded] of foldedAlong(events, somePositions(random, events, 4))) {
    const oracle = oracleAt(events, position)
    const quarters = events.flatMap((event) => (event.type === 'QbrOpened' ? [event.data.quarter] : []))
    for (let count = 0; count < 60; count += 1) {
      const quarter = random.pick(quarters)
      const period = random.chance(70) ? quarter : `FY${quarter.slice(0, 4)}`
      const cell: Cell = { ...random.pick(places), period, asOf: someDay(random, events, folded.calendar) }
      const kpi = random.pick(measures)
      const [brute, fold] = [oracle({ kpi, ...cell }), folded.value(kpi, cell)]
      if (brute !== fold) return { wrong: `${kpi} at ${position} in ${JSON.stringify(cell)}: ${brute}, ${fold}`, counted }
      if (kpi !== 'commitments-missed') counted += fold
    }
  }
  return { wrong: null, counted }
}

test('what is committed, missed and committed again over quarters is posted as it is folded, and as brute force counts it', {
  timeout: 300_000 * effort,
}, async () => {
  const seeds = seedsOf(12)
  const counts = { events: 0, rows: 0, lineages: 0 }
  for (const seed of seeds) {
    const history = historyOf(seed)
    const { rows, problem } = await checkPosting(history, 'in-memory')
    const { wrong, counted } = compared(history)
    const fault = problem ?? wrong
    if (fault !== null) expect.fail(`${reproduce(seed, import.meta.filename)}\n${fault}\n${describeHistory(history)}`)
    counts.events += history.events.length
    counts.rows += rows
    counts.lineages += Number(counted)
  }
  tell(import.meta.filename, seeds, counts)
  expect(counts.lineages).toBeGreaterThan(0)
})

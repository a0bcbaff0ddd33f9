import { derived, kpis, ledgers, ratios } from '@daybook/projections'
import { type Answers, openAnswers } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { oracleAt } from './oracle.ts'
import { postHistory } from './posted-history.ts'
import { type Probe, someProbe } from './questions.ts'
import { type Random, randomFrom } from './random.ts'
import { type RandomHistory, randomHistory, type Step } from './random-history.ts'
import { reproduce, seedsOf, tell } from './seeds.ts'
import { cellOf, stated, valueAt } from './stated-answer.ts'

const histories = 25
const probesPerHistory = 12
/** What the fold and brute force do not agree on yet: an order that a correction gives to another account. */
const without: readonly Step[] = ['moveOrder']

const open = async ({ events }: RandomHistory): Promise<Answers> => {
  const { readModel } = await postHistory(events)
  const log = {
    readAll: async ({ from, limit }: { readonly from: bigint; readonly limit: number }) =>
      events.slice(Number(from), Number(from) + limit),
    event: async (eventId: string) => events.find((event) => event.eventId === eventId) ?? null,
    recordedAt: async (position: bigint) => events[Number(position)]?.recordedAt ?? null,
  }
  return openAnswers({ readModel, log, measures: { kpis, derived, ledgers } })
}

/** The same place and time, asked of a ratio: brute force knows none but retention, the raw events know all. */
const ratioProbe = (random: Random, probe: Probe): Probe | null => {
  const ratio = random.pick(ratios)
  const isAsked = ratio.scopes.some((scope) => scope === probe.scope)
  return isAsked ? { ...probe, kpi: ratio.name } : null
}

const problemsOf = async (answers: Answers, probe: Probe): Promise<readonly string[]> => {
  const at = { asOf: probe.asOf, position: probe.position }
  const cell = cellOf(probe)
  const verified = await answers.verify(cell, at)
  if (!verified.ok) return [] // A ratio that has no such period.
  const { served, folded, equal, arithmetic, completeness } = verified.value
  const explained = await answers.explain(cell, at)
  const replayed = await answers.replay(cell, at, { limit: 1_000_000 })
  const last = replayed.ok ? replayed.value.steps.at(-1)?.valueAfter : undefined
  const end = last !== null && typeof last === 'object' ? null : last
  return [
    ...(equal ? [] : [`served ${served}, folded ${folded}`]),
    ...(arithmetic.ok && completeness.ok ? [] : ['its rows do not add up']),
    ...(explained.ok && explained.value.value === served ? [] : ['explained otherwise']),
    ...(end === undefined || end === served ? [] : [`replayed to ${end}, served ${served}`]),
  ]
}

/** The difference is that of the two values, and its reasons add up to it. */
const differenceAddsUp = async (answers: Answers, probe: Probe, earlier: bigint): Promise<boolean> => {
  const [from, to] = [earlier, probe.position].map((position) => ({ asOf: probe.asOf, position }))
  if (from === undefined || to === undefined) return false
  const cell = cellOf(probe)
  const diff = await answers.diff(cell, { from, to })
  if (!diff.ok) throw new Error(JSON.stringify(diff.refusal))
  const { difference, byReason } = diff.value
  const [before, after] = [diff.value.from.value, diff.value.to.value]
  if (difference === null) return before === null || after === null
  const reasons = Object.values(byReason).reduce((sum: number, part) => sum + Number(part), 0)
  return isClose(reasons, Number(difference)) && isClose(Number(after) - Number(before), Number(difference))
}

const isClose = (a: number, b: number): boolean => Math.abs(a - b) < 0.001

test('answers are what brute force and the raw events say, and their explanations add up', { timeout: 300_000 }, async () => {
  const seeds = seedsOf(histories)
  let asked = 0
  for (const seed of seeds) {
    const history = randomHistory(seed, 140, without)
    const answers = await open(history)
    const random = randomFrom(seed + 1_000_000)
    for (let count = 0; count < probesPerHistory; count++) {
      const probe = someProbe(random, history.events)
      if (probe === null || probe.period === null) continue
      asked += 1
      const words = `${JSON.stringify(cellOf(probe))} as of ${probe.asOf}, position ${probe.position}; ${reproduce(seed, import.meta.filename)}`
      const served = await valueAt(answers, cellOf(probe), { asOf: probe.asOf, position: probe.position })
      const oracle = stated(probe.kpi, oracleAt(history.events, probe.position)(probe))
      expect(served, words).toBe(oracle)
      expect(await problemsOf(answers, probe), words).toEqual([])
      const ratio = ratioProbe(random, probe)
      if (ratio !== null) expect(await problemsOf(answers, ratio), `${ratio.kpi} instead: ${words}`).toEqual([])
      const isSum = kpis.some(({ name }) => name === probe.kpi)
      const earlier = BigInt(random.below(Number(probe.position) + 1))
      if (isSum) expect(await differenceAddsUp(answers, probe, earlier), `from position ${earlier}: ${words}`).toBe(true)
    }
  }
  tell(import.meta.filename, seeds, { histories, questions: asked })
})

import { amountOf, type Decimal } from '@daybook/domain'
import type { Answers, At } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { answersOf } from './answered-book.ts'
import { postHistory } from './posted-history.ts'
import { someProbe } from './questions.ts'
import { randomFrom } from './random.ts'
import { allBut, randomHistory } from './random-history.ts'
import { reproduce, seedsOf, tell } from './seeds.ts'

const histories = 25
const probesPerHistory = 8
/** What moves sales from one industry to another; without the rest it happens oftener. */
const kept = [
  'acceptOrder',
  'moveOrder',
  'issueCreditNote',
  'overrideCredit',
  'changeProfile',
  'mergeAccounts',
  'unmergeAccounts',
] as const
const industries = ['manufacturing', 'health', 'retail']

type Sums = Readonly<Record<string, bigint>>

/** Net sales by industry, as the rows of all reps add up; `all` holds those of no industry too. */
const sumsOfRows = async (answers: Answers, period: string, at: At): Promise<Sums> => {
  const found = await answers.report({ report: 'industry-analysis', parameters: { period } }, at)
  if (!found.ok) throw new Error(JSON.stringify(found.refusal))
  const sums: Record<string, bigint> = { all: 0n }
  for (const { industry, netSales } of found.value.rows) {
    const amount = amountOf(netSales as Decimal) // Sound: the column holds money
    for (const key of industry === null ? ['all'] : ['all', String(industry)]) sums[key] = (sums[key] ?? 0n) + amount
  }
  return sums
}

const valueIn = async (answers: Answers, [industry, period]: readonly [string | null, string], at: At): Promise<bigint> => {
  const cell = {
    kpi: 'net-sales',
    scope: industry === null ? 'org' : 'industry',
    entities: industry === null ? null : [industry],
  } as const
  const found = await answers.values({ ...cell, periods: [period] }, at)
  if (!found.ok) throw new Error(JSON.stringify(found.refusal))
  const value = found.value.rows[0]?.value
  return typeof value === 'string' ? amountOf(value as Decimal) : 0n // Sound: a sum of money
}

test('the rows of an industry add up to its net sales, whatever changed industry, was merged or given back', {
  timeout: 300_000,
}, async () => {
  const seeds = seedsOf(histories)
  let asked = 0
  for (const seed of seeds) {
    const { events } = randomHistory(seed, 140, allBut(...kept))
    const { readModel } = await postHistory(events)
    const answers = answersOf(readModel, events)
    const random = randomFrom(seed + 1_000_000)
    for (let count = 0; count < probesPerHistory; count++) {
      const probe = someProbe(random, events)
      if (probe === null || probe.period === null) continue
      const at = { asOf: probe.asOf, position: probe.position }
      const words = `${probe.period} as of ${probe.asOf}, position ${probe.position}; ${reproduce(seed, import.meta.filename)}`
      const sums = await sumsOfRows(answers, probe.period, at)
      expect(sums.all, words).toBe(await valueIn(answers, [null, probe.period], at))
      for (const industry of industries)
        expect(sums[industry] ?? 0n, `${industry} in ${words}`).toBe(await valueIn(answers, [industry, probe.period], at))
      asked += 1
    }
  }
  tell(import.meta.filename, seeds, { asked })
})

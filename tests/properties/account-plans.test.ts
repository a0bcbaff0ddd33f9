import { type AccountId, type Day, decimalOf, fiscalCalendar, type Recorded } from '@daybook/domain'
import { fraction, sixDecimals } from '@daybook/projections'
import type { Answers, AskedCell, At } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { answersOf } from './answered-book.ts'
import { ageOf, goalsOf, plansOf, targetOf } from './oracle/account-plans.ts'
import { type Known, knownAt } from './oracle/book.ts'
import { plusDays } from './oracle/days.ts'
import { amountFor, orderSales, returns } from './oracle/sales.ts'
import { postHistory } from './posted-history.ts'
import { type Random, randomFrom } from './random.ts'
import { withAgendas } from './random-agendas.ts'
import { allBut, type RandomHistory, randomHistory } from './random-history.ts'
import { reproduce, seedsOf, tell } from './seeds.ts'
import { valueAt } from './stated-answer.ts'

const histories = 40
const questionsPerHistory = 16

/** What happens in every other history, so that many accounts are merged that plans are made for. */
const ofMerges = ['acceptOrder', 'restateRate', 'setPolicy', 'mergeAccounts', 'unmergeAccounts'] as const

type Asked = { readonly accountId: AccountId; readonly period: string; readonly asOf: Day; readonly position: bigint }

/** About an account with a plan, or the one it was merged into, on a day about its plans, for a period around the day. */
const someQuestion = (random: Random, { events }: RandomHistory): Asked | null => {
  const opened = events.filter((event) => event.type === 'PlanOpened')
  if (opened.length === 0) return null
  const plan = random.pick(opened)
  const merges = events.flatMap((event) =>
    event.type === 'AccountsMerged' && event.data.absorbedId === plan.data.accountId ? [event] : [],
  )
  const merge = merges.length > 0 && random.chance(75) ? random.pick(merges) : null
  const accountId = merge?.data.survivorId ?? plan.data.accountId
  const first = Math.max(Number(plan.position), Number(merge?.position ?? 0))
  const position = BigInt(first + random.below(events.length - first))
  const definitions = events.flatMap((event) =>
    event.type === 'FiscalCalendarDefined' && event.position <= position ? [event.data] : [],
  )
  const day = random.pick([plan.effectiveOn, plusDays(plan.effectiveOn, random.between(-20, 120)), plan.data.effectiveUntil])
  const month = fiscalCalendar(definitions).monthOf(day)
  if (month === null) return null
  const asOf = plusDays(day, random.between(-10, 60))
  return { accountId, period: random.pick([month.id, month.quarter, month.year]), asOf, position }
}

const soldOn = (known: Known, accountId: string, { first, until, asOf }: { first: Day; until: Day; asOf: Day }): bigint =>
  [...orderSales(known), ...returns(known)]
    .filter(({ day }) => first <= day && day < until && day <= asOf)
    .reduce((sum, sale) => sum + amountFor(known, sale, { scope: 'account', entity: accountId }), 0n)

/** What brute force says to all of them, each by the name of its KPI. */
const byBruteForce = (events: readonly Recorded[], { accountId, period, asOf, position }: Asked) => {
  const known = knownAt(events, position)
  const span = known.months.span(period)
  if (span === null) throw new Error(`the calendar has no ${period}`)
  const plans = plansOf(known, accountId, { span, asOf })
  const target = plans.reduce((sum, { opened }) => sum + targetOf(known, opened), 0n)
  const sales = plans.reduce((sum, { days }) => sum + soldOn(known, accountId, { ...days, asOf }), 0n)
  const last = plusDays(span.until, -1)
  const day = last < asOf ? last : asOf
  const { goals, covered } = goalsOf(known, accountId, day)
  return {
    'plan-target': plans.length === 0 ? null : decimalOf(target),
    'plan-sales': plans.length === 0 ? null : decimalOf(sales),
    'plan-achievement': plans.length === 0 || target === 0n ? null : sixDecimals(fraction(sales, target)),
    'plan-age-days': ageOf(known, accountId, day),
    'gsit-coverage': goals === 0 ? null : sixDecimals(fraction(BigInt(covered), BigInt(goals))),
  }
}

/** Whether the plan that is told of was made for an account that was merged into the one asked about. */
const isOfAbsorbed = (events: readonly Recorded[], asked: Asked, target: string | null): boolean =>
  target !== null &&
  !events.some(
    ({ type, data, position }) => type === 'PlanOpened' && data.accountId === asked.accountId && position <= asked.position,
  )

const isSound = async (answers: Answers, cell: AskedCell, at: At): Promise<boolean> => {
  const verified = await answers.verify(cell, at)
  const replayed = await answers.replay(cell, at, { limit: 1_000_000 })
  if (!verified.ok || !replayed.ok) return false
  return verified.value.equal && verified.value.arithmetic.ok && replayed.value.value === verified.value.served
}

test('what is answered of plans is what brute force says, and is verified', { timeout: 300_000 }, async () => {
  const seeds = seedsOf(histories)
  const counts = { questions: 0, targets: 0, ages: 0, coverages: 0, absorbed: 0 }
  for (const seed of seeds) {
    const random = randomFrom(seed)
    const history = withAgendas(randomHistory(seed, 60, seed % 2 === 0 ? ['moveOrder'] : allBut(...ofMerges)), random)
    const { readModel } = await postHistory(history.events)
    const answers = answersOf(readModel, history.events)
    for (let count = 0; count < questionsPerHistory; count += 1) {
      const asked = someQuestion(random, history)
      if (asked === null) continue
      const at = { asOf: asked.asOf, position: asked.position }
      const expected = byBruteForce(history.events, asked)
      for (const [kpi, value] of Object.entries(expected)) {
        const cell = { kpi, scope: 'account' as const, entity: asked.accountId, period: asked.period }
        const words = `${JSON.stringify(cell)} as of ${asked.asOf}, position ${asked.position}; ${reproduce(seed, import.meta.filename)}`
        expect(await valueAt(answers, cell, at), words).toBe(value)
        expect(await isSound(answers, cell, at), words).toBe(true)
      }
      counts.questions += 1
      counts.absorbed += isOfAbsorbed(history.events, asked, expected['plan-target']) ? 1 : 0
      counts.targets += expected['plan-target'] === null ? 0 : 1
      counts.ages += expected['plan-age-days'] === null ? 0 : 1
      counts.coverages += expected['gsit-coverage'] === null ? 0 : 1
    }
  }
  tell(import.meta.filename, seeds, counts)
  expect(Math.min(counts.targets, counts.ages)).toBeGreaterThan(histories)
  expect(counts.coverages).toBeGreaterThan(histories / 8)
  expect(counts.absorbed).toBeGreaterThan(0)
})

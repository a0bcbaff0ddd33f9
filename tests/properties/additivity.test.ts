import { type Day, dayNumber } from '@daybook/domain'
import { cellsOf, kpis, resolvePeriod, type Scope } from '@daybook/projections'
import type { Answers } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { answersOf } from './answered-book.ts'
import { isPlanMark } from './plan-marks.ts'
import { postHistory } from './posted-history.ts'
import { foldedAlong } from './probed-book.ts'
import { type Random, randomFrom } from './random.ts'
import { randomHistory } from './random-history.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'
import { unitsOf, unitsTogether } from './shown-units.ts'
import { someDay, somePositions } from './some-questions.ts'

const file = import.meta.filename
type At = { readonly asOf: Day; readonly position: bigint }
type Asked = {
  readonly kpi: string
  readonly scope: Scope
  readonly periods: readonly string[]
  readonly entities?: readonly string[]
}

/** The values of an answer, by entity and period as asked, in smallest units. */
const valuesOf = async (answers: Answers, asked: Asked, at: At): Promise<readonly bigint[]> => {
  const answer = await answers.values(asked, at)
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal))
  return answer.value.rows.map(({ value }) => unitsOf(value))
}

const sumOf = async (answers: Answers, asked: Asked, at: At): Promise<bigint> => {
  let sum = 0n
  for (const value of await valuesOf(answers, asked, at)) sum += value
  return sum
}

type Look = {
  readonly answers: Answers
  readonly at: At
  /** A fiscal month with the months of its quarter and of the year up to it. */
  readonly period: {
    readonly month: string
    readonly quarter: string
    readonly ofQuarter: readonly string[]
    readonly toDate: readonly string[]
  }
  readonly where: string
  readonly random: Random
}

/** Looks at random histories at random pairs of times, and at a random month. */
const looking = async (histories: number, look: (at: Look) => Promise<void>): Promise<void> => {
  const seeds = seedsOf(histories)
  let looks = 0
  for (const seed of seeds) {
    const { events } = randomHistory(seed, 120)
    const random = randomFrom(seed + 4)
    await using posted = await postHistory(events, { random, engine: seed % 8 === 0 ? 'sqlite' : 'in-memory' })
    const answers = answersOf(posted.readModel, events)
    for (const [position, folded] of foldedAlong(events, somePositions(random, events, 4))) {
      const { calendar } = folded
      const month = calendar.monthOf(someDay(random, events, calendar))
      if (month === null) continue
      const inside = (id: string) => calendar.monthsOf(calendar.period(id)!)
      const period = {
        month: month.id,
        quarter: month.quarter,
        ofQuarter: inside(month.quarter).map(({ id }) => id),
        toDate: inside(month.year).flatMap(({ id, first }) => (first <= month.first ? [id] : [])),
      }
      const at = { asOf: someDay(random, events, calendar), position }
      const where = `${reproduce(seed, file)}: ${period.month} as of ${at.asOf} at ${position}`
      await look({ answers, at, period, where, random })
      looks += 1
    }
  }
  tell(file, seeds, { looks })
}

const reps = ['R1', 'R2', 'R3', 'R4', 'HOUSE']
const accounts = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6']

test(
  'sales, and orders in shares, add up over reps and over accounts to those of the organisation',
  { timeout: 180_000 * effort },
  () =>
    looking(30, async ({ answers, at, period, where }) => {
      for (const kpi of ['net-sales', 'gross-sales', 'credited-orders']) {
        const periods = [period.month]
        const whole = await sumOf(answers, { kpi, scope: 'org', periods }, at)
        for (const [scope, entities] of [
          ['rep', reps],
          ['account', accounts],
        ] as const)
          expect(await sumOf(answers, { kpi, scope, periods, entities }, at), `${where}: ${kpi} of ${scope}`).toBe(whole)
      }
    }),
)

test(
  'counts of accounts add up over accounts, and over reps to no less than the organisation has',
  { timeout: 180_000 * effort },
  () =>
    looking(30, async ({ answers, at, period, where }) => {
      for (const kpi of ['buying-accounts', 'active-accounts', 'overdue-buyers', 'lost-accounts']) {
        const periods = [period.month]
        const whole = await sumOf(answers, { kpi, scope: 'org', periods }, at)
        expect(await sumOf(answers, { kpi, scope: 'account', periods, entities: accounts }, at), `${where}: ${kpi}`).toBe(whole)
        expect(
          await sumOf(answers, { kpi, scope: 'rep', periods, entities: reps }, at),
          `${where}: ${kpi}`,
        ).toBeGreaterThanOrEqual(whole)
      }
    }),
)

test('what adds up over months does: to the quarter, to the year to date', { timeout: 180_000 * effort }, () =>
  looking(30, async ({ answers, at, period, where }) => {
    const additive = kpis.filter(
      ({ kind, grain, scopes, name }) => kind !== 'stock' && grain.join() === 'month' && scopes.length > 0 && !isPlanMark(name),
    )
    for (const { name: kpi, scopes } of additive) {
      const [scope, entities] = scopes.includes('account')
        ? (['account', ['A1', 'A2']] as const)
        : (['rep', ['R1', 'R2']] as const)
      const over = async (periods: readonly string[]) => sumOf(answers, { kpi, scope, periods, entities }, at)
      expect(await over([period.quarter]), `${where}: ${kpi}`).toBe(await over(period.ofQuarter))
      expect(await over([`${period.month}:ytd`]), `${where}: ${kpi}`).toBe(await over(period.toDate))
    }
  }),
)

test('a count to date counts each account once', { timeout: 180_000 * effort }, () =>
  looking(30, async ({ answers, at, period, where }) => {
    const asked = { kpi: 'buying-accounts', periods: period.toDate, entities: accounts } as const
    const months = await valuesOf(answers, { ...asked, scope: 'account' }, at)
    const bought = accounts.filter((_, index) =>
      months.slice(index * period.toDate.length, (index + 1) * period.toDate.length).some((count) => count > 0n),
    )
    const toDate = await sumOf(answers, { kpi: 'buying-accounts', scope: 'org', periods: [`${period.month}:ytd`] }, at)
    expect(toDate, where).toBe(BigInt(bought.length))
  }),
)

test('differences between three pairs of times add up, and each to what its reasons say', { timeout: 180_000 * effort }, () =>
  looking(25, async ({ answers, at, period, where, random }) => {
    const kpi = random.pick(['net-sales', 'orders', 'buying-accounts', 'overdue-buyers', 'active-accounts', 'lost-accounts'])
    const cell = {
      kpi,
      ...random.pick([
        { scope: 'org', entity: null },
        { scope: 'rep', entity: 'R1' },
      ] as const),
      period: period.month,
    }
    const earlier = at.position / 2n
    const times = [{ ...at, position: earlier / 2n }, { ...at, position: earlier }, at]
    const between = async (from: number, to: number) => {
      const answer = await answers.diff(cell, { from: times[from]!, to: times[to]! })
      if (!answer.ok) throw new Error(JSON.stringify(answer.refusal))
      return answer.value
    }
    if (!(await isSamePeriod(answers, cell.period, times))) return
    const [first, second, both] = [await between(0, 1), await between(1, 2), await between(0, 2)]
    const [one, two, whole] = [first, second, both].map(({ difference }) => unitsOf(difference))
    expect(one! + two!, `${where}: ${kpi}`).toBe(whole)
    for (const { from, to, difference, byReason } of [first, second, both]) {
      expect(unitsOf(to.value) - unitsOf(from.value), `${where}: ${kpi}`).toBe(unitsOf(difference))
      expect(unitsTogether(Object.values(byReason)), `${where}: ${kpi}`).toBe(unitsOf(difference))
    }
  }),
)

/** Whether a period means the same days, and reads the same cells, at each of the times. */
const isSamePeriod = async (answers: Answers, id: string, times: readonly At[]): Promise<boolean> => {
  const keys = new Set<string>()
  for (const { position, asOf } of times) {
    const { calendar } = (await answers.reference(position)).reference
    const selection = resolvePeriod(id, calendar)
    if (!selection.ok) return false
    const cells = cellsOf(kpis[0]!, selection.value, asOf)
    keys.add(cells.ok && cells.value.kind === 'periods' ? cells.value.cells.map(({ key }) => key).join() : `${dayNumber(asOf)}`)
  }
  return keys.size === 1
}

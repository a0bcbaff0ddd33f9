import { type Day, dayNumber, type Recorded, type Result } from '@daybook/domain'
import { type AnyKpi, cellsOf, foldedValue, holderOf, kpis, resolvePeriod } from '@daybook/projections'
import type { Answers } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { answersOf } from './answered-book.ts'
import { cellTotals } from './cell-totals.ts'
import { postHistory } from './posted-history.ts'
import { type FoldedAt, foldedAlong } from './probed-book.ts'
import { type Random, randomFrom } from './random.ts'
import { randomHistory } from './random-history.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'
import { unitsOf, unitsTogether } from './shown-units.ts'
import { type SeveralCells, someCells } from './some-questions.ts'

const plans = kpis.filter(({ kind }) => kind === 'plan').map(({ name }) => name)

const file = import.meta.filename

type Asked = Pick<SeveralCells, 'kpi' | 'scope'> & { readonly entity: string | null; readonly period: string }
type OneCell = { readonly asked: Asked; readonly at: { readonly asOf: Day; readonly position: bigint } }

const someCell = (random: Random, events: readonly Recorded[], [position, folded]: [bigint, FoldedAt]): OneCell => {
  const { kpi, scope, entities, periods, asOf } = someCells(random, { events, ...folded })
  const entity = scope === 'org' ? null : entities[0]
  if (periods.length === 0 || entity === undefined) return someCell(random, events, [position, folded])
  return { asked: { kpi, scope, entity, period: periods[0]! }, at: { asOf, position } }
}

type Book = { readonly answers: Answers; readonly events: readonly Recorded[]; readonly random: Random; readonly where: string }

/** Opens random books, and counts what is looked at in them. */
const opening = async (histories: number, look: (book: Book) => Promise<number>): Promise<void> => {
  const seeds = seedsOf(histories)
  let looks = 0
  for (const seed of seeds) {
    const { events } = randomHistory(seed, 110)
    const random = randomFrom(seed + 5)
    await using posted = await postHistory(events, { random, engine: seed % 8 === 0 ? 'sqlite' : 'in-memory' })
    looks += await look({ answers: answersOf(posted.readModel, events), events, random, where: reproduce(seed, file) })
  }
  tell(file, seeds, { looks })
}

type Look = OneCell & { readonly answers: Answers; readonly events: readonly Recorded[]; readonly told: string }

/** Looks at random cells in the midst and at the head of random books. */
const looking = (histories: number, each: number, look: (at: Look) => Promise<void>): Promise<void> =>
  opening(histories, async ({ answers, events, random, where }) => {
    const head = BigInt(events.length - 1)
    for (const moment of foldedAlong(events, [head / 2n, head])) {
      for (let count = 0; count < each; count += 1) {
        const cell = someCell(random, events, moment)
        const told = `${where}: ${JSON.stringify(cell.asked)} as of ${cell.at.asOf} at ${cell.at.position}`
        await look({ ...cell, answers, events, told })
      }
    }
    return 2 * each
  })

const given = <Value>(answer: Result<Value, unknown>, told: string): Value =>
  answer.ok ? answer.value : expect.fail(`${told}: ${JSON.stringify(answer.refusal)}`)

const everyLine = { basis: 'all', limit: 100_000 } as const

test('an explanation adds up to the value, and names events that exist and were known', { timeout: 180_000 * effort }, () =>
  looking(40, 12, async ({ answers, events, asked, at, told }) => {
    const { value, formula, byReason, entries } = given(await answers.explain(asked, at, everyLine), told)
    if (formula.op === 'sum' && entries.length > 0) {
      expect(unitsTogether(entries.map(({ delta }) => delta)), told).toBe(unitsOf(value))
      expect(unitsTogether(Object.values(byReason)), told).toBe(unitsOf(value))
    }
    const known = new Set(events.slice(0, Number(at.position) + 1).map(({ eventId }) => eventId as string))
    expect(
      entries.filter(({ position }) => BigInt(position) > at.position),
      told,
    ).toEqual([])
    const named = entries.flatMap(({ cause, because }) => [cause, ...because.map(({ eventId }) => eventId)])
    expect(
      named.filter((eventId) => !known.has(eventId)),
      told,
    ).toEqual([])
  }),
)

test('a replay goes step by step, without a gap, to the value', { timeout: 180_000 * effort }, () =>
  looking(40, 12, async ({ answers, asked, at, told }) => {
    const { value, reason, steps } = given(await answers.replay(asked, at, everyLine), told)
    const last = steps.at(-1)
    if (last !== undefined) expect(last.valueAfter, told).toEqual(reason === undefined ? value : { value, reason })
    for (const { inputBefore, delta, inputAfter } of steps)
      expect(unitsOf(inputBefore) + unitsOf(delta), told).toBe(unitsOf(inputAfter))
    expect(
      steps.slice(1).map(({ valueBefore }) => valueBefore),
      told,
    ).toEqual(steps.slice(0, -1).map(({ valueAfter }) => valueAfter))
  }),
)

test('the served value, the sum of entries and the fold of the raw events are one', { timeout: 180_000 * effort }, () =>
  looking(12, 5, async ({ answers, asked, at, told }) => {
    const verified = given(await answers.verify(asked, at), told)
    expect(verified, told).toMatchObject({ equal: true, firstDivergence: null, arithmetic: { ok: true } })
  }),
)

test('folding up to an event and up to just before it differs by exactly its entries', { timeout: 180_000 * effort }, () =>
  opening(20, async ({ answers, events, random, where }) => {
    const position = BigInt(events.length - 1)
    const cells: OneCell[] = []
    for (const moment of foldedAlong(events, [position])) {
      const some = Array.from({ length: 30 }, () => someCell(random, events, moment))
      cells.push(...some.filter(({ asked }) => kpiOf(asked.kpi) !== undefined && kpiOf(asked.kpi)?.kind !== 'plan').slice(0, 8))
    }
    const { calendar } = (await answers.reference(position)).reference
    const moved = await Promise.all(cells.map((cell) => entriesByPosition(answers, cell)))
    const values = cells.map(() => 0n)
    for (const [at, { book }] of foldedAlong(
      events,
      events.map((event) => event.position),
    )) {
      for (const [index, { asked, at: times }] of cells.entries()) {
        const selection = resolvePeriod(asked.period, calendar)
        if (!selection.ok) expect.fail(asked.period)
        const held = holderOf(kpis, kpiOf(asked.kpi)!, selection.value)
        const selected = cellsOf(held.kpi, held.period, times.asOf)
        if (!selected.ok) expect.fail(asked.period)
        const value = foldedValue(book, { ...asked, kpi: held.kpi.name, cells: selected.value })
        expect(value - values[index]!, `${where}: ${JSON.stringify(asked)} as of ${times.asOf}, event ${at}`).toBe(
          moved[index]!.get(at) ?? 0n,
        )
        values[index] = value
      }
    }
    return cells.length
  }),
)

const kpiOf = (name: string): AnyKpi | undefined => kpis.find((kpi) => kpi.name === name)

/** What each event added to a cell, by replaying it. Shares have two decimals more than they need. */
const entriesByPosition = async (answers: Answers, { asked, at }: OneCell): Promise<ReadonlyMap<bigint, bigint>> => {
  const answer = await answers.replay(asked, at, { limit: 100_000 })
  const sums = new Map<bigint, bigint>()
  const surplus = kpiOf(asked.kpi)?.unit === 'share' ? 100n : 1n
  for (const { position, delta } of answer.ok ? answer.value.steps : [])
    sums.set(BigInt(position), (sums.get(BigInt(position)) ?? 0n) + unitsOf(delta) / surplus)
  return sums
}

test('the impact of an event is the entries at its position', { timeout: 180_000 * effort }, () =>
  opening(10, async ({ answers, events, where }) => {
    await using posted = await postHistory(events)
    for (const { position } of events) {
      const { kpis: impacts } = await answers.impact(position)
      const listed = impacts.flatMap(({ kpi, cells }) =>
        cells.map(
          ({ scope, entity, day, delta }) => `${kpi} ${scope} ${entity ?? ''} ${dayNumber(day as Day)} ${unitsOf(delta)}`,
        ),
      )
      const entries = [...cellTotals(await posted.readModel.rowsAt(position)).values()]
        .filter(
          ({ place: { kpi, scope, entity } }) =>
            kpi.listed !== false &&
            kpi.kind !== 'plan' &&
            // What belongs to no rep stands at the seat of nobody, for the organisation alone.
            kpi.scopes.some((each) => each === scope) &&
            (scope !== 'team' || entity !== ''),
        )
        .map(({ place, amount }) => {
          const entity = place.entity.replace('account:', '')
          return `${place.kpi.name} ${place.scope} ${entity} ${place.day} ${place.kpi.unit === 'share' ? amount * 100n : amount}`
        })
      const flows = listed.filter((line) => !plans.some((plan) => line.startsWith(`${plan} `)))
      if (impacts.reduce((sum, { cells }) => sum + cells.length, 0) < 1_000)
        expect(flows.sort(), `${where}: event ${position}`).toEqual(entries.sort())
    }
    return events.length
  }),
)

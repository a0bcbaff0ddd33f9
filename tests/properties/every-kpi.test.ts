import { addDays, type Day, type Recorded } from '@daybook/domain'
import { type AnyMeasure, derived, kpis } from '@daybook/projections'
import type { Answers } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { openExample } from '../books/example.ts'
import { seldom } from '../books/seldom.ts'
import { answersOf } from './answered-book.ts'
import { type CellAt, problemsOf } from './explained-cell.ts'
import { postHistory } from './posted-history.ts'
import { type FoldedAt, foldedAlong } from './probed-book.ts'
import { type Random, randomFrom } from './random.ts'
import { withAgendas } from './random-agendas.ts'
import { randomHistory } from './random-history.ts'
import { withRareEvents } from './rare-events.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'

/** Every KPI that a list shows: posted, ratios and calculations. */
const measures: readonly AnyMeasure[] = [...kpis.filter(({ listed }) => listed !== false), ...derived]

/** What changes figures long after their facts, and what is planned: all of it happens in the histories. */
const changing = [
  ...['AccountsMerged', 'AccountsUnmerged', 'AccountAssigned', 'AssignmentCorrected', 'CreditOverridden', 'FxRatePublished'],
  ...['PeriodClosed', 'FiscalCalendarDefined', 'PolicySet', 'OrderCorrected', 'PlanOpened', 'QbrOpened', 'PdpOpened'],
]

const daysOfSeldom = ['2025-03-31', '2025-02-28', '2025-05-15', '2025-07-31', '2025-12-31'] as readonly string[] as readonly Day[] // Sound: dates

type Book = {
  readonly answers: Answers
  readonly events: readonly Recorded[]
  readonly folded: FoldedAt
  readonly position: bigint
  readonly random: Random
  /** The days on which something is looked for. */
  readonly days: () => readonly Day[]
}

/** Periods of every form up to half a year before a day. */
const periodsAround = ({ folded }: Book, day: Day): readonly string[] => {
  const months = [0, 31, 62, 93, 124, 186].flatMap((back) => folded.calendar.monthOf(addDays(day, -back)) ?? [])
  const [last] = months
  if (last === undefined) return []
  const longer = months.flatMap(({ id, quarter, year }) => [id, quarter, year])
  return [...new Set([...longer, `${last.id}:ytd`, `${last.id}:r12`])]
}

const isSome = (value: string | number | null): boolean => value !== null && Number(value) !== 0

type Found = { readonly cell: CellAt; readonly isSome: boolean }

/** A cell of a measure in which there is something, where some days find one; else any. Null where it has none. */
const someCell = async (book: Book, measure: AnyMeasure): Promise<Found | null> => {
  let any: Found | null = null
  for (const asOf of book.days()) {
    const found = await someCellOn(book, measure, asOf)
    if (found?.isSome === true) return found
    any ??= found
  }
  return any
}

const someCellOn = async (book: Book, measure: AnyMeasure, asOf: Day): Promise<Found | null> => {
  const { answers, folded, position, random } = book
  const at = { asOf, position }
  const periods = periodsAround(book, asOf).filter((period) => sidesOf(measure).every((kpi) => folded.answers(kpi, period, asOf)))
  let any: Found | null = null
  for (const scope of shuffled(random, measure.scopes)) {
    const answer = await answers.values({ kpi: measure.name, scope, periods }, at)
    if (!answer.ok) expect.fail(`${measure.name} of ${scope} in ${periods}: ${JSON.stringify(answer.refusal)}`)
    const rows = shuffled(random, answer.value.rows)
    const row = rows.find(({ value }) => isSome(value)) ?? rows[0]
    if (row === undefined) continue
    const cell = { answers, folded, at, asked: { kpi: measure.name, scope, entity: row.entity, period: row.period } }
    if (isSome(row.value)) return { cell, isSome: true }
    any ??= { cell, isSome: false }
  }
  return any
}

/** Of a ratio its two sides, which say what periods it is answered for. */
const sidesOf = (measure: AnyMeasure): readonly string[] =>
  'numerator' in measure ? [measure.numerator, measure.denominator] : [measure.name]

const shuffled = <Item>(random: Random, items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, place: random.below(1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)

/** What is wrong with the explanations of one cell of each measure, and the measures that had something in it. */
const looked = async (
  book: Book,
  asked: readonly AnyMeasure[],
): Promise<{ readonly problems: readonly string[]; readonly met: readonly string[] }> => {
  const [problems, met]: [string[], string[]] = [[], []]
  for (const measure of asked) {
    const found = await someCell(book, measure)
    if (found === null) continue
    const where = `${JSON.stringify(found.cell.asked)} as of ${found.cell.at.asOf}`
    for (const problem of await problemsOf(found.cell)) problems.push(`${where}: ${problem}`)
    if (found.isSome) met.push(measure.name)
  }
  return { problems, met }
}

test('every figure is what its explanation comes to, page by page and step by step', { timeout: 180_000 * effort }, async () => {
  const seeds = seedsOf(4)
  const met: string[] = []
  const happened = new Set<string>()
  const look = async (book: Omit<Book, 'folded' | 'position'>, asked: readonly AnyMeasure[], told: string): Promise<void> => {
    for (const [position, folded] of foldedAlong(book.events, [BigInt(book.events.length - 1)])) {
      const found = await looked({ ...book, folded, position }, asked)
      expect(found.problems, told).toEqual([])
      met.push(...found.met)
    }
  }
  for (const seed of seeds) {
    const usual = withAgendas(randomHistory(seed, 200), randomFrom(seed))
    const { events } = seed % 2 === 0 ? usual : withRareEvents(usual, randomFrom(seed))
    for (const { type } of events) happened.add(type)
    await using posted = await postHistory(events)
    const random = randomFrom(seed + 11)
    const someDay = (): Day => addDays(random.pick(events).effectiveOn, random.pick([0, 0, 3, 35]))
    const book = { answers: answersOf(posted.readModel, events), events, random, days: () => [someDay(), someDay()] }
    await look(book, measures, reproduce(seed, import.meta.filename))
  }
  expect(
    changing.filter((type) => !happened.has(type)),
    'never happens',
  ).toEqual([])
  const without = measures.filter(({ name }) => !met.includes(name))
  const { answers, events } = await openExample(seldom)
  await look({ answers, events, random: randomFrom(1), days: () => daysOfSeldom }, without, 'what is seldom')
  tell(import.meta.filename, seeds, { figures: met.length })
  expect(
    measures.filter(({ name }) => !met.includes(name)).map(({ name }) => name),
    'have a value nowhere',
  ).toEqual([])
})

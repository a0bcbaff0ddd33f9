import { derived, kpis, type Ratio, reports } from '@daybook/projections'
import { isPlanMark } from '../properties/plan-marks.ts'
import type { Random } from '../properties/random.ts'

/** What a book is asked about. */
export type Asked = {
  /** First and last month that anything is asked of, such as `2025-02`. */
  readonly months: readonly [string, string]
  /** By scope, whom the book knows. */
  readonly entities: ReadonlyMap<string, readonly string[]>
  /** The last position, and when the first and the last event were recorded: milliseconds. */
  readonly head: number
  readonly recorded: readonly [number, number]
}

const dayMs = 86_400_000

/** Looks at a served book: whom there is to ask about, and how far back. */
export const lookAround = async (address: string, months: Asked['months']): Promise<Asked> => {
  const json = async (path: string) => JSON.parse(await (await fetch(`${address}${path}`)).text())
  const head = Number((await json('/v1/projections')).items[0].head)
  const recordedAt = async (position: number) =>
    Date.parse((await json(`/v1/kpis/orders?scope=org&period=${months[0]}&knownAt=position:${position}`)).knownAt.recordedAt)
  const years = new Set(monthsOf(months).map((month) => `period=FY${month.slice(0, 4)}`))
  const entities = new Map<string, readonly string[]>()
  for (const scope of ['team', 'rep', 'account', 'industry', 'territory', 'family']) {
    const { rows } = await json(`/v1/kpis/net-sales?scope=${scope}&${[...years].join('&')}`)
    entities.set(scope, [...new Set<string>(rows.map(({ entity }: { entity: string }) => entity))])
  }
  return { months, entities, head, recorded: [await recordedAt(0), await recordedAt(head)] }
}

/** A business day and a moment of knowledge, the latter by position or by the clock. */
export const someMoment = (random: Random, { months, head, recorded }: Asked): string => {
  const [from, to] = months.map((month) => Date.parse(`${month}-01`)) as [number, number] // Sound: two of two
  const asOf = new Date(from - 40 * dayMs + random.below((to - from) / dayMs + 120) * dayMs).toISOString().slice(0, 10)
  const hours = (recorded[1] - recorded[0]) / 3_600_000
  const instant = new Date(recorded[0] + random.below(hours + 24) * 3_600_000 + random.below(3_600_000)).toISOString()
  return `asOf=${asOf}&knownAt=${random.chance(50) ? `position:${random.below(head + 1)}` : instant}`
}

type Measure = Pick<Ratio, 'name' | 'scopes'>

/** All that have a value. Whether a quota is set is no figure of its own. */
const measures: readonly Measure[] = [...kpis, ...derived].filter(({ name, scopes }) => scopes.length > 0 && !isPlanMark(name))

/** Two questions for a moment: a table of a figure, and one that goes deeper. */
export const someQuestions = (random: Random, asked: Asked): readonly string[] => {
  const table = random.pick(measures)
  const of = random.pick(table.scopes)
  return [`/v1/kpis/${table.name}?scope=${of}&period=${somePeriod(random, asked)}`, deeper(random, asked)]
}

const deeper = (random: Random, asked: Asked): string => {
  const kind = random.pick(['explain', 'replay', 'verify', 'diff', 'diff', 'report', 'report'])
  const period = somePeriod(random, asked)
  if (kind === 'report') return reportPath(random, asked)
  const { name, scopes } = random.pick(measures)
  const scope = random.pick(scopes)
  const entity = scope === 'org' ? '' : `&entity=${random.pick(asked.entities.get(scope) ?? ['nobody'])}`
  const cell = `/v1/kpis/${name}/${kind}?scope=${scope}&period=${period}`
  if (kind !== 'diff') return `${cell}${entity}`
  return `${cell}${random.chance(50) ? entity : ''}&fromKnownAt=position:${random.below(asked.head + 1)}`
}

const reportPath = (random: Random, asked: Asked): string => {
  const { name } = random.pick(reports)
  const quarter = `${random.pick(monthsOf(asked.months)).slice(0, 4)}-Q${random.between(1, 4)}`
  const own: Readonly<Record<string, string>> = {
    'assignment-history': `account=${random.pick(asked.entities.get('account') ?? [])}`,
    'overdue-buyers': '',
    'data-quality': '',
    qbr: `quarter=${quarter}&rep=${random.pick(asked.entities.get('rep') ?? [])}`,
  }
  return `/v1/reports/${name}?${own[name] ?? `period=${random.pick(monthsOf(asked.months))}`}`
}

const somePeriod = (random: Random, asked: Asked): string => {
  const month = random.pick(monthsOf(asked.months))
  const year = month.slice(0, 4)
  const grain = random.pick(['month', 'month', 'quarter', 'year', 'ytd', 'r12'])
  if (grain === 'quarter') return `${year}-Q${random.between(1, 4)}`
  if (grain === 'year') return `FY${year}`
  return grain === 'month' ? month : `${month}:${grain}`
}

const monthsOf = ([from, to]: Asked['months']): readonly string[] => {
  const [first, last] = [from, to].map((month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1)
  return Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, index) => {
    const month = (first ?? 0) + index
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  })
}

import { addDays, type Day, dayNumber, dayOf, type FiscalCalendar, type Recorded } from '@daybook/domain'
import { isReferenceEvent, kpis, type Ratio, ratios, type Scope } from '@daybook/projections'
import { isPlanMark } from './plan-marks.ts'
import type { Random } from './random.ts'

/** A question about several cells of one measure at once. */
export type SeveralCells = {
  readonly kpi: string
  readonly scope: Scope
  readonly entities: readonly string[]
  readonly periods: readonly string[]
  readonly asOf: Day
}

/** Those there are, and one that there is not. */
const entities: Readonly<Record<Scope, readonly string[]>> = {
  org: [],
  team: ['T-East', 'T-West', 'T-None'],
  rep: ['R1', 'R2', 'R3', 'R4', 'HOUSE', 'R9'],
  account: ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A9'],
  industry: ['manufacturing', 'health', 'retail', 'mining'],
  territory: ['north', 'south', 'west'],
  family: ['bikes', 'parts', 'service', 'boats'],
}

type Measure = Pick<Ratio, 'name' | 'scopes'>

/** All that have a value and are no calculation. Whether a quota is set is no figure of its own: it is asked with the quota. */
const measures: readonly Measure[] = [...kpis, ...ratios].filter(({ name, scopes }) => scopes.length > 0 && !isPlanMark(name))

/** Positions to look at: those of reference events and those before them, others by chance, and the last. In order. */
export const somePositions = (random: Random, events: readonly Recorded[], count: number): readonly bigint[] => {
  const last = events.length - 1
  const around = events.filter(isReferenceEvent).flatMap(({ position }) => [Number(position) - 1, Number(position)])
  const picked = Array.from({ length: count - 1 }, () => (random.chance(35) ? random.pick(around) : random.below(last)))
  return [...new Set([...picked, last])]
    .filter((position) => position >= 0)
    .sort((a, b) => a - b)
    .map(BigInt)
}

/** A day as bugs like them: the edge of a month or of a fiscal period, the day of a fact, or one beside these; or any. */
export const someDay = (random: Random, events: readonly Recorded[], calendar: FiscalCalendar): Day => {
  const { effectiveOn } = random.pick(events)
  const kind = random.below(10)
  if (kind < 4) return addDays(effectiveOn, random.between(-1, 1))
  if (kind < 6) return addDays(monthStart(effectiveOn), random.between(-2, 1))
  if (kind < 8) {
    const month = calendar.monthOf(effectiveOn)
    return month === null ? effectiveOn : addDays(random.chance(50) ? month.first : month.until, random.between(-2, 1))
  }
  // Long after the last order of an account, when it falls due and lapses.
  return addDays(effectiveOn, random.between(-40, 400))
}

const monthStart = (day: Day): Day => dayOf(dayNumber(`${day.slice(0, 8)}01` as Day)) // Sound: the first of a month

/** A measure, some of those it has values for, and periods around a day. Periods that it is not answered for are left out. */
export const someCells = (
  random: Random,
  at: { readonly events: readonly Recorded[]; readonly calendar: FiscalCalendar; readonly answers: Answers },
): SeveralCells => {
  const measure = random.pick(measures)
  const scope = random.pick(measure.scopes)
  const asOf = someDay(random, at.events, at.calendar)
  const periods = Array.from({ length: 3 }, () => {
    const day = random.chance(50) ? asOf : someDay(random, at.events, at.calendar)
    return somePeriod(random, day, at.calendar)
  })
  const answered = periods.filter(
    (period) => period !== null && sides(measure.name).every((kpi) => at.answers(kpi, period, asOf)),
  )
  const named = entities[scope].filter(() => random.chance(60))
  return { kpi: measure.name, scope, asOf, entities: named, periods: [...new Set(answered as string[])] }
}

type Answers = (kpi: string, period: string, asOf: Day) => boolean

const sides = (measure: string): readonly string[] => {
  const ratio = ratios.find(({ name }) => name === measure)
  return ratio === undefined ? [measure] : [ratio.numerator, ratio.denominator]
}

const somePeriod = (random: Random, day: Day, calendar: FiscalCalendar): string | null => {
  const month = calendar.monthOf(day)
  if (month === null) return null
  const grain = random.pick(['month', 'month', 'quarter', 'year', 'ytd', 'r12'])
  if (grain === 'quarter') return month.quarter
  if (grain === 'year') return month.year
  return grain === 'month' ? month.id : `${month.id}:${grain}`
}

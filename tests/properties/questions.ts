import { type Day, fiscalCalendar, type Recorded } from '@daybook/domain'
import { foldBook, foldedValue, kpis, resolvePeriod, type Scope } from '@daybook/projections'
import { asAnswer, calculationNamed, type FoldedCells, foldedCalculation, heldCells, isAnswered } from './folded-calculation.ts'
import { minusMonths, plusDays } from './oracle/days.ts'
import type { Answer, Question } from './oracle.ts'
import { oracleKpis } from './oracle.ts'
import type { Random } from './random.ts'

/** A question, and with the events up to which position it is asked. */
export type Probe = Question & { readonly position: bigint }

const entities: Readonly<Record<string, readonly string[]>> = {
  team: ['T-East', 'T-West'],
  rep: ['R1', 'R2', 'R3', 'R4', 'HOUSE'],
  account: ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'],
  industry: ['manufacturing', 'health', 'retail'],
  territory: ['north', 'south'],
  family: ['bikes', 'parts', 'service'],
}

const definitionOf = (kpi: string) => calculationNamed(kpi) ?? kpis.find(({ name }) => name === kpi)!

const calendarAt = (events: readonly Recorded[], position: bigint) =>
  fiscalCalendar(
    events.flatMap((event) => (event.type === 'FiscalCalendarDefined' && event.position <= position ? [event.data] : [])),
  )

/** A day of the history's time; more often than not the last of a month, the day before it, or the day after. */
const someDay = (random: Random): Day => {
  const day = plusDays('2023-12-01' as Day, random.below(480)) // Sound: a date
  if (random.chance(40)) return day
  const first = minusMonths(`${day.slice(0, 8)}01` as Day, 0)
  return plusDays(first, random.between(-2, 0))
}

/** A question about any figure, place and period, at any day and position; null when the figure has no such period. */
export const someProbe = (random: Random, events: readonly Recorded[]): Probe | null => {
  const kpi = random.pick(oracleKpis)
  const position = random.chance(30) ? BigInt(events.length - 1) : BigInt(random.below(events.length))
  const scope = random.pick(definitionOf(kpi).scopes)
  const entity = scope === 'org' ? null : random.pick(entities[scope]!)
  const calendar = calendarAt(events, position)
  const within = someDay(random)
  const grain = random.pick(['month', 'month', 'quarter', 'year', 'ytd', 'r12'])
  const month = calendar.monthOf(within)
  if (month === null) return null
  const period =
    grain === 'month' ? month.id : grain === 'quarter' ? month.quarter : grain === 'year' ? month.year : `${month.id}:${grain}`
  const selection = resolvePeriod(period, calendar)
  const asOf = random.chance(50) ? someDay(random) : plusDays(within, random.between(-5, 40))
  if (!selection.ok || !isAnswered(kpi, selection.value, asOf)) return null
  return { kpi, scope, entity, period, asOf, position }
}

/** What the product answers by folding the events up to the probe's position. */
export const foldedAnswer = (events: readonly Recorded[], probe: Probe): Answer => {
  const known = events.filter(({ position }) => position <= probe.position)
  const calendar = calendarAt(events, probe.position)
  const selection = resolvePeriod(probe.period!, calendar)
  if (!selection.ok) return null
  const book = foldBook(known)
  const { kpi, scope, entity, asOf } = probe
  const at = { scope: scope as Scope, entity } // Sound: a scope of the KPI's own
  const cells: FoldedCells = (asked) => foldedValue(book, asked)
  const calculation = calculationNamed(kpi)
  if (calculation !== undefined) {
    const question = { ...at, period: selection.value, asOf, reference: book.reference }
    return asAnswer(kpi, foldedCalculation(calculation, question, cells))
  }
  const totalOf = (name: string): bigint => {
    const held = heldCells(name, selection.value, asOf)
    if (held === null) throw new Error(`${name} has no ${probe.period}`)
    return cells({ ...held, ...at })
  }
  if (kpi === 'quota' && totalOf('quota-set') === 0n) return null
  return totalOf(kpi)
}

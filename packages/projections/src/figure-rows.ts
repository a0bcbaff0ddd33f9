import type { FiscalPeriod } from '@daybook/domain'
import type { PagesAsked } from './dashboard-figures.ts'
import { minus } from './exact.ts'
import { indicatorText } from './indicator-text.ts'
import type { Unit } from './kpi.ts'
import type { Outcome } from './outcome.ts'
import { exactOf } from './peers.ts'
import { periodBefore, selected, toDateOf } from './period-arithmetic.ts'
import type { PeriodSelection } from './period-selection.ts'
import type { CellsFound, MeasureSays, ReportContext, ReportRow } from './report.ts'

/** The row of one entity. */
export type FigureRow = { readonly entity: string | null; readonly row: ReportRow }

/** A KPI of each of some entities: the value of its cell, and of the one before. None where it has no value of any period like the one asked. */
export const figureRows = (context: ReportContext, measure: MeasureSays, asked: PagesAsked): Promise<readonly FigureRow[]> =>
  figureOf(context, measure, asked).then((figure) =>
    figure === null ? [] : asked.entities.map((entity) => ({ entity, row: rowOf(context, { figure, asked, entity }) })),
  )

/** A KPI in the period asked for, or in the nearest that it has a value of; and in the one before. */
type Figure = {
  readonly measure: MeasureSays
  readonly period: PeriodSelection
  readonly now: CellsFound
  readonly before: { readonly id: string; readonly cells: CellsFound } | null
}

const figureOf = (context: ReportContext, measure: MeasureSays, asked: PagesAsked): Promise<Figure | null> => {
  const { scope, entities } = asked
  const named = scope === 'org' ? null : entities.flatMap((entity) => entity ?? [])
  const read = (id: string) => context.cells({ kpi: measure.name, scope, entities: named, periods: [id] })
  const answered = ([period, ...rest]: readonly PeriodSelection[]): Promise<Figure | null> => {
    if (period === undefined) return Promise.resolve(null)
    return read(period.id).then((now) => {
      if (!isAnswered(now.outcome(entities[0] ?? null, period.id))) return answered(rest)
      const before = periodBefore(context.reference, period)
      if (before === null) return { measure, period, now, before: null }
      return read(before.id).then((cells) => ({ measure, period, now, before: { id: before.id, cells } }))
    })
  }
  return answered(nearest(context, asked.period))
}

/** A report finds no cell at all where the KPI has no value of such a period. */
const isAnswered = (outcome: Outcome): boolean => outcome.kind !== 'none' || outcome.reason !== 'no-cell'

/** The period itself; then, around its last month, what a KPI may have instead: the quarter of a month, the year to date, the month. */
const nearest = ({ reference }: Pick<ReportContext, 'reference'>, period: PeriodSelection): readonly PeriodSelection[] => {
  const whole = (found: FiscalPeriod | null) => (found === null ? [] : [selected(reference, found)])
  const month = period.months.at(-1) ?? period.period
  const quarter = period.form === 'plain' ? whole(reference.calendar.period(month.quarter)) : []
  const candidates = [period, ...quarter, toDateOf(reference, period), ...whole(month)]
  return candidates.filter(({ id }, place) => candidates.findIndex((each) => each.id === id) === place)
}

type OfEntity = { readonly figure: Figure; readonly asked: PagesAsked; readonly entity: string | null }

const rowOf = (context: ReportContext, { figure, asked, entity }: OfEntity): ReportRow => {
  const { measure, period, now, before } = figure
  const { value, reason = null } = now.of(entity, period.id)
  const then = before === null ? null : before.cells.outcome(entity, before.id)
  return {
    ...{ period: period.id, figure: measure.name, title: measure.title, unit: measure.unit, value, reason },
    previous: before === null ? null : before.cells.of(entity, before.id).value,
    change: then === null ? null : changeOf(measure.unit, then, now.outcome(entity, period.id)),
    evidence: context.explainedAt({ kpi: measure.name, scope: asked.scope, entity, period: period.id }),
  }
}

/** By how much a value is higher; counts as whole numbers. */
const changeOf = (unit: Unit, before: Outcome, now: Outcome): string | number | null => {
  const [from, to] = [exactOf(before), exactOf(now)]
  if (from === null || to === null) return null
  const change = minus(to, from)
  return unit !== 'money' && change.den === 1n && before.kind === 'amount' && now.kind === 'amount'
    ? Number(change.num)
    : indicatorText(change, unit)
}

import { addDays, byText, type Day, dayOf, type FiscalPeriod } from '@daybook/domain'
import {
  accountOfPartition,
  isInBuckets,
  type KpiDescription,
  type Outcome,
  type PeriodKey,
  type PeriodSelection,
  reasonOf,
  type Scope,
  type StoredRow,
  wholePeriod,
} from '@daybook/projections'
import type { OpenView } from './cell.ts'
import { type EventText, eventAt, eventText } from './events.ts'
import { evaluate, type Formula, inputsOf } from './formula.ts'
import { formulasOf } from './formulas.ts'
import { shown, shownAmount } from './outcome.ts'
import type { View } from './view.ts'

type Shown = string | number | null

/** One cell that an event moved: on which day, by how much, and its value before and after. */
export type MovedCell = {
  readonly scope: Scope
  readonly entity: string | null
  /** Null of a stock, whose value is that of the day. */
  readonly period: string | null
  readonly day: string
  readonly delta: Shown
  readonly reason: string
  readonly before: Shown
  readonly after: Shown
}

/** Everything that one event moved, and what could not be applied. Audit 9.6. */
export type Impact = {
  readonly event: EventText
  readonly position: string
  readonly kpis: readonly { readonly kpi: string; readonly version: number; readonly cells: readonly MovedCell[] }[]
  /** All cells, also those beyond the thousand listed. */
  readonly cellsTotal: number
  readonly documents: readonly { readonly kind: string; readonly id: string }[]
  readonly unapplied: readonly { readonly kpi: string; readonly partition: string; readonly problem: string }[]
  /** Why nothing moved; null where something did. */
  readonly unmoved: 'not-read' | 'not-qualifying' | null
}

const cellsMax = 1_000

/** What the event at a position did: the entries at that position, for every scope. */
export const impactOf = async (open: OpenView, position: bigint): Promise<Impact> => {
  const asOf = lastDay
  const after = await open({ asOf, position })
  const before = await open({ asOf, position: position === 0n ? null : position - 1n })
  const { readModel, log } = after.sources
  const event = await eventAt(log, position)
  const rows = await readModel.rowsAt(position)
  const listed = after.measures.kpis.filter(({ listed }) => listed !== false)
  const moves = listed.flatMap((kpi) => kpi.scopes.flatMap((scope) => movesOf(after, kpi, { scope, rows })))
  const first = moves.slice(0, cellsMax)
  const values = await valuesBefore({ before, after }, first)
  const cells = first.map((move, place) => ({ kpi: move.kpi, cell: movedCell(move, values[place]) }))
  const unapplied = (await readModel.incomplete(position)).filter((row) => row.position === position)
  const documents = await readModel.documentsAt(position)
  return {
    event: eventText(event),
    position: position.toString(),
    kpis: [...Map.groupBy(cells, ({ kpi }) => kpi)].map(([kpi, own]) => ({
      kpi: kpi.name,
      version: kpi.version,
      cells: own.map(({ cell }) => cell),
    })),
    cellsTotal: moves.length,
    documents: documents.map(({ kind, id }) => ({ kind, id })),
    unapplied: unapplied.map(({ kpi, partition, problem }) => ({ kpi, partition, problem })),
    unmoved: moves.length > 0 ? null : documents.length > 0 || unapplied.length > 0 ? 'not-qualifying' : 'not-read',
  }
}

/** Far enough ahead that no day filter leaves anything out. */
const lastDay = '9999-12-31' as Day // Sound: a real date

type Move = {
  readonly kpi: KpiDescription
  readonly scope: Scope
  readonly entity: string | null
  readonly period: PeriodSelection
  readonly day: number
  readonly delta: bigint
  readonly reason: string
}

type RowsAt = { readonly scope: Scope; readonly rows: readonly StoredRow[] }

/** The days of a scope's cells that the rows move; what nets to zero moves nothing. */
const movesOf = (view: View, kpi: KpiDescription, { scope, rows }: RowsAt): readonly Move[] => {
  const column = view.measures.ledgers.get(kpi.ledger)?.columnOf(kpi.name, isOfAccount(kpi, scope) ? 'org' : scope) ?? 0
  const sums = new Map<string, { entity: string | null; row: StoredRow; delta: bigint }>()
  for (const row of rows.filter((each) => each.ledger === kpi.ledger)) {
    const entity = entityOf(kpi, scope, row)
    if (entity === undefined) continue
    const key = JSON.stringify([entity, row.period, row.day])
    const sum = sums.get(key) ?? { entity, row, delta: 0n }
    sums.set(key, { ...sum, delta: sum.delta + (row.deltas[column] ?? 0n) })
  }
  return [...sums.values()]
    .filter(({ delta }) => delta !== 0n)
    .sort((a, b) => byText(a.entity ?? '', b.entity ?? '') || a.row.period - b.row.period || a.row.day - b.row.day)
    .map(({ entity, row, delta }) => ({
      kpi,
      scope,
      entity,
      period: selectionOf(view, kpi, row),
      day: row.day,
      delta,
      reason: reasonOf(row.reason, delta, kpi.reasons),
    }))
}

const isOfAccount = (kpi: KpiDescription, scope: Scope): boolean => scope === 'account' && kpi.unit === 'accounts'

/** Whose cell of the scope a row belongs to; undefined when to none. */
const entityOf = (kpi: KpiDescription, scope: Scope, { entity, partition }: StoredRow): string | null | undefined => {
  const isSeat = entity.scope === 'seat'
  if (scope === 'org') return isSeat || entity.scope === 'org' ? null : undefined
  if (scope === 'team') return isSeat && entity.team !== '' ? entity.team : entity.scope === 'team' ? entity.id : undefined
  if (scope === 'rep') return isSeat ? entity.id : undefined
  if (isOfAccount(kpi, scope)) return isSeat ? (accountOfPartition(partition) ?? undefined) : undefined
  return entity.scope === scope ? entity.id : undefined
}

/** The period that a row's cell stands for; of a stock, the month up to the day; of a flow in buckets, the fiscal month of the day. */
const selectionOf = ({ reference }: View, kpi: KpiDescription, row: StoredRow): PeriodSelection => {
  const { calendar } = reference.reference
  const ofDay = isInBuckets(kpi)
  const day = dayOf(ofDay ? row.day : Math.floor(row.period / 8))
  const at = { 0: calendar.monthOf, 1: calendar.monthOf, 2: calendar.quarterOf, 3: calendar.yearOf }[row.period & 3]
  const period = at?.(day) ?? unnamed(row.period, day)
  if (ofDay && kpi.kind === 'flow') return { ...wholePeriod(period, calendar), months: [period], last: lastOf(period) }
  const months = kpi.kind === 'stock' ? [] : [period]
  return {
    id: period.id,
    form: 'plain',
    period,
    months,
    year: null,
    first: period.first,
    last: kpi.kind === 'stock' ? day : lastDay,
  }
}

/** A day in no fiscal month stands for itself. */
const lastOf = ({ first, until }: FiscalPeriod): Day => (first === until ? first : addDays(until, -1))

/** A period of a calendar that holds no more is named by its first day. */
const unnamed = (key: PeriodKey, first: Day): FiscalPeriod => ({
  id: first as string as FiscalPeriod['id'], // Sound: a name for people, looked up nowhere
  grain: (['month', 'month', 'quarter', 'year'] as const)[key & 3] ?? 'month',
  first,
  until: first,
  quarter: first as string as FiscalPeriod['id'], // Sound: as the id
  year: first as string as FiscalPeriod['id'], // Sound: as the id
})

type Values = { readonly before: Outcome; readonly after: Outcome }

const valuesBefore = async (
  views: { readonly before: View; readonly after: View },
  moves: readonly Move[],
): Promise<readonly Values[]> => {
  const before = await outcomes(views.before, views.after, moves)
  const after = await outcomes(views.after, views.after, moves)
  return moves.map((_, place) => ({ before: before[place] ?? nothing, after: after[place] ?? nothing }))
}

const nothing: Outcome = { kind: 'none', reason: 'incomplete' }

/** The outcomes of the moved cells: of a stock on the day, of all else with everything that is dated in them. */
const outcomes = async (view: View, { directory }: View, moves: readonly Move[]): Promise<readonly Outcome[]> => {
  const formulas = formulasOf({ ...view, directory, reference: view.reference.reference, asOf: lastDay })
  const written = moves.map(({ kpi, scope, entity, period }): Formula => {
    const formula = formulas.of(kpi, { scope, entity, period })
    if (!formula.ok) throw new Error(`${kpi.name} has no cell of ${scope} in ${period.id}`)
    return formula.value
  })
  const amounts = await view.amounts.read(written.flatMap(inputsOf))
  return written.map((formula) => evaluate(formula, amounts))
}

const movedCell = (
  { kpi, scope, entity, period, day, delta, reason }: Move,
  values: Values = { before: nothing, after: nothing },
): MovedCell => ({
  scope,
  entity,
  period: kpi.kind === 'stock' ? null : period.id,
  day: dayOf(day),
  delta: shownAmount(kpi, delta).value,
  reason,
  before: shown(kpi, values.before).value,
  after: shown(kpi, values.after).value,
})

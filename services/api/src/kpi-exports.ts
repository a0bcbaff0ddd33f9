import { type HeldFlag, kpiChart, type ReportCell, withDefaults } from '@daybook/projections'
import type { Asked, ValuesAnswer } from '@daybook/read-model'
import type { FastifyReply } from 'fastify'
import type { Described } from './about.ts'
import type { ColumnType, Row } from './csv.ts'
import type { Format } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import { measures } from './kpi-catalogue.ts'
import type { CellsQuery } from './kpi-query.ts'
import { sendPicture } from './pictures.ts'
import { pinnedHref } from './pinned.ts'
import type { Separators } from './separators.ts'
import { type FileName, sendTable } from './table-replies.ts'
import type { Times } from './times.ts'
import { whyOf } from './why.ts'
import { checkSheetRows, sendWorkbook } from './workbook-replies.ts'
import { sheetRowsMax } from './xlsx.ts'

/** Asks for values at the two times of the question; with what each was at its close, where that is asked for. */
export type AskValues = (asked: Asked, compare?: 'close' | undefined) => Promise<ValuesAnswer>

/** Asks for what the intake has put aside; null where there is no intake to ask. */
export type Held = (() => Promise<readonly HeldFlag[]>) | null

/** Values of a KPI as they were asked for, to be answered in another form than JSON. */
export type KpiExport = {
  readonly name: string
  readonly query: CellsQuery
  readonly asked: Asked
  readonly ask: AskValues
  readonly times: Times
  readonly separators: Separators | null
  readonly held: Held
}

/** Sends values as CSV or NDJSON, all of them one after the other; as a workbook; or drawn. */
export const sendValues = async (reply: FastifyReply, format: Exclude<Format, 'json'>, values: KpiExport) => {
  switch (format) {
    case 'csv':
    case 'ndjson': {
      const { first, rows } = await inParts(values)
      const { query, separators } = values
      return sendTable(reply, format, { columns: columnsOf(first, query), rows, name: fileOf(values), separators })
    }
    case 'xlsx':
      return sendSheets(reply, values)
    case 'svg':
      return sendDrawn(reply, values)
  }
}

type Column = { readonly id: string; readonly title: string; readonly type: ColumnType; readonly unit?: string }

/** The weeks of a period stand in a column where the calendar has months of weeks: some of the rows have it then, or none. */
const columnsOf = (
  { unit, rows }: Pick<ValuesAnswer, 'unit' | 'rows'>,
  { compare }: Pick<CellsQuery, 'compare'>,
): readonly Column[] => {
  const amount = { type: amountOf(unit), unit }
  return [
    { id: 'kpi', title: 'KPI', type: 'id' },
    { id: 'version', title: 'Version', type: 'integer' },
    { id: 'scope', title: 'Scope', type: 'id' },
    { id: 'entity', title: 'Entity', type: 'id' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'value', title: 'Value', ...amount },
    { id: 'unit', title: 'Unit', type: 'id' },
    { id: 'reason', title: 'Why there is no value', type: 'id' },
    ...(compare === 'close'
      ? [
          { id: 'asClosed', title: 'As closed', ...amount },
          { id: 'current', title: 'Current', ...amount },
          { id: 'adjustment', title: 'Adjustment after the close', ...amount },
        ]
      : []),
    ...(rows.some(({ weeksInPeriod }) => weeksInPeriod !== undefined)
      ? [{ id: 'weeksInPeriod', title: 'Weeks of the period', type: 'integer' as const }]
      : []),
  ]
}

/** Money has the reporting currency for its unit. */
const amountOf = (unit: string): ColumnType => (unit === 'ratio' ? 'ratio' : /^[A-Z]{3}$/.test(unit) ? 'money' : 'number')

const flat = ({ kpi, version, unit, scope, rows }: ValuesAnswer): readonly Row[] =>
  rows.map(({ exact: _, eventId: __, reason, ...row }) => ({ kpi, version, scope, ...row, unit, reason: reason ?? null }))

/** Cells that are worked out at a time, and entities to find out how many cells one has. */
const cellsAtATime = 10_000
const entitiesToBegin = 50

/** All values, worked out some entities at a time as they are read. The first are there when it returns, so that a refusal is answered. */
const inParts = async ({
  asked,
  ask,
  times,
}: KpiExport): Promise<{ readonly first: ValuesAnswer; readonly rows: AsyncIterable<Row> }> => {
  const found = asked.scope === 'org' || asked.entities != null ? null : await times.ledgers.answers.entities(asked, times)
  const named = found?.ok === true ? found.value.flatMap((entity) => entity ?? []) : (asked.entities ?? null)
  if (named === null || named.length === 0) {
    const first = await ask(asked)
    return { first, rows: following(flat(first), async () => null) }
  }
  const first = await ask({ ...asked, entities: named.slice(0, entitiesToBegin) })
  const cellsOfOne = Math.max(1, Math.ceil(first.rows.length / Math.min(named.length, entitiesToBegin)))
  const step = Math.max(1, Math.floor(cellsAtATime / cellsOfOne))
  let next = entitiesToBegin
  const rest = async (): Promise<readonly Row[] | null> => {
    if (next >= named.length) return null
    const part = named.slice(next, next + step)
    next += step
    return flat(await ask({ ...asked, entities: part }))
  }
  return { first, rows: following(flat(first), rest) }
}

async function* following(first: readonly Row[], rest: () => Promise<readonly Row[] | null>): AsyncIterable<Row> {
  for (let part: readonly Row[] | null = first; part !== null; part = await rest()) yield* part
}

const sendSheets = async (reply: FastifyReply, values: KpiExport): Promise<FastifyReply> => {
  const { name, asked, ask, times, query, held } = values
  const answer = await ask({ ...asked, cellsMax: sheetRowsMax }).catch(asExport(name))
  checkSheetRows(name, answer.rows.length)
  const cells: readonly ReportCell[] = answer.rows.map(({ entity, period }) => ({
    kpi: name,
    scope: asked.scope,
    entity,
    period,
  }))
  const why = await whyOf(times, { eventIds: [], cells })
  const table = describedOf(values, answer)
  const explained = cells.length === 1 ? explainHref(values, answer) : `/v1/kpis/${name}/explain, for each entity and period`
  return sendWorkbook(reply, {
    times,
    tables: [table],
    why,
    explained,
    held: (await held?.()) ?? null,
    file: fileOf({ name, query, times }),
  })
}

/** The same limit has another name where it is that of a file. */
const asExport = (name: string) => (error: unknown) => {
  if (error instanceof HttpProblem && error.code === 'answer-too-large')
    checkSheetRows(name, Number(error.particulars.facts?.rows ?? Number.POSITIVE_INFINITY))
  throw error
}

const describedOf = ({ name, query, times }: KpiExport, answer: ValuesAnswer): Described => {
  const measure = measures.get(name)
  const { scope, entity, period, from, to, compare, version } = query
  const parameters = Object.entries({ scope, entity, period, from, to, compare, version }).filter(
    ([, value]) => value !== undefined,
  )
  return {
    name,
    title: measure?.title ?? name,
    definition: measure?.definition ?? '',
    version: answer.version,
    columns: columnsOf(answer, query),
    rows: flat(answer),
    answered: answer.rows,
    parameters: Object.fromEntries(parameters),
    href: pinnedHref(`/v1/kpis/${name}`, query, times),
  }
}

const explainHref = ({ name, query, times }: KpiExport, { rows }: ValuesAnswer): string => {
  const { from: _, to: __, compare: ___, ...cell } = query
  return pinnedHref(`/v1/kpis/${name}/explain`, { ...cell, period: rows[0]?.period }, times)
}

/** The course of a KPI over its periods: columns with what came after the close of each, or a line. Without periods the last twelve months. */
const sendDrawn = async (reply: FastifyReply, values: KpiExport): Promise<FastifyReply> => {
  const { name, asked, ask, times, query } = values
  const measure = measures.get(name)
  if (measure === undefined) throw new HttpProblem('unknown-kpi', { detail: `there is no KPI ${name}` })
  const { calendar } = (await times.ledgers.answers.reference(times.position)).reference
  const { period, from, to } = query
  const spanned = withDefaults({ period, from, to }, { span: { months: 12 } }, { asOf: times.asOf, calendar })
  const range =
    typeof spanned.from === 'string' && typeof spanned.to === 'string' ? { from: spanned.from, to: spanned.to } : undefined
  const chart = kpiChart(measure)
  const answer = await ask(
    { ...asked, ...(range === undefined ? {} : { range }), cellsMax: cellsAtATime },
    chart.mark === 'columns' ? 'close' : query.compare,
  )
  const columns = columnsOf(answer, { compare: 'close' }).map((column) =>
    column.id === 'value' ? { ...column, title: measure.title } : column,
  )
  const entities = [...new Set(answer.rows.map(({ entity }) => entity ?? ''))]
  const whose = entities.length === 1 ? [query.scope, entities[0] ?? ''].join(' ').trim() : `${query.scope}, ${entities.length}`
  return sendPicture(reply, times, {
    title: measure.title,
    about: [whose, spanOf(answer.rows.map((row) => row.period))],
    view: measure.view,
    file: fileOf(values),
    drawing: chart,
    columns: columns.map(({ type, ...column }) => ({ ...column, type: type === 'boolean' ? 'text' : type })),
    rows: flat(answer).map((row) => ({ ...row, current: row.value })),
    panels: query.scope === 'org' ? [] : ['scope', 'entity'],
  })
}

/** @example spanOf(['2025-01', '2025-02', '2025-03']) // '2025-01 to 2025-03' */
export const spanOf = (periods: readonly string[]): string => {
  const [first, last] = [periods[0], periods.at(-1)]
  return first === undefined || last === undefined || first === last ? (first ?? '') : `${first} to ${last}`
}

const fileOf = ({ name, query, times }: Pick<KpiExport, 'name' | 'query' | 'times'>): FileName => {
  const whose = [query.scope, query.entity?.[0]].filter((part) => part !== undefined).join('-')
  return { parts: [name, whose, query.period?.[0]], asOf: times.asOf, position: times.knownAt.position }
}

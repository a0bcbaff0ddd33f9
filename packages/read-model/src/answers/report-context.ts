import { dayNumber, firstDayEver, type Recorded } from '@daybook/domain'
import {
  type AccountDocument,
  accountOfPartition,
  accountOn,
  type CellsFound,
  type CellsRead,
  type CellValue,
  type DaySales,
  type HeldFlag,
  none,
  once,
  type Part,
  type PartsOperand,
  periodKey,
  type QualityFlag,
  type ReportContext,
  resolvePeriod,
  rowEntity,
  type Scope,
  sellerChanges,
} from '@daybook/projections'
import type { OpenView } from './cell.ts'
import { cellHref } from './cell-link.ts'
import { comparedWithClose } from './close.ts'
import { customersOf, foldedCustomer, withDefaults } from './customers.ts'
import { eventsAt } from './events.ts'
import { kpiNamed } from './formula-inputs.ts'
import { inTurn } from './in-turn.ts'
import { shown } from './outcome.ts'
import { measureNamed } from './question.ts'
import { remembered, shared } from './remembered.ts'
import { eventsSinceClose } from './since-close.ts'
import { type CellsAsked, compute } from './values.ts'
import type { View } from './view.ts'

/**
 * What a report reads, at the one pair of times of the view; `held` is what the intake has put aside.
 *
 * Nothing at these times changes, so what was read once is kept until the report is done: documents, sales by day, and of each account who
 * sold to it. The folded book of an account is not, since all of them together may not fit: it is shared among those who wait for it.
 */
export const reportContext = (open: OpenView, view: View, held: () => Promise<readonly HeldFlag[]>): ReportContext => {
  const { at, reference, sources } = view
  const read = async <Body>(kind: string): Promise<readonly Body[]> => {
    const rows = at.position === null ? [] : await sources.readModel.documents(kind, at.position)
    return rows.map(({ body }) => JSON.parse(body) as Body) // Sound: written by the projection of this kind
  }
  const bookOf = shared(inTurn(accountsAtOnce, async (accountId: string) => foldedCustomer(view, accountId)))
  const sellersOf = remembered(async (accountId: string) => sellerChanges((await bookOf(accountId))?.days ?? { marks: [] }))
  const recorded = once(async () => (await read<AccountDocument>('account')).map(withDefaults))
  const documents = remembered<string, readonly unknown[]>(read) as ReportContext['documents'] // Sound: who names a kind knows its bodies
  return {
    asOf: at.asOf,
    reference: reference.reference,
    cells: async (read) => cellsFound(view, read),
    measure: (kpi) => measureNamed(view.measures, kpi),
    closed: async (read) => closedValues(open, view, read),
    parts: async (operand) => (await partsFound(view, [operand]))[0] ?? [],
    partsOfAll: async (operands) => partsFound(view, operands),
    sinceClose: async (read) => eventsSinceClose(view, askedCells(view, read)),
    accounts: once(async () =>
      (await customersOf(view, await recorded(), bookOf)).map((document) => accountOn(document, at.asOf)),
    ),
    accountsRegistered: recorded,
    accountsRecorded: once(async () => (await recorded()).map((document) => accountOn(document, at.asOf))),
    account: async (accountId) => {
      const row = at.position === null ? null : await sources.readModel.document('account', accountId, at.position)
      return row === null ? null : accountOn(withDefaults(JSON.parse(row.body)), at.asOf)
    },
    documents,
    qbrs: () => documents('qbr'),
    pdps: () => documents('pdp'),
    explainedAt: (cell) => cellHref('explain', cell, at),
    bookOf,
    sellersOf,
    salesByDay: salesReader(view),
    quotasSet: async (scope, months) => quotasSet(view, scope, months),
    flags: once(async () => flagsOf(view)),
    held: once(held),
    events: async (positions) => eventsAt(sources.log, positions),
  }
}

/** A report asks for all accounts at once, and a server has few connections: who waits too long for one gets none. */
const accountsAtOnce = 4

const askedCells = (view: View, { kpi, scope, entities, periods }: CellsRead): CellsAsked => {
  const measure = measureNamed(view.measures, kpi)
  if (measure === null) throw new Error(`the catalogue has no KPI ${kpi}`)
  const selections = periods.flatMap((text) => {
    const period = resolvePeriod(text, view.reference.reference.calendar)
    return period.ok ? [period.value] : []
  })
  return { measure, scope, entities, periods: selections }
}

const cellKey = (entity: string | null, period: string): string => `${entity ?? ''}\u0000${period}`

const noValue: CellValue = { value: null }

const cellsFound = async (view: View, read: CellsRead): Promise<CellsFound> => {
  const asked = askedCells(view, read)
  const computed = await compute(view, asked)
  const cells = computed.ok ? computed.value.cells : []
  const values = new Map(cells.map(({ entity, period, outcome }) => [cellKey(entity, period.id), shown(asked.measure, outcome)]))
  const outcomes = new Map(cells.map(({ entity, period, outcome }) => [cellKey(entity, period.id), outcome]))
  return {
    entities: [...new Set(cells.flatMap(({ entity }) => entity ?? []))],
    of: (entity, period) => values.get(cellKey(entity, period)) ?? noValue,
    outcome: (entity, period) => outcomes.get(cellKey(entity, period)) ?? none('no-cell'),
  }
}

const partsFound = async (view: View, operands: readonly PartsOperand[]): Promise<readonly (readonly Part[])[]> => {
  const inputs = operands.map((operand) =>
    view.formulas.parts(operand, { scope: operand.scope ?? 'org', entity: operand.entity ?? null }),
  )
  const { parts } = await view.amounts.read(inputs)
  return inputs.map((input) => parts?.(input) ?? [])
}

const closedValues: (open: OpenView, view: View, read: CellsRead) => ReturnType<ReportContext['closed']> = async (
  open,
  view,
  read,
) => {
  const asked = askedCells(view, read)
  const computed = await compute(view, asked)
  const cells = computed.ok ? computed.value.cells : []
  const rows = cells.map(({ entity, period, outcome }) => ({ entity, period: period.id, ...shown(asked.measure, outcome) }))
  const compared = await comparedWithClose(open, view, { asked, rows })
  const values = new Map(compared.map((row) => [cellKey(row.entity, row.period), row]))
  return (entity, period) => values.get(cellKey(entity, period)) ?? { asClosed: null, adjustment: null }
}

type Sales = ReadonlyMap<string, readonly DaySales[]>

/** Once the sales of all accounts have been asked for, those of some are taken from them. */
const salesReader = (view: View): ReportContext['salesByDay'] => {
  let all: Promise<Sales> | null = null
  return async (accounts) => {
    if (accounts === null) {
      all ??= salesByDay(view, null)
      return all
    }
    if (all === null) return salesByDay(view, accounts)
    const asked = new Set(accounts)
    return new Map([...(await all)].filter(([account]) => asked.has(account)))
  }
}

const salesByDay = async (view: View, accounts: readonly string[] | null): Promise<Sales> => {
  const { at, measures, sources } = view
  const layout = measures.ledgers.get('sales')
  if (at.position === null || layout === undefined) return new Map()
  const days = await sources.readModel.byDay({
    ledger: 'sales',
    scope: 'account',
    entities: accounts?.map((account) => rowEntity('account', account)) ?? null,
    from: dayNumber(firstDayEver),
    until: dayNumber(at.asOf) + 1,
    position: at.position,
  })
  const [net, gross, orders] = ['net-sales', 'gross-sales', 'orders'].map((kpi) => layout.columnOf(kpi, 'account'))
  const column = (deltas: readonly bigint[], place: number | undefined): bigint => deltas[place ?? 0] ?? 0n
  const byAccount = Map.groupBy(days, ({ entity }) => entity.id)
  return new Map(
    [...byAccount].map(([account, own]) => [
      account,
      own.map(({ day, deltas }) => ({
        day,
        net: column(deltas, net),
        gross: column(deltas, gross),
        orders: column(deltas, orders),
      })),
    ]),
  )
}

/** The event behind each quota in force: of reps' seats, or of what a team or the organisation has of its own. */
const quotasSet = async (view: View, scope: Scope, months: readonly string[]): ReturnType<ReportContext['quotasSet']> => {
  const { at, sources } = view
  const periods = new Map(
    months.flatMap((id) => {
      const period = view.reference.reference.calendar.period(id)
      return period === null ? [] : [[periodKey(period), id] as const]
    }),
  )
  if (at.position === null || periods.size === 0) return () => null
  const entities = await quotaRows(view, scope, at.position)
  const rows = await sources.readModel.rows({ ledger: 'quota', periods: [...periods.keys()], entities, position: at.position })
  const column = view.measures.ledgers.get('quota')?.columnOf('quota-set', 'rep') ?? 0
  const found = new Map<string, { set: bigint; by: bigint | null }>()
  for (const row of rows) {
    const key = cellKey(scope === 'org' ? null : row.entity.id, periods.get(row.period) ?? '')
    const known = found.get(key) ?? { set: 0n, by: null }
    const delta = row.deltas[column] ?? 0n
    found.set(key, { set: known.set + delta, by: delta > 0n ? (row.because.at(-1) ?? null) : known.by })
  }
  const events = await eventsAt(
    sources.log,
    [...found.values()].flatMap(({ by }) => by ?? []),
  )
  return (entity, month): Recorded | null => {
    const setting = found.get(cellKey(entity, month))
    return setting === undefined || setting.set <= 0n || setting.by === null ? null : (events.get(setting.by) ?? null)
  }
}

const quotaRows = async ({ directory, sources }: View, scope: Scope, position: bigint) => {
  if (scope === 'org') return directory.quotasOfOrg
  if (scope === 'rep') return directory.seats
  return sources.readModel.entities({ ledger: 'quota', scope: 'team', periods: null, day: null, position })
}

/** Flags in force on the day: raised, and not taken back. */
export const flagsOf = async ({ at, measures, sources }: View): Promise<readonly QualityFlag[]> => {
  if (at.position === null) return []
  const ledger = kpiNamed(measures, 'data-quality').ledger
  const [position, day] = [at.position, dayNumber(at.asOf)]
  const entities = await sources.readModel.entities({ ledger, scope: 'quality', periods: null, position, day })
  const periods = await sources.readModel.periods({ ledger, entities, position })
  const rows = await sources.readModel.rows({ ledger, periods, entities, position, day })
  const sums = new Map<string, { flag: QualityFlag; sum: bigint }>()
  for (const row of rows) {
    const key = `${row.entity.id} ${row.partition} ${row.day} ${row.because.join()}`
    const accountId = accountOfPartition(row.partition)
    const known = sums.get(key) ?? { flag: { kind: row.entity.id, accountId, day: row.day, because: row.because }, sum: 0n }
    sums.set(key, { ...known, sum: row.deltas.reduce((sum, delta) => sum + delta, known.sum) })
  }
  return [...sums.values()].filter(({ sum }) => sum > 0n).map(({ flag }) => flag)
}

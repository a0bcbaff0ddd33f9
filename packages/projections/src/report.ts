import { accept, byText, type Day, type EventName, type FiscalPeriod, type Recorded, type Result, refuse } from '@daybook/domain'
import { z } from 'zod'
import type { AccountView } from './account-book.ts'
import type { Part, PartsOperand } from './calculation.ts'
import type { ReportChart } from './chart.ts'
import type { AccountDocument } from './documents/account.ts'
import type { PdpDocument } from './documents/pdp.ts'
import type { QbrDocument } from './documents/qbr.ts'
import type { ExactText } from './exact.ts'
import type { DayNumber, Scope, Unit, View } from './kpi.ts'
import type { SellerFrom } from './occasions.ts'
import type { Outcome } from './outcome.ts'
import { type PeriodRefusal, type PeriodSelection, resolvePeriod, wholePeriod } from './period-selection.ts'
import type { Reference } from './reference.ts'

/** One column of a report. `unit` is `currency` where values are money in the reporting currency. */
export type ReportColumn = {
  readonly id: string
  readonly title: string
  readonly type: 'id' | 'text' | 'date' | 'instant' | 'integer' | 'number' | 'ratio' | 'money' | 'boolean'
  readonly unit?: string
}

/** A row, keyed by column id. Money and ratios are decimal strings, counts and days are numbers; null is an empty cell. */
export type ReportRow = Readonly<Record<string, unknown>>

/** A table that a person reads: columns computed from cells and documents at one pair of times. */
export type Report<Parameters> = {
  readonly name: string
  readonly title: string
  readonly definition: string
  readonly version: number
  readonly view: View
  /** What it means that it has no rows: that none of some events is recorded that they come from, or what is so then. */
  readonly whenEmpty?: { readonly needs: readonly EventName[] } | { readonly means: string }
  /** What the address of the report may hold besides the two times. Strict: a parameter that is not there is a misspelt one. */
  readonly parameters: z.ZodType<Parameters>
  readonly columns: readonly ReportColumn[]
  readonly rows: (context: ReportContext, parameters: Parameters) => ReportRows
  /**
   * The cells that the figures of a row are, for who asks why: their entries stand in an export beside the events that the row names
   * itself, in columns whose id ends in `eventId`.
   */
  readonly cells?: (row: ReportRow) => readonly ReportCell[]
  /** Its pictures, each with its exact data. */
  readonly charts?: readonly ReportChart<Parameters>[]
}

/** A cell that a figure of a report is; `entity` is null for the organisation. */
export type ReportCell = {
  readonly kpi: string
  readonly scope: Scope
  readonly entity: string | null
  readonly period: string
}

/** The rows of a report, or why a period asked for is none. */
export type ReportRows = Promise<Result<readonly ReportRow[], PeriodRefusal>>

/** A report whose parameters' type is forgotten, so that reports can share a list. */
export type AnyReport = Omit<Report<never>, 'parameters'> & { readonly parameters: z.ZodType }

/** A report as its file declares it. */
export const defineReport = <Parameters>(
  report: Report<Parameters>,
): AnyReport & { readonly parameters: z.ZodType<Parameters> } =>
  report as unknown as AnyReport & { readonly parameters: z.ZodType<Parameters> } // Sound: fed only parameters that its own schema parsed

/** The names of the parameters that a report takes of its own. */
export const parameterNames = ({ parameters }: AnyReport): readonly string[] =>
  'shape' in parameters ? Object.keys(parameters.shape as object) : [] // Sound: a zod object has its shape

/** The value of a cell as answers show it. */
export type CellValue = { readonly value: string | number | null; readonly reason?: string; readonly exact?: ExactText }

/** Which cells of a KPI or ratio a report reads. Without entities: of all that have one. */
export type CellsRead = {
  readonly kpi: string
  readonly scope: Scope
  readonly entities: readonly string[] | null
  readonly periods: readonly string[]
}

/** Cells that were read; one that was not is null. */
export type CellsFound = {
  readonly entities: readonly string[]
  readonly of: (entity: string | null, period: string) => CellValue
  /** The same before it is rounded: a quotient with both its sides. */
  readonly outcome: (entity: string | null, period: string) => Outcome
}

/** A cell at the close of its month and now; null where the month is open. */
export type ClosedValue = { readonly asClosed: CellValue['value']; readonly adjustment: CellValue['value'] }

/** What one account sold on one day, in ten-thousandths of the reporting currency. `orders` counts qualifying ones. */
export type DaySales = { readonly day: DayNumber; readonly net: bigint; readonly gross: bigint; readonly orders: bigint }

/** One thing about the data that somebody should look at, with the events it rests on. */
export type QualityFlag = {
  readonly kind: string
  readonly accountId: string | null
  readonly day: DayNumber
  readonly because: readonly bigint[]
}

/** An item that the intake put aside: in no number. */
export type HeldFlag = {
  readonly kind: 'quarantined' | 'conflict'
  readonly accountId: string | null
  readonly eventId: string | null
  readonly note: string
}

/** The name, title and unit of a measure. */
export type MeasureSays = {
  readonly name: string
  readonly title: string
  readonly unit: Unit
  readonly scopes: readonly Scope[]
}

/**
 * What a report reads, all of it at one pair of times. A report may ask for the same again: nothing is read twice, but for the book of one
 * account (`bookOf`), which may be too large to be kept.
 */
export type ReportContext = {
  readonly asOf: Day
  readonly reference: Reference
  readonly cells: (read: CellsRead) => Promise<CellsFound>
  /** What a measure says about itself; null where there is none of the name. */
  readonly measure: (kpi: string) => MeasureSays | null
  readonly closed: (read: CellsRead) => Promise<(entity: string | null, period: string) => ClosedValue>
  /** The sums of a posted KPI told apart by account or day; of the organisation unless a scope is named. */
  readonly parts: (operand: PartsOperand) => Promise<readonly Part[]>
  /** Those of several KPIs or owners, in the order asked: one reading for what shares its days. */
  readonly partsOfAll: (operands: readonly PartsOperand[]) => Promise<readonly (readonly Part[])[]>
  /** The events that have moved cells since their month was closed, in order. */
  readonly sinceClose: (read: CellsRead) => Promise<(entity: string | null, period: string) => readonly Recorded[]>
  /** The customers: each account with its profile of the day `asOf`, but for those that another one stands for all time (P-15). */
  readonly accounts: () => Promise<readonly AccountDocument[]>
  /** All accounts as they were registered, with what has changed since and from when: `accountOn` gives the profile of a day. */
  readonly accountsRegistered: () => Promise<readonly AccountDocument[]>
  /** All accounts as they were recorded, whatever was merged, each with its profile of the day `asOf`. */
  readonly accountsRecorded: () => Promise<readonly AccountDocument[]>
  /** One account as it was recorded. */
  readonly account: (accountId: string) => Promise<AccountDocument | null>
  /** All documents of a kind that a fold keeps, by id. */
  readonly documents: <Document>(kind: string) => Promise<readonly Document[]>
  readonly qbrs: () => Promise<readonly QbrDocument[]>
  readonly pdps: () => Promise<readonly PdpDocument[]>
  /** Where the value of a cell is explained, at the same two times. */
  readonly explainedAt: (cell: ReportCell) => string
  /** The orders and credit notes of one customer, folded from the events of the account and of all that it absorbed; null when it has none. */
  readonly bookOf: (accountId: string) => Promise<AccountView | null>
  /** Who sold to a customer, by its orders: from which day on each. */
  readonly sellersOf: (accountId: string) => Promise<readonly SellerFrom[]>
  /** Sales by account and day up to `asOf`; without accounts, of all. */
  readonly salesByDay: (accounts: readonly string[] | null) => Promise<ReadonlyMap<string, readonly DaySales[]>>
  /** The event that set the quota in force of each owner of a scope in a month; no event where reps' quotas are added up. */
  readonly quotasSet: (
    scope: Scope,
    months: readonly string[],
  ) => Promise<(entity: string | null, month: string) => Recorded | null>
  readonly flags: () => Promise<readonly QualityFlag[]>
  readonly held: () => Promise<readonly HeldFlag[]>
  readonly events: (positions: readonly bigint[]) => Promise<ReadonlyMap<bigint, Recorded>>
}

/** What may be given once or repeated, as a list. */
export const asList = (value: unknown): unknown => (value === undefined || Array.isArray(value) ? value : [value])

/** A parameter that may be repeated. */
export const repeated = z.preprocess(asList, z.array(z.string().min(1).max(200)).min(1).max(1_000)).optional()

/** The parameters that choose periods. */
export const periodParameters = { period: repeated, from: z.string().max(100).optional(), to: z.string().max(100).optional() }

type PeriodsAsked = {
  readonly period?: readonly string[] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The periods that parameters name; without any, the fiscal month of `asOf`. A range is that of months. */
export const periodsAsked = (
  { asOf, reference }: Pick<ReportContext, 'asOf' | 'reference'>,
  { period = [], from, to }: PeriodsAsked,
): Result<readonly PeriodSelection[], PeriodRefusal> => {
  const { calendar } = reference
  const selections: PeriodSelection[] = []
  for (const text of period) {
    const resolved = resolvePeriod(text, calendar)
    if (!resolved.ok) return resolved
    selections.push(resolved.value)
  }
  if (from !== undefined || to !== undefined) {
    const months = monthsBetween(reference, from ?? to ?? '', to ?? from ?? '')
    return months.ok ? accept([...selections, ...months.value]) : months
  }
  if (selections.length > 0) return accept(selections)
  const month = calendar.monthOf(asOf)
  if (month === null) return refuse({ code: 'unknown-period', period: asOf, detail: `${asOf} lies in no fiscal period` })
  return accept([wholePeriod(month, calendar)])
}

/** Whether parameters name a period at all. */
export const isPeriodAsked = ({ period, from, to }: PeriodsAsked): boolean =>
  period !== undefined || from !== undefined || to !== undefined

/** The periods that parameters name; without any, the fiscal year of `asOf`. */
export const periodsOrYear = (
  context: Pick<ReportContext, 'asOf' | 'reference'>,
  parameters: PeriodsAsked,
): Result<readonly PeriodSelection[], PeriodRefusal> => {
  const year = context.reference.calendar.yearOf(context.asOf)?.id
  return periodsAsked(context, isPeriodAsked(parameters) || year === undefined ? parameters : { period: [year] })
}

/** The fiscal months of the periods that parameters name, each once, by time. */
export const monthsAsked = (
  context: Pick<ReportContext, 'asOf' | 'reference'>,
  parameters: PeriodsAsked,
): Result<readonly FiscalPeriod[], PeriodRefusal> => {
  const periods = periodsAsked(context, parameters)
  if (!periods.ok) return periods
  const months = new Map(periods.value.flatMap((period) => period.months).map((month) => [month.id, month]))
  return accept([...months.values()].sort((a, b) => byText(a.first, b.first)))
}

const monthsMax = 1_000

const monthsBetween = ({ calendar }: Reference, from: string, to: string): Result<readonly PeriodSelection[], PeriodRefusal> => {
  const [first, last] = [resolvePeriod(from, calendar), resolvePeriod(to, calendar)]
  if (!first.ok) return first
  if (!last.ok) return last
  const months: PeriodSelection[] = []
  for (let month = calendar.monthOf(first.value.first); month !== null && month.first <= last.value.last; ) {
    months.push(wholePeriod(month, calendar))
    if (months.length > monthsMax)
      return refuse({ code: 'range-too-long', period: `${from} to ${to}`, detail: `a range holds at most ${monthsMax} months` })
    month = calendar.monthOf(month.until)
  }
  if (months.length > 0) return accept(months)
  return refuse({ code: 'unknown-period', period: to, detail: `${to} ends before ${from} begins` })
}

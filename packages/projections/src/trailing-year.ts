import type { FiscalPeriod } from '@daybook/domain'
import { fraction, sixDecimals } from './exact.ts'
import type { CellValue, ReportContext, ReportRow } from './report.ts'
import { cellsOfOwners, type Owners } from './report-owners.ts'

/** One figure of the twelve whole fiscal months that end with the month of a row, and the column it goes into. */
type Trailing = { readonly kpi: string; readonly column: string }

/** The rows of owners and months with a KPI of the twelve months that end with each: a ratio from its sums, never of ratios. */
export const withTrailingYear = (
  context: ReportContext,
  rows: readonly ReportRow[],
  { kpi, column }: Trailing,
): ReturnType<typeof withColumn> =>
  withColumn(context, rows, { kpi, column, periodsOf: (month) => [`${month}:r12`], take: alone })

const alone = ([cell]: readonly CellValue[]): CellValue['value'] => cell?.value ?? null

/**
 * The rows of owners and months with the mean of a count over the twelve months that end with each. Months without any count as zero,
 * but for those before the first month in which the organisation has any: until twelve have passed since, there is no mean.
 */
export const withTrailingMean = (
  context: ReportContext,
  rows: readonly ReportRow[],
  { kpi, column }: Trailing,
): ReturnType<typeof withColumn> =>
  firstMonthOf(context, kpi).then((begun) => {
    const periodsOf = (id: string): readonly string[] => {
      const window = monthsTo(context, id)
      const isWhole = begun !== null && window.length === months && window.every(({ first }) => first >= begun.first)
      return isWhole ? window.map((month) => month.id) : []
    }
    return withColumn(context, rows, { kpi, column, periodsOf, take: meanOf })
  })

const months = 12

const monthsTo = ({ reference: { calendar } }: ReportContext, id: string): readonly FiscalPeriod[] => {
  const month = calendar.period(id)
  return Array.from({ length: months }, (_, back) => (month === null ? null : calendar.previous(month, back))).filter(isThere)
}

const isThere = (period: FiscalPeriod | null): period is FiscalPeriod => period !== null

/** How far back a book may begin. */
const yearsMax = 30

/** The first month of which the organisation has any, in the last thirty years. */
const firstMonthOf = ({ asOf, reference: { calendar }, cells }: ReportContext, kpi: string): Promise<FiscalPeriod | null> => {
  const counted = (periods: readonly FiscalPeriod[]): Promise<FiscalPeriod | null> =>
    cells({ kpi, scope: 'org', entities: null, periods: periods.map(({ id }) => id) }).then(
      (found) => periods.find(({ id }) => Number(found.of(null, id).value) > 0) ?? null,
    )
  const year = calendar.yearOf(asOf)
  const years = Array.from({ length: yearsMax }, (_, back) => (year === null ? null : calendar.previous(year, back)))
  return counted(years.filter(isThere).reverse()).then((first) => (first === null ? null : counted(calendar.monthsOf(first))))
}

const meanOf = (cells: readonly CellValue[]): string | null => {
  const counts = cells.flatMap(({ value }) => (typeof value === 'number' ? [BigInt(value)] : []))
  if (counts.length < months) return null
  const sum = counts.reduce((total, count) => total + count, 0n)
  return sixDecimals(fraction(sum, BigInt(months)))
}

type Column = Trailing & {
  readonly periodsOf: (month: string) => readonly string[]
  readonly take: (cells: readonly CellValue[]) => CellValue['value']
}

const withColumn = (
  context: ReportContext,
  rows: readonly ReportRow[],
  { kpi, column, periodsOf, take }: Column,
): Promise<readonly ReportRow[]> => {
  const types = Map.groupBy(rows, (row) => row.ownerType as Owners['type']) // Sound: the column of reports of owners
  const read = [...types].map(([type, own]) => {
    const ids = [...new Set(own.map(({ ownerId }) => String(ownerId)))]
    const periods = [...new Set(own.flatMap(({ period }) => periodsOf(String(period))))]
    return cellsOfOwners(context, { type, ids }, { kpi, periods }).then((cell) => [type, cell] as const)
  })
  return Promise.all(read).then((found) => {
    const cells = new Map(found)
    const cellOf = (row: ReportRow, period: string): CellValue =>
      cells.get(row.ownerType as Owners['type'])?.(String(row.ownerId), period) ?? { value: null } // Sound: as above
    return rows.map((row) => ({ ...row, [column]: take(periodsOf(String(row.period)).map((period) => cellOf(row, period))) }))
  })
}

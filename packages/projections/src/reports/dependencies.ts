import { accept, type FiscalPeriod } from '@daybook/domain'
import { z } from 'zod'
import { type DependencyRow, dependencyRows } from '../dependency-rows.ts'
import { fraction, oneDecimal } from '../exact.ts'
import { defineReport, periodParameters, periodsOrYear, type ReportRow } from '../report.ts'
import { accountParameters } from '../report-accounts.ts'

/**
 * M-55 of the domain specification by owing function, which is no scope of its own. What is open and overdue is so on the day of the
 * report; what was met or dropped was so within the periods, without any within the fiscal year of the day.
 */
export const dependencies = defineReport({
  name: 'dependencies',
  title: 'Dependencies by owing function',
  definition: 'What other functions owe accounts and what is overdue of it, what they have met and how long it took them.',
  whenEmpty: { needs: ['DependencyRaised'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({ ...periodParameters, ...accountParameters }),
  columns: [
    { id: 'owingFunction', title: 'Owed by', type: 'id' },
    { id: 'open', title: 'Open', type: 'integer' },
    { id: 'overdue', title: 'Overdue', type: 'integer' },
    { id: 'accounts', title: 'Accounts waiting', type: 'integer' },
    { id: 'oldestNeededBy', title: 'First needed by', type: 'date' },
    { id: 'met', title: 'Met', type: 'integer' },
    { id: 'metLate', title: 'Met late', type: 'integer' },
    { id: 'dropped', title: 'Dropped', type: 'integer' },
    { id: 'daysToMeet', title: 'Days to meet', type: 'number', unit: 'days' },
  ],
  rows: (context, parameters) => {
    const periods = periodsOrYear(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const months = periods.value.flatMap((period) => period.months)
    return dependencyRows(context, parameters).then((rows) =>
      accept([...Map.groupBy(rows, ({ owingFunction }) => owingFunction)].flatMap(([name, own]) => rowsOf(name, own, months))),
    )
  },
})

/** A function that nobody waits for, and that ended nothing within the months, has no row. */
const rowsOf = (owingFunction: string, rows: readonly DependencyRow[], months: readonly FiscalPeriod[]): readonly ReportRow[] => {
  const waiting = rows.filter(({ endedOn }) => endedOn === null)
  const ended = rows.filter(({ endedOn }) =>
    months.some(({ first, until }) => endedOn !== null && first <= endedOn && endedOn < until),
  )
  const met = ended.filter(({ status }) => status === 'met' || status === 'met-late')
  if (waiting.length + ended.length === 0) return []
  const days = met.reduce((sum, { daysOpen }) => sum + daysOpen, 0)
  return [
    {
      owingFunction,
      open: waiting.length,
      overdue: waiting.filter(({ status }) => status === 'overdue').length,
      accounts: new Set(waiting.map(({ accountId }) => accountId)).size,
      oldestNeededBy: waiting.map(({ neededBy }) => neededBy).sort()[0] ?? null,
      met: met.length,
      metLate: met.filter(({ status }) => status === 'met-late').length,
      dropped: ended.length - met.length,
      daysToMeet: met.length === 0 ? null : oneDecimal(fraction(BigInt(days), BigInt(met.length))),
    },
  ]
}
